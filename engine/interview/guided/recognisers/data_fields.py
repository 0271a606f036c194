"""What the agent must find out: “ask for name, phone number and date of birth”."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import add
from engine.document.spec import DataField
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token


def data_fields(reading: Reading) -> Iterator[Found]:
    known = {field.name for field in reading.spec.data_fields}
    for clause in reading.said:
        for name in asked_for(clause.tokens):
            if name not in known:
                known.add(name)
                yield Found(add("data_fields", field_of(name)))


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
        only_vague = len(names) == 1 and names[0] in _VAGUE and not tokens[asking.start].folded.startswith("ask")
        if names and not only_vague:
            return list(dict.fromkeys(names))
    return []


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
