"""The hard facts in what a model wrote: addresses, phone numbers, prices and other numbers, names, quotes, secrets.

Only such things are looked for as a person must have said; wording, ids and how a tool is tuned are the model's to
choose.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from pydantic import JsonValue

from engine.language.cldr import cldr_names
from engine.language.lexicon import word_set
from engine.language.numbers import numbers_in
from engine.language.text import Token, fold, tokens_of

Kind = Literal["address", "phone", "number", "name", "quote", "secret"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact, as the model wrote it."""

    kind: Kind
    text: str


_CHOSEN = frozenset(
    (
        "op", "part", "id", "catalog", "path", "kind", "state", "type", "format", "in", "source", "effect", "method",
        "playbook", "transfer", "by_whom", "goal", "goals", "fields", "tools", "days", "confirm", "required", "timeout",
        "enum", "mode", "auth", "auth_header", "place", "start", "target", "example", "tries", "icon",
    )
)  # fmt: skip
"""Fields that hold ids, choices, settings and examples."""
_TUNED = ("runtime.model", "runtime.temperature", "runtime.timezone", "runtime.max_duration_seconds",
    "runtime.silence_timeout_seconds", "languages", "platforms", "questions", "trade", "direction", "tone", "industry",
    "audience", "speech.", "voice.speed", "voice.provider", "voice.description", "compliance.")  # fmt: skip
"""Paths of settings. A compliance switch needs a quote instead (`consent.py`)."""
_NAMES = frozenset({"company"})
_QUOTES = frozenset({"said"})
_ADDRESS = re.compile(
    r"https?://[^\s”\"'<>)]+|[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:[\w-]+\.)+(?:com|org|net|io|de|eu|co|ai|app)\b\S*"
)
_PHONE = re.compile(r"\+?\(?\d[\d\s()./-]{5,}\d")
_DIGITS = re.compile(r"(?<![\w])[$€£]?\d[\d.,:]*")
_QUOTED = re.compile(r"[“„\"«](?P<words>[^“”„\"«»]+)[”“\"»]")
_LEAST_QUOTED = 3
"""Words; fewer in quotation marks are a name or a term."""
_LEAST_NUMBER = 3
"""A smaller number in words is a manner of speaking."""
_SENTENCE_START = frozenset('.!?…:;\n“”"‘(¿¡«»–—-•*')


def claims_in(written: Mapping[str, JsonValue]) -> tuple[Claim, ...]:
    """What a change claims, each once."""
    path = str(written.get("path", ""))
    if written.get("op") == "set":
        if path.startswith(_TUNED):
            return ()
        found = _of_field(path.rpartition(".")[2], written.get("value"), whole=path in ("name", "company", "voice.id"))
    elif written.get("op") == "add" and written.get("part") in ("languages", "platforms", "questions", "tone"):
        return ()
    else:
        found = _of_field("", dict(written))
    return tuple(dict.fromkeys(found))


def _of_field(field: str, value: JsonValue, *, whole: bool = False) -> Iterator[Claim]:
    """Args: whole: the value is a name as it stands."""
    match value:
        case str() if field == "auth_ref":
            yield Claim("secret", value)
        case str() if field == "destination":
            yield Claim("phone", value)
        case str() if whole or field in _NAMES:
            yield Claim("name", value)
        case str() if field in _QUOTES:
            yield Claim("quote", value)
        case str():
            yield from claims_of(value, label=field == "label")
        case list():
            for one in value:
                yield from _of_field(field, one)
        case dict():
            for key, one in value.items():
                if key not in _CHOSEN and not (key == "name" and "statement" not in value):
                    yield from _of_field(key, one)
        case _:
            return


def claims_of(text: str, *, label: bool = False) -> Iterator[Claim]:
    """The facts in a sentence, the longest first, so that the digits of a phone number are no numbers of their own."""
    for kind, pattern in (("address", _ADDRESS), ("phone", _PHONE), ("number", _DIGITS)):
        for match in pattern.finditer(text):
            yield Claim(kind, match[0].strip(" .,:;"))  # type: ignore[arg-type]  # one of Kind, by the table above
        text = pattern.sub(" ", text)
    if any(number >= _LEAST_NUMBER for number in numbers_in(text)):
        yield Claim("number", text)
    for quote in _QUOTED.finditer(text):
        if len(quote["words"].split()) >= _LEAST_QUOTED:
            yield Claim("quote", quote["words"])
    yield from _names_in(text, label=label)


def _names_in(text: str, *, label: bool) -> Iterator[Claim]:
    """Words with a capital within a sentence; none where a language or a headline writes other words so too.

    Args: label: it names somebody, so capitals throughout make no headline.
    """
    tokens = tokens_of(text)
    headline = not label and not any(t.is_word and not t.is_capital for t in tokens)
    if headline or _writes_nouns_with_capitals(tokens):
        return
    for before, token in pairwise(tokens):
        if token.is_word and token.is_capital and before.text not in _SENTENCE_START and not _is_common(token):
            yield Claim("name", token.text)


def _is_common(token: Token) -> bool:
    """“I”, “SMS”, “Monday”, “Spanish”: written with a capital, and no name."""
    return token.text.isupper() or token.folded.split("'")[0] in _common() or token.text[0].isdigit()


def _writes_nouns_with_capitals(tokens: Sequence[Token]) -> bool:
    return any(token.folded in word_set("german_only") for token in tokens)


@cache
def _common() -> frozenset[str]:
    from babel import Locale  # only where a capital stands within a sentence

    english = Locale.parse("en")
    dated = (*english.days["format"]["wide"].values(), *english.months["format"]["wide"].values())
    return frozenset(
        fold(name) for name in (*dated, *cldr_names().english.values(), "i", "ok", "mr", "mrs", "ms", "dr")
    )
