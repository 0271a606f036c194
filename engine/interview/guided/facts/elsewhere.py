"""Facts in other languages than English, by the signs that need no grammar: a price, a place with a time zone."""

from engine.document.changes import Change, Set, add
from engine.document.spec import KnowledgeItem
from engine.interview.guided.facts.statement import has, number_in
from engine.interview.guided.facts.zones import zone_of_place
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.grammar import LANGUAGES
from engine.language.text import fold, sentence_case, slug
from engine.sentences import quoted

_LONGEST = 30
_AGENT = frozenset(("agent", "assistent", "assistant", "bot", "asistente", "er", "sie", "soll", "debe", "doit", "deve"))


def told_elsewhere(part: Part) -> Meaning | None:
    """“Parken kostet 2 Euro pro Stunde”, “wir sind in München”: an answer for callers, in the team's words."""
    words = {t.folded for t in part.tokens}
    if part.language not in LANGUAGES or part.language == "en" or not 3 <= len(part.tokens) <= _LONGEST:
        return None
    if "?" in part.text or words & _AGENT:
        return None
    price = has(part.tokens, "prices") and number_in(part.tokens)
    zone = zone_of_place(part.text) if words & {"in", "en", "em", "te", "a"} else ""
    if not (price or zone):
        return None
    content = sentence_case(" ".join(part.text.split()).rstrip(" .!"))
    key = slug(content)
    if any(k.id == key or fold(k.content) == fold(content) for k in part.spec.knowledge):
        return None
    changes: list[Change] = [add("knowledge", KnowledgeItem(id=key, title=content[:290], content=content))]
    if zone and not part.spec.runtime.timezone:
        changes.append(Set(path="runtime.timezone", value=zone))
    return meaning(*changes, says=f"Callers who ask will hear this: {quoted(content, limit=120)}.")
