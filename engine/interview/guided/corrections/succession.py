"""“Kelly has left, it's Jodie now”, “Sasha moved on - Dev took over”: somebody else in the place of a person."""

from collections.abc import Sequence

from engine.interview.guided.corrections.spelling import corrected
from engine.interview.guided.corrections.texts import span_in, texts_of
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, without_around
from engine.interview.guided.understanding import Meaning, Part
from engine.language.text import Token, joined

_MOST = 16
_LONGEST_NAME = 4


def succession(part: Part) -> Meaning | None:
    """None where nobody whom the spec names has left, or nobody follows."""
    tokens = without_around(part.tokens)
    hit = first("left", tokens) if 3 < len(tokens) <= _MOST else None
    if hit is None or not 0 < hit.start <= _LONGEST_NAME:
        return None
    old = [_bare(t) for t in trimmed(tokens[: hit.start])]
    new = _follower(tokens[hit.end :])
    known = old and any(span_in(text.value, old) for text in texts_of(part.spec))
    return corrected(part, old, joined(part.text, new)) if known and new else None


def _follower(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """“it's | Jodie | now”, “| Dev | took over”."""
    kept = [t for t in tokens if t.is_word]
    lead = phrases("succeeds").at(kept, 0) if kept else None
    over = first("takes_over", kept)
    if not kept or not (lead or over):
        return ()
    name = kept[lead.end if lead else 0 : over.start if over else len(kept)]
    while name and name[-1].folded in ("now", "instead", "please"):
        name = name[:-1]
    return tuple(name) if 0 < len(name) <= _LONGEST_NAME else ()


def _bare(token: Token) -> Token:
    """“Kelly's left” speaks of Kelly."""
    text = token.text.removesuffix("'s").removesuffix("’s")
    return Token(text, token.folded[: len(text)], token.start, token.start + len(text))
