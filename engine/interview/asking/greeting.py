"""The greeting that is offered: from name, company, tone and direction, in the agent's first language."""

from engine.document.spec import AgentSpec
from engine.language.lexicon import lexicon, word_set


def greeting_for(spec: AgentSpec) -> str:
    """A first sentence for the call; English where the agent's first language has no sentence here."""
    sentences = lexicon("greetings")
    language = spec.languages[0].split("-")[0] if spec.languages else "en"
    kind = (
        "outbound" if spec.direction == "outbound" else "casual" if word_set("casual") & set(spec.tone) else "inbound"
    )
    named = next((v.name for v in spec.variables if v.name == _CALLED), None)
    nameless = spec.direction == "outbound" and _is_nameless(spec)
    who = {(True, True): "both", (False, True): "company", (True, False): "name", (False, False): "neither"}
    template: str = sentences.get(language, sentences["en"])[kind][
        who[bool(spec.name), bool(spec.company) and not nameless]
    ]
    greeting = template.format(name=spec.name, company=spec.company)
    return _for_the_right_person(greeting, language) if named and spec.direction == "outbound" else greeting


_CALLED = "person_name"
"""The variable that a playbook gives an agent which calls people by name."""


def _is_nameless(spec: AgentSpec) -> bool:
    from engine.playbooks import job  # no playbook is loaded for the first screen

    return any(job(goal.playbook).nameless for goal in spec.goals if goal.playbook)


def _for_the_right_person(greeting: str, language: str) -> str:
    """Nobody is asked whether it suits before it is known who is on the line."""
    from engine.prompt.phrases import phrases_for

    asked = phrases_for(language).right_person.replace("{name}", f"{{{{{_CALLED}}}}}")
    hello, _, question = greeting.rpartition(". ")
    if hello:
        return f"{hello}. {asked}"
    return f"{question.split(',')[0]}, {asked[:1].lower()}{asked[1:]}" if "," in question else asked
