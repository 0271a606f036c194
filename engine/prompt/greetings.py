"""The greeting that is offered, from name, company, tone and direction; and the same one in another language."""

from engine.document.spec import AgentSpec
from engine.language.lexicon import lexicon, word_set


def greeting_for(spec: AgentSpec) -> str:
    """A first sentence for the call; English where the agent's first language has no sentence here."""
    language = _first_language(spec)
    return _written(spec, language if language in lexicon("greetings") else "en", _kind(spec))


def in_language(spec: AgentSpec, tag: str) -> str | None:
    """The agent's greeting in another language, where it is one that we offered and there is a sentence for it."""
    language, own = tag.split("-")[0], _first_language(spec)
    if not {language, own} <= set(lexicon("greetings")):
        return None
    kinds = (kind for kind in lexicon("greetings")[own] if _written(spec, own, kind) == spec.greeting)
    return next((_written(spec, language, kind) for kind in kinds), None)


def _first_language(spec: AgentSpec) -> str:
    return spec.languages[0].split("-")[0] if spec.languages else "en"


def _kind(spec: AgentSpec) -> str:
    return (
        "outbound" if spec.direction == "outbound" else "casual" if word_set("casual") & set(spec.tone) else "inbound"
    )


def _written(spec: AgentSpec, language: str, kind: str) -> str:
    nameless = kind == "outbound" and _is_nameless(spec)
    who = {(True, True): "both", (False, True): "company", (True, False): "name", (False, False): "neither"}
    template: str = lexicon("greetings")[language][kind][who[bool(spec.name), bool(spec.company) and not nameless]]
    greeting = template.format(name=spec.name, company=spec.company)
    named = any(variable.name == _CALLED for variable in spec.variables)
    return _for_the_right_person(greeting, language) if named and kind == "outbound" else greeting


_CALLED = "person_name"
"""The variable that a playbook gives an agent which calls people by name."""


def _is_nameless(spec: AgentSpec) -> bool:
    from engine.playbooks import known_job  # no playbook is loaded for the first screen

    return any(known.nameless for goal in spec.goals if (known := known_job(goal.playbook)))


def _for_the_right_person(greeting: str, language: str) -> str:
    """Nobody is asked whether it suits before it is known who is on the line."""
    from engine.prompt.phrases import phrases_for

    asked = phrases_for(language).right_person.replace("{name}", f"{{{{{_CALLED}}}}}")
    hello, _, question = greeting.rpartition(". ")
    if hello:
        return f"{hello}. {asked}"
    return f"{question.split(',')[0]}, {asked[:1].lower()}{asked[1:]}" if "," in question else asked
