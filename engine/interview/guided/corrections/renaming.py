"""“rename the foreman to Head mechanic”, “switch Max to Maxine”, “the porter is called Night manager”."""

from collections.abc import Sequence

from engine.interview.guided.corrections.named import Named, named
from engine.interview.guided.corrections.replacing import rewritten
from engine.interview.guided.corrections.spelling import corrected
from engine.interview.guided.corrections.texts import span_in, texts_of
from engine.interview.guided.corrections.vocabulary import phrases, trimmed, without_around
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.text import Token, joined
from engine.sentences import quoted

_LONGEST = 16
_TO = ("to", "into", "as", "in", ":", "zu", "a", "en")


def renaming(part: Part) -> Meaning | None:
    """Another name for something that is there; the agent's own name is a value that is set elsewhere."""
    tokens = without_around(part.tokens)
    if not tokens or len(tokens) > _LONGEST or "?" in part.text:
        return None
    verb = phrases("renaming").at(tokens, 0)
    if verb:
        return _ordered(tokens[verb.end :], part)
    at = next((i for i, t in enumerate(tokens[:-1]) if t.folded in ("called", "named") and i > 1), None)
    if at and tokens[at - 1].folded in ("is", "are", "be"):
        return _renamed(tokens[: at - 1], tokens[at + 1 :], part)
    return None


def _ordered(tokens: Sequence[Token], part: Part) -> Meaning | None:
    link = next((i for i, t in enumerate(tokens) if i and t.folded in _TO), None)
    if link:
        return _renamed(tokens[:link], tokens[link + 1 :], part)
    for end in range(len(tokens) - 1, 0, -1):
        found = _renamed(tokens[:end], tokens[end:], part) if tokens[end].is_capital else None
        if found:
            return found
    return None


def _renamed(old: Sequence[Token], new: Sequence[Token], part: Part) -> Meaning | None:
    old = trimmed(old)
    if not old or not new or all(t.folded in word_set("the_agent") for t in old):
        return None
    words = joined(part.text, [t for t in new if t.text not in '“”"']).strip(" .,!")
    name = part.spec.name or ""
    if name and span_in(name, old):
        return corrected(part, old, words)
    meant = named(old, part) or Named()
    items = [i for i in meant.items if i.part in ("transfers", "goals", "guardrails", "knowledge", "data_fields")]
    if len(items) == 1:
        change = rewritten(items[0], words, part)
        return meaning(change, says=f"{quoted(items[0].label)} is now {quoted(words)}.") if change else None
    company = [t for t in texts_of(part.spec) if t.path == "company" and span_in(t.value, old)]
    return corrected(part, old, words) if company else None
