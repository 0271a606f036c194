"""What the agent must find out: “ask for name, phone number and date of birth”."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import add
from engine.document.spec import DataField
from engine.interview.guided.reading import Found, Reading
from engine.language.grammar import grammar_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, joined, sentence_case, slug


def data_fields(reading: Reading) -> Iterator[Found]:
    known = {field.name for field in reading.spec.data_fields}
    for clause in reading.said:
        for name in asked_for(clause.tokens):
            if name not in known:
                known.add(name)
                yield Found(add("data_fields", field_of(name)))
        for field in _open_fields(clause.tokens, reading):
            if field.name not in known:
                known.add(field.name)
                yield Found(add("data_fields", field))


def asked_for(tokens: Sequence[Token]) -> list[str]:
    """The fields that stand in a list after a word of asking, as the lexicon names them."""
    for asking in _asking().find(tokens):
        names: list[str] = []
        last = asking.end
        for hit in field_hits(tokens):
            if asking.end <= hit.start <= last + _GAP:
                names.append(hit.value)
                last = hit.end
        listed = _values_in(tokens)
        names += [name for piece in listed for name in _named_by(piece)]
        asked = tokens[asking.start].folded.startswith("ask") or bool(listed)
        only_vague = len(names) == 1 and names[0] in _VAGUE and not asked
        if names and not only_vague:
            return list(dict.fromkeys(names))
    return []


def asks_for_fields(tokens: Sequence[Token]) -> bool:
    """“find out the address and what happened”: values to be asked for, and no goal of its own."""
    cut_off = bool(tokens) and tokens[-1].folded in word_set("open_fields") and bool(_asking().find(tokens))
    return cut_off or bool(asked_for(tokens)) or any(_open_among(tokens)) or lists_values(tokens)


def lists_values(tokens: Sequence[Token]) -> bool:
    """“take the address, lift number and what it's doing”: asked for, whatever else the agent does."""
    return bool(_values_in(tokens))


def field_hits(tokens: Sequence[Token]) -> list[Hit]:
    """Every field that is named, wherever it stands."""
    return _fields().find(tokens)


def is_of_fields(piece: Sequence[Token]) -> bool:
    """Known by the lexicon, or said as a question: “what's wrong with the animal”, “whether water is running”."""
    return bool(field_hits(piece)) or _is_open(piece)


def _named_by(piece: Sequence[Token]) -> list[str]:
    """“name and | number”: that of a telephone."""
    return [hit.value for hit in field_hits(piece)] or (["phone"] if piece[0].folded == "number" else [])


def _open_fields(tokens: Sequence[Token], reading: Reading) -> Iterator[DataField]:
    """“… what happened and whether water is still running”, “name, room and reason”: in no lexicon."""
    listed = bool(asked_for(tokens)) or lists_values(tokens)
    for piece in [*_open_among(tokens), *(_others_in(tokens, reading) if listed else ())]:
        yield in_words(joined(reading.text, piece))


def _open_among(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    return (piece for piece in _after_asking(tokens) if len(piece) > 1 and _is_open(piece))


def _others_in(tokens: Sequence[Token], reading: Reading) -> Iterator[Sequence[Token]]:
    """The things of a list of fields that the lexicon does not have."""
    for piece in _after_asking(tokens):
        if reading.grammar.verb_at(piece, 0):
            return
        if len(piece) <= _MOST_OF_A_VALUE and not _is_open(piece) and not _named_by(piece):
            yield piece


def _values_in(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Three or more bare things to ask for, at least one of them known: “take the address, lift number and fault”."""
    listed: list[Sequence[Token]] = []
    for piece in _after_asking(tokens):
        if not _is_open(piece) and (len(piece) > _MOST_OF_A_VALUE or grammar_of("en").verb_at(piece, 0)):
            break
        listed.append(piece)
    bare = [piece for piece in listed if not _is_open(piece)]
    return bare if len(listed) >= _FEWEST_VALUES and any(is_of_fields(piece) for piece in listed) else []


def _after_asking(tokens: Sequence[Token]) -> list[list[Token]]:
    """What is listed after the first word of asking, up to what comes “then”."""
    asking = next(iter(_asking().find(tokens)), None)
    behind = tokens[asking.end :] if asking else ()
    end = next((i for i, t in enumerate(behind) if t.folded == "then"), len(behind))
    return [_head(piece) for piece in pieces_of(behind[:end])]


def pieces_of(tokens: Sequence[Token], text: str = "") -> list[list[Token]]:
    """The things of a list, between its marks, joints and, with their `text`, lines; without articles before them, and
    without what stands in brackets.
    """
    pieces: list[list[Token]] = [[]]
    depth, last = 0, 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if not token.is_word or token.folded in _JOINTS:
            pieces += [[]] if not depth else []
        elif not depth:
            pieces += [[]] if "\n" in text[last : token.start] else []
            if pieces[-1] or token.folded not in _ARTICLES:
                pieces[-1].append(token)
        last = token.end
    return [piece for piece in pieces if piece]


def _head(piece: list[Token]) -> list[Token]:
    """“number | for the family”, “name | of the deceased”; a question stays whole, and so does “date of birth”."""
    ends = ("for",) if len(piece) <= _MOST_OF_A_VALUE else ("for", "of")
    at = next((i for i, t in enumerate(piece) if i and t.folded in ends), len(piece))
    return piece if _is_open(piece) else piece[:at]


def _is_open(piece: Sequence[Token]) -> bool:
    """“what's wrong with the animal”, “whether water is running”: said as a question."""
    return len(piece) <= _MOST_OF_A_QUESTION and piece[0].folded.partition("'")[0] in word_set("open_fields")


def field_in(piece: Sequence[Token], text: str) -> DataField:
    """A field of the lexicon where the piece is nothing else, otherwise one in the team's words."""
    hit = next((h for h in field_hits(piece) if h.start == 0 and h.end == len(piece)), None)
    return field_of(hit.value) if hit else in_words(joined(text, piece))


def in_words(text: str) -> DataField:
    """A field as the team calls it."""
    kind = "boolean" if text.split()[0].lower() in _YES_OR_NO else "string"
    name = slug(text)[:40].strip("_-").replace("-", "_")
    named = name if name[0].isalpha() else f"value_{name}"
    return DataField.model_validate({"name": named, "type": kind, "description": sentence_case(text)})


_ARTICLES = frozenset((
    *("the", "a", "an", "their", "his", "her", "your", "for", "also", "der", "die", "das", "el", "la", "le"),
    "caller's",
))  # fmt: skip
_JOINTS = ("and", "or", "plus", "then", "und", "oder", "y", "o", "et", "ou")
_YES_OR_NO = ("whether", "if")
_MOST_OF_A_QUESTION = 9
"""Words. What is longer says more than what to ask."""
_MOST_OF_A_VALUE = 3
"""Words."""
_FEWEST_VALUES = 3
_VAGUE = ("preferred_time", "preferred_date", "reason", "location", "company_name", "budget", "insurance", "vehicle")
"""Words that mean a field only in a list or after “ask for”: “get an estimated time” asks for nothing."""
_GAP = 4
"""Words between two fields of one list: “, and their | date of birth”."""


def field_of(name: str) -> DataField:
    entry = lexicon("fields")[name]
    return DataField.model_validate({"name": name, **{key: entry[key] for key in ("description", "type", "read_back")}})


@cache
def _fields() -> PhraseBook:
    return PhraseBook({name: entry["words"] for name, entry in lexicon("fields").items()})


@cache
def _asking() -> PhraseBook:
    return PhraseBook({"ask": lexicon("asking")["words"]})
