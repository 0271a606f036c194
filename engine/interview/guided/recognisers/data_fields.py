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
        start = asking.end
        names: list[str] = []
        last = start
        for hit in _fields().find(tokens):
            if hit.start < start or hit.start - last > _GAP:
                continue
            names.append(hit.value)
            last = hit.end
        listed = _values_in(tokens)
        names += [name for piece in listed for name in _named_by(piece)]
        asked = tokens[asking.start].folded.startswith("ask") or bool(listed)
        only_vague = len(names) == 1 and names[0] in _VAGUE and not asked
        if names and not only_vague:
            return list(dict.fromkeys(names))
    return []


def _named_by(piece: Sequence[Token]) -> list[str]:
    """“name and | number”: that of a telephone."""
    return [hit.value for hit in _fields().find(piece)] or (["phone"] if piece[0].folded == "number" else [])


def asks_for_fields(tokens: Sequence[Token]) -> bool:
    """“find out the address and what happened”: values to be asked for, and no goal of its own."""
    cut_off = bool(tokens) and tokens[-1].folded in word_set("open_fields") and bool(_asking().find(tokens))
    return cut_off or bool(asked_for(tokens)) or any(_questions_in(tokens)) or bool(_values_in(tokens))


def lists_values(tokens: Sequence[Token]) -> bool:
    """“take the address, lift number and what it's doing”: asked for, whatever else the agent does."""
    return bool(_values_in(tokens))


def field_hits(tokens: Sequence[Token]) -> list[Hit]:
    """Every field that is named, wherever it stands."""
    return _fields().find(tokens)


def _open_fields(tokens: Sequence[Token], reading: Reading) -> Iterator[DataField]:
    """“… what happened and whether water is still running”, “name, room and reason”: in no lexicon."""
    for words in [*_questions_in(tokens), *_others_in(tokens, reading)]:
        yield in_words(joined(reading.text, words))


def _others_in(tokens: Sequence[Token], reading: Reading) -> Iterator[Sequence[Token]]:
    """The things of a list of fields that the lexicon does not have."""
    if not asked_for(tokens):
        return
    asking = _asking().find(tokens)[0]
    for piece in pieces_of(tokens[asking.end :]):
        if reading.grammar.verb_at(piece, 0) or piece[0].folded == "then":
            return
        if len(piece) <= _MOST_OF_A_THING and not _is_open(piece) and not _named_by(piece):
            yield piece


def pieces_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The things of a list, without articles before them."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if not token.is_word or token.folded in _JOINTS:
            pieces.append([])
        elif pieces[-1] or token.folded not in _ARTICLES:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


_ARTICLES = ("the", "a", "an", "their", "his", "her", "your", "for", "also", "der", "die", "das", "el", "la", "le")
_MOST_OF_A_THING = 3


def in_words(text: str) -> DataField:
    """A field as the team calls it."""
    kind = "boolean" if text.split()[0].lower() in _YES_OR_NO else "string"
    name = slug(text)[:40].strip("_-").replace("-", "_")
    named = name if name[0].isalpha() else f"value_{name}"
    return DataField.model_validate({"name": named, "type": kind, "description": sentence_case(text)})


_YES_OR_NO = ("whether", "if")
_MOST_OF_A_QUESTION = 9
"""Words. What is longer says more than what to ask."""


def _questions_in(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Pieces of a list after a word of asking that begin like a question."""
    for piece in _pieces_after_asking(tokens):
        if len(piece) > 1 and _is_open(piece):
            yield piece


def _is_open(piece: Sequence[Token]) -> bool:
    """“what's wrong with the animal”, “whether water is running”: said as a question."""
    return len(piece) <= _MOST_OF_A_QUESTION and piece[0].folded.partition("'")[0] in word_set("open_fields")


def _values_in(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Three or more bare things to ask for, at least one of them known: “take the address, lift number and fault”."""
    listed: list[Sequence[Token]] = []
    for piece in _pieces_after_asking(tokens):
        if not _is_open(piece) and (len(piece) > _MOST_OF_A_VALUE or grammar_of("en").verb_at(piece, 0)):
            break
        listed.append(piece)
    bare = [piece for piece in listed if not _is_open(piece)]
    return bare if len(listed) >= _FEWEST_VALUES and any(_fields().find(piece) for piece in bare) else []


_MOST_OF_A_VALUE = 3
"""Words, with its article."""
_FEWEST_VALUES = 3


def _pieces_after_asking(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What is listed after the first word of asking, between commas and joints, up to what comes “then”."""
    for asking in _asking().find(tokens):
        piece: list[Token] = []
        for token in (*tokens[asking.end :], None):
            if token is not None and token.is_word and token.folded not in _JOINTS:
                piece.append(token)
                continue
            if piece:
                yield piece
            if token is None or (piece and piece[0].folded == "then"):
                break
            piece = []
        return


_JOINTS = ("and", "or", "then", "und", "oder", "y", "o", "et", "ou")
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
