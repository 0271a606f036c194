"""“residents and businesses, not just residents”, “adults too”, “only tenants now, not landlords”: more or fewer people
in the audience, said by what is known already.
"""

from collections.abc import Sequence

from engine.document.changes import Set
from engine.interview.guided.corrections.vocabulary import first, trimmed, without_around
from engine.interview.guided.targets import stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined
from engine.sentences import quoted

_MOST = 14


def widening(part: Part) -> Meaning | None:
    """None where the words say nothing of who is in the audience."""
    known = part.spec.audience
    tokens = without_around(part.tokens)
    if not known or not tokens or len(tokens) > _MOST or "?" in part.text:
        return None
    return _not_only(tokens, part, known) or _not_any_more(tokens, part, known)


def _not_only(tokens: Sequence[Token], part: Part, known: str) -> Meaning | None:
    hit = first("not_only", tokens)
    old = trimmed(tokens[hit.end :]) if hit else ()
    if hit is None or not old or not _are_in(old, known):
        return None
    new = trimmed([t for t in tokens[: hit.start] if t.folded not in ("too", "also", "it's")])
    words = joined(part.text, new)
    return _set(words if _are_in(old[-1:], words) else f"{known} and {words}", known) if words else None


def _not_any_more(tokens: Sequence[Token], part: Part, known: str) -> Meaning | None:
    at = next((i for i, t in enumerate(tokens) if i and t.folded == "not"), None)
    old = trimmed(tokens[at + 1 :]) if at else ()
    if not at or not old or not _are_in(old, known):
        return None
    pieces = [p.strip() for p in known.replace(", ", " and ").split(" and ")]
    left = [p for p in pieces if not _are_in(old, p)]
    same = [p for p in left if _shares(tokens[:at], p)]
    return _set(" and ".join(left), known) if len(left) < len(pieces) and same else None


def _set(value: str, known: str) -> Meaning:
    return meaning(
        Set(path="audience", value=value[:280]), says=f"It talks to {value} now, instead of {quoted(known)}."
    )


def _are_in(tokens: Sequence[Token], text: str) -> bool:
    own = stems(text.casefold())
    return all(stem in own for t in tokens if t.is_word for stem in stems(t.folded))


def _shares(tokens: Sequence[Token], text: str) -> bool:
    return any(_are_in([t], text) for t in tokens if t.is_word)
