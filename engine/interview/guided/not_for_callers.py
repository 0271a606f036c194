"""“we're 45 minutes away at worst but don't say that”: known to the agent, and never told. A rule, and no answer."""

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.own_words import own_words
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import joined, slug

_LONGEST = 260
_FEWEST = 3
"""Tokens of what is not to be told."""
_JOINTS = ("but", "and", "so", "aber", "pero", "mais", ",", "-", "–", ".", ";")


def not_for_callers(part: Part) -> Meaning | None:
    """None where nothing stands before “don't say that”, or something stands behind it."""
    hit = next(iter(PhraseBook({"kept": lexicon("facts")["not_told"]}).find(part.tokens)), None)
    if hit is None or any(t.is_word for t in part.tokens[hit.end :]):
        return None
    said = list(part.tokens[: hit.start])
    while said and said[-1].folded in _JOINTS:
        said.pop()
    if len(said) < _FEWEST:
        return None
    words = own_words(joined(part.text, said), _LONGEST)
    statement = f"Do not tell callers: {words[:1].lower() if not said[0].text.isupper() else words[:1]}{words[1:]}"
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))
