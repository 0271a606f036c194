"""What of a message is a document of its own: long files, files with pages, and long pasted text. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from engine.interview.digest.places import PAGE_BREAK, Unit, counted, extent_of, unit_of
from engine.language.text import MOST_CHARACTERS
from engine.messages.inbound import Attachment
from engine.messages.prompt_to_check import prompt_to_check
from engine.secrets import redact, without_secrets

MOST_OF_DOCUMENT = 200_000
"""Characters; what is longer is kept up to there, and people are told."""
_SHORT_FILE = 4_000
"""Characters up to which a file without pages is read as if its words had been typed."""
_MOST_BEFORE = 500
"""Characters of a first paragraph that says what the pasted text below it is."""
_MOST_OF_SECRET = 10_000
"""Characters that are read beyond a cut, so that no part of a secret is left before it."""
PASTED = "the pasted text"


@dataclass(frozen=True, slots=True)
class Shared:
    """A document as it is stored: without secrets, and at most `MOST_OF_DOCUMENT` characters long."""

    name: str
    unit: Unit
    text: str
    more: bool
    """There was more of it."""
    secrets: tuple[str, ...] = ()
    """Kinds of secret that were removed."""

    @classmethod
    def of(cls, name: str, text: str) -> Self:
        kept, kinds = redact(text[: MOST_OF_DOCUMENT + _MOST_OF_SECRET])
        kept, unit = kept[:MOST_OF_DOCUMENT].rstrip(), unit_of(name, text)
        return cls(without_secrets(name), unit, kept, len(text) > MOST_OF_DOCUMENT, tuple(kinds))

    @property
    def extent(self) -> int:
        return extent_of(self.text, self.unit)

    @property
    def title(self) -> str:
        return f"{self.name} ({counted(self.extent, self.unit)})"


@dataclass(frozen=True, slots=True)
class Apart:
    """A message, with its documents apart from what is read at once."""

    words: str
    files: Sequence[Attachment]
    documents: tuple[Shared, ...] = ()

    @classmethod
    def of(cls, words: str, files: Sequence[Attachment]) -> Self:
        """A prompt that somebody wants to have checked is read whole, and is no document."""
        if prompt_to_check("\n\n".join((words, *(file.text for file in files)))):
            return cls(words, files)
        long = list(_long(files))
        said, pasted = _without_pasted(words)
        texts = [(PASTED, pasted)] if pasted else []
        texts += [(file.name, file.text) for file in long]
        return cls(said, [f for f in files if f not in long], tuple(Shared.of(*one) for one in texts))


def _long(files: Sequence[Attachment]) -> Iterator[Attachment]:
    """Files with pages, long ones, and short ones that would be too much together."""
    room = MOST_CHARACTERS
    for file in files:
        if len(file.text) > min(_SHORT_FILE, room) or PAGE_BREAK in file.text:
            yield file
        else:
            room -= len(file.text)


def _without_pasted(words: str) -> tuple[str, str]:
    """What somebody says of it, and what they pasted; a long text has nothing before it unless a paragraph says so."""
    if len(words) <= MOST_CHARACTERS:
        return words, ""
    first, _, rest = words.partition("\n\n")
    return (first, rest) if rest and len(first) <= _MOST_BEFORE else ("", words)
