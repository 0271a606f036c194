"""“booking: name, postcode, type of fire, how many chimneys”, “for a quote we need the name, model and year”: what is
asked for, as a list with a heading or behind “we need”.
"""

from collections.abc import Sequence

from engine.document.changes import add
from engine.document.spec import DataField
from engine.interview.guided.recognisers.data_fields import field_hits, field_of
from engine.interview.guided.targets import stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.text import Token, fold, joined, sentence_case, slug

_LONGEST_HEADING = 5
_LONGEST_FIELD = 6
_KNOWN = 2
"""Fields of the lexicon that the list must have; the others are then taken as they are named."""
_JOINTS = ("and", "or", "plus", "und", "y", "et")


def listed_fields(part: Part) -> Meaning | None:
    """None where it is no list, or one of other things: “prices: wash 20, cut 30”."""
    pieces = _pieces(_listed(part.tokens))
    if "?" in part.text or len(pieces) < _KNOWN or any(t.text[0].isdigit() for p in pieces for t in p):
        return None
    if any(len(piece) > _LONGEST_FIELD for piece in pieces):
        return None
    if sum(bool(field_hits(p)) for p in pieces) < _KNOWN and not (len(pieces) > _KNOWN and _heads_a_goal(part)):
        return None
    known = {field.name for field in part.spec.data_fields}
    fields = {field.name: field for field in (_field(piece, part.text) for piece in pieces)}
    new = [add("data_fields", field) for name, field in fields.items() if name not in known]
    return meaning(*new) if new else Meaning(says="It asks for all of that already.")


def _listed(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands behind a short heading, or behind “we need”; nothing where there is neither."""
    colon = next((i for i, t in enumerate(tokens) if t.text == ":"), 0)
    if 0 < colon <= _LONGEST_HEADING:
        return tokens[colon + 1 :]
    need = next((i for i, t in enumerate(tokens) if i and t.folded in ("need", "needs", "brauchen", "necesitamos")), 0)
    ours = need and tokens[need - 1].folded in ("we", "it", "she", "he", "you", "wir", "they")
    return tokens[need + 1 :] if ours else ()


def _heads_a_goal(part: Part) -> bool:
    """“reports: building, lift number, what it's doing”, where the agent takes reports."""
    colon = next((i for i, t in enumerate(part.tokens) if t.text == ":"), 0)
    heading = {stem for t in part.tokens[:colon] if t.is_word for stem in stems(t.folded)}
    return any(heading & set(stems(fold(goal.statement))) for goal in part.spec.goals) if colon else False


def _pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_word and token.folded not in _JOINTS:
            pieces[-1].append(token)
        elif pieces[-1]:
            pieces.append([])
    return [bare for piece in pieces if (bare := _bare(piece))]


def _bare(piece: Sequence[Token]) -> list[Token]:
    kept = list(piece)
    while kept and kept[0].folded in word_set("articles") | {"their", "his", "her", "your", "caller's"}:
        kept.pop(0)
    return kept


def _field(piece: Sequence[Token], text: str) -> DataField:
    """A field of the lexicon where the piece is nothing else, otherwise one in the team's words."""
    hit = next((h for h in field_hits(piece) if h.start == 0 and h.end == len(piece)), None)
    if hit:
        return field_of(hit.value)
    words = joined(text, piece)
    name = slug(words, limit=40)
    return DataField(name=name if name[0].isalpha() else f"field_{name}", description=sentence_case(words))
