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
    who = {(True, True): "both", (False, True): "company", (True, False): "name", (False, False): "neither"}
    template: str = sentences.get(language, sentences["en"])[kind][who[bool(spec.name), bool(spec.company)]]
    return template.format(name=spec.name, company=spec.company)
