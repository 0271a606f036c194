"""What people and documents said, as far as a turn can look back, and whether a fact of a model occurs in it.

It looks at this turn's messages, the window of messages before, and the spec: what is agreed was said. Values that a
model suggested ground nothing, and neither do the builder's own words, unless somebody says yes to them now.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlsplit

from pydantic_core import to_json
from rapidfuzz import fuzz, process

from engine.document.spec import AgentSpec
from engine.interview.contract import Conversation, Message
from engine.interview.llm.claims import Claim
from engine.interview.llm.consent import agrees
from engine.language.names import language_name
from engine.language.numbers import numbers_in, written_numbers
from engine.language.stems import stem
from engine.language.text import fold, tokens_of
from engine.urls import is_placeholder

_ALIKE = 85
"""Of 100: from here on a word is the same one in another form or with a slip in it."""
_QUOTED_ALIKE = 88
_LEAST_PHONE = 6
"""Digits that a local number has at least; a shorter one must be the same."""
_DIGITS = re.compile(r"\+?\d[\d\s()./-]*")
_PARTS = re.compile(r"[^\w]+")
_WORD = re.compile(r"\w+")
_NOT_CONTENT = {"brought", "origins", "approvals", "flow", "schema_version", "skipped", "revisiting"}
_HALF_DAY, _HOUR = 12, 60
_FREE_HOURS = frozenset(map(Decimal, (0, 24)))
_MINUTES = frozenset(map(Decimal, (0, 15, 30, 45, 59)))


@dataclass(frozen=True)
class Grounds:
    """All that may be relied on. Worked out only where a model claims a fact."""

    conversation: Conversation
    more: tuple[str, ...] = ()

    def plus(self, *texts: str) -> "Grounds":
        return replace(self, more=(*self.more, *texts))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        turn = self.conversation
        people = [message for message in (*turn.history, *turn.messages) if message.role == "person"]
        authors = dict.fromkeys(message.author.name or "" for message in people)
        said = (message.text for message in people)
        documents = (entry.text for source in turn.sources for entry in source.entries)
        return (*said, *documents, *authors, _agreed(turn.spec), *_agreed_now(turn), *self.more)

    def holds(self, claim: Claim) -> bool:
        match claim.kind:
            case "address":
                return self._holds_address(claim.text)
            case "phone":
                return self._holds_phone(claim.text)
            case "number":
                return self._holds_numbers(claim.text)
            case "secret":
                return _bare(claim.text) in self._bare
            case "quote":
                return fuzz.partial_ratio(fold(claim.text), self._folded) >= _QUOTED_ALIKE
            case "name":
                name = fold(claim.text)
                return f" {name} " in self._folded or all(map(self._holds_word, _WORD.findall(name)))

    def _holds_address(self, address: str) -> bool:
        """Its host, and each part of its path, wherever they were said."""
        if is_placeholder(address):
            return True
        url = urlsplit(address if "//" in address else f"//{address}")
        host = fold(url.netloc).removeprefix("www.")
        parts = [p for p in _PARTS.split(fold(f"{url.path} {url.query}")) if p]
        return host in self._folded and all(part in self._folded for part in parts)

    def _holds_phone(self, phone: str) -> bool:
        wanted = "".join(filter(str.isdigit, phone))
        return any(_same_line(wanted, said) for said in self._lines) or self._holds_numbers(phone, digits_only=True)

    def _holds_numbers(self, text: str, *, digits_only: bool = False) -> bool:
        written = written_numbers(text)
        if len(text) <= 5 and ":" in text:  # a time of the day
            hour, minute = (Decimal(part) for part in text.split(":")[:2])
            return self._holds_time(hour, minute)
        if digits_only:
            return bool(written) and len(written) > 1 and written <= self._numbers
        return all(n in self._numbers or n <= 1 for n in written or numbers_in(text))

    def _holds_time(self, hour: Decimal, minute: Decimal) -> bool:
        """In whichever half of the day it was said; “halb neun” and “quarter to nine” name the hour after."""
        near = (hour, hour + 1) if minute else (hour,)
        hours = {h % (2 * _HALF_DAY) for n in near for h in (n, n - _HALF_DAY, n + _HALF_DAY)}
        said = {h % (2 * _HALF_DAY) for h in self._numbers} | (_FREE_HOURS if not minute or minute == 59 else set())
        return not hours.isdisjoint(said) and (minute in _MINUTES or minute in self._numbers)

    def _holds_word(self, word: str) -> bool:
        if word in self._words or stem(word) in self._stems:
            return True
        return process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None

    @cached_property
    def _folded(self) -> str:
        return fold("\n".join(self.texts))

    @cached_property
    def _bare(self) -> str:
        return _bare(self._folded)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._folded))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self._words))

    @cached_property
    def _numbers(self) -> frozenset[Decimal]:
        return frozenset(n for text in self.texts for n in numbers_in(text))

    @cached_property
    def _lines(self) -> Sequence[str]:
        """Runs of digits, and those that somebody spelled out in words."""
        written = ["".join(filter(str.isdigit, run)) for text in self.texts for run in _DIGITS.findall(text)]
        return (*written, *(line for text in self.texts for line in _spelled(text)))


def _spelled(text: str) -> Iterator[str]:
    """`five five five oh one two` -> `555012`."""
    run = ""
    for token in (*tokens_of(text), None):
        values = numbers_in(token.text) if token and token.is_word else frozenset()
        value = Decimal(0) if token and token.folded in ("oh", "o") else next(iter(values), None)
        if value is not None and len(values) <= 1 and 0 <= value <= 9 and value == int(value):
            run += str(int(value))
        elif token is None or token.is_word:
            yield run
            run = ""


def _same_line(wanted: str, said: str) -> bool:
    """Whether both are one number, with or without its country."""
    local = said.removeprefix("00").lstrip("0")
    if len(local) < _LEAST_PHONE:
        return bool(said) and wanted == said
    return wanted.endswith(local) or said.endswith(wanted.lstrip("0"))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _agreed(spec: AgentSpec) -> str:
    """The spec without what a model suggested."""
    content = spec.model_dump(mode="json", exclude=_NOT_CONTENT, exclude_defaults=True, by_alias=True)
    for path, origin in spec.origins.items():
        if origin.how == "suggested":
            content.pop(path.split(".")[0], None)
    languages = " ".join(map(language_name, spec.languages))
    return to_json(content).decode().replace("_", " ") + languages + " ".join(t.auth_ref or "" for t in spec.tools)


def _agreed_now(conversation: Conversation) -> Iterator[str]:
    """What the builder said last, where somebody says yes to it."""
    last = next((m for m in reversed(conversation.history) if m.role == "builder"), None)
    texts = [last.text] if last else []
    asked = conversation.asked
    if asked:
        texts += [asked.text, to_json([c.model_dump(mode="json") for c in asked.offer]).decode()]
    if any(_says_yes(message) for message in conversation.messages):
        yield from texts


def _says_yes(message: Message) -> bool:
    return agrees(message.text, message)
