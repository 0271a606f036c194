"""A list of what callers are asked for: “booking: name, postcode, type of fire”, “for a quote we need the model and
year”, “Child's name, class, reason, how many days”.
"""

from collections.abc import Sequence

from engine.document.changes import add
from engine.interview.guided.recognisers.data_fields import field_hits, field_in, is_of_fields, pieces_of
from engine.interview.guided.recognisers.identity import is_identity_check
from engine.interview.guided.targets import stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, fold

_LONGEST_HEADING = 5
_LONGEST_FIELD = 6
_KNOWN = 2
"""Fields of the lexicon that the list must have; the others are then taken as they are named."""
_MOST = 12


def listed_fields(part: Part) -> Meaning | None:
    """Behind a short heading or “we need”, or “make of lift, postcode, name” by itself; None where it lists other
    things: “prices: wash 20, cut 30”."""
    bare = pieces_of(part.tokens, part.text)
    fields = sum(bool(field_hits(piece)) for piece in bare)
    if len(bare) > _KNOWN and 2 * fields > len(bare) and not _is_asked_or_checked(part):
        return _asked(bare, part)
    pieces = pieces_of(_listed(part.tokens), part.text)
    known = sum(bool(field_hits(p)) for p in pieces) >= _KNOWN
    return _asked(pieces, part) if known or (len(pieces) > _KNOWN and _is_headed(part)) else None


def bare_fields(part: Part) -> Meaning | None:
    """What is placed among the fields: a list, of which one thing at least is a field or said as a question."""
    pieces = pieces_of(part.tokens, part.text)
    return _asked(pieces, part) if len(pieces) > 1 and any(map(is_of_fields, pieces)) else None


def _asked(pieces: Sequence[Sequence[Token]], part: Part) -> Meaning | None:
    """The fields that are new; None for questions, numbers, names (“Pedro, Biscuit, Old Meg”) and whole sentences."""
    long = len(pieces) > _MOST or any(len(piece) > _LONGEST_FIELD for piece in pieces)
    if "?" in part.text or len(pieces) < _KNOWN or long:
        return None
    if any(t.text[0].isdigit() for p in pieces for t in p) or all(p[0].is_capital for p in pieces[1:]):
        return None
    known = {field.name for field in part.spec.data_fields}
    fields = {field.name: field for field in (field_in(piece, part.text) for piece in pieces)}
    new = [add("data_fields", field) for name, field in fields.items() if name not in known]
    return meaning(*new) if new else Meaning(says="It asks for all of that already.")


def _listed(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands behind a short heading, or behind “we need”; nothing where there is neither."""
    colon = _colon(tokens)
    if 0 < colon <= _LONGEST_HEADING:
        return tokens[colon + 1 :]
    need = next((i for i, t in enumerate(tokens) if t.folded in ("need", "needs", "brauchen", "necesitamos")), -1)
    ours = need == 0 or (need > 0 and tokens[need - 1].folded in ("we", "it", "she", "he", "you", "wir", "they"))
    return tokens[need + 1 :] if ours else ()


def _is_asked_or_checked(part: Part) -> bool:
    """“opening hours, address, phone” as an answer what callers want to know; “check them by name, birthday, …”."""
    asks_for_jobs = part.asked is None or part.asked.path in ("use_case", "goals")
    return asks_for_jobs or is_identity_check(part.tokens, part.grammar)


def _is_headed(part: Part) -> bool:
    """“What it asks: …”; “reports: building, lift number, what it's doing”, where the agent takes reports."""
    heading = part.tokens[: _colon(part.tokens)]
    words = {stem for t in heading if t.is_word for stem in stems(t.folded)}
    asks = any(t.folded.startswith("ask") for t in heading)
    return asks or any(words & set(stems(fold(goal.statement))) for goal in part.spec.goals)


def _colon(tokens: Sequence[Token]) -> int:
    return next((i for i, t in enumerate(tokens) if t.text == ":"), 0)
