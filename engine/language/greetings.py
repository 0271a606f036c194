"""The greeting that is offered, from name, company, tone and direction; and the same one in another language."""

from engine.document.spec import AgentSpec
from engine.language.lexicon import lexicon, word_set


def greeting_for(spec: AgentSpec) -> str:
    """A first sentence for the call; English where the agent's first language has no sentence here."""
    language = spec.languages[0].split("-")[0] if spec.languages else "en"
    return _written(spec, language if language in lexicon("greetings") else "en", _kind(spec))


def in_language(spec: AgentSpec, tag: str) -> str | None:
    """The agent's greeting in another language, where it is one that we offered and there is a sentence for it."""
    language = tag.split("-")[0]
    own = spec.languages[0].split("-")[0] if spec.languages else "en"
    if not {language, own} <= set(lexicon("greetings")):
        return None
    kinds = (kind for kind in lexicon("greetings")[own] if _written(spec, own, kind) == spec.greeting)
    return next((_written(spec, language, kind) for kind in kinds), None)


def _kind(spec: AgentSpec) -> str:
    return (
        "outbound" if spec.direction == "outbound" else "casual" if word_set("casual") & set(spec.tone) else "inbound"
    )


def _written(spec: AgentSpec, language: str, kind: str) -> str:
    who = {(True, True): "both", (False, True): "company", (True, False): "name", (False, False): "neither"}
    template: str = lexicon("greetings")[language][kind][who[bool(spec.name), bool(spec.company)]]
    return template.format(name=spec.name, company=spec.company)
