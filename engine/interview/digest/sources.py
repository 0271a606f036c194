"""A shared document and what was read of it: the digest, which lasts for the session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.document.changes import Change
from engine.document.history import read_click
from engine.interview.digest.places import Place, Unit, counted

How = Literal["said", "inferred", "offered"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a document says.

    `changes`: what the guided reader would make of it; `offered`: only once somebody agrees. A model makes its own
    changes of the text, so its entries have none.
    """

    place: Place
    text: str
    changes: tuple[Change, ...] = ()
    how: How = "said"
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One piece that was read. `message`: the one that asked for it; `end`: characters of the document up to its end.

    `last`: where the reader stopped. Written once, and never again.
    """

    number: int
    message: str
    end: int
    last: Place
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was shared, without its text, which is only fetched to be read."""

    id: str
    name: str
    message: str
    """The message that it came with."""
    unit: Unit
    extent: int
    """How many pages, or lines."""
    length: int
    """Characters that are stored."""
    more: bool = False
    """It was longer than what is kept."""
    parts: tuple[Part, ...] = ()

    @property
    def read(self) -> int:
        """Characters that are read."""
        return self.parts[-1].end if self.parts else 0

    @property
    def finished(self) -> bool:
        return self.read >= self.length

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.parts for entry in part.entries)

    @property
    def in_words(self) -> str:
        """`handbook.pdf (43 pages)`."""
        return f"{self.name} ({counted(self.extent, self.unit)})"

    def read_for(self, messages: Sequence[str]) -> tuple[Part, ...]:
        """What was read because these messages asked for it."""
        return tuple(part for part in self.parts if part.message in messages)


def written(entry: Entry) -> dict[str, Any]:
    """As it is stored."""
    changes = [change.model_dump(mode="json") for change in entry.changes]
    told = {"text": entry.text, "how": entry.how, "changes": changes, "by_model": entry.by_model}
    return _place_written(entry.place) | told


def part_written(part: Part) -> dict[str, Any]:
    return {"last": _place_written(part.last), "entries": [written(entry) for entry in part.entries]}


def read_part(number: int, message: str, end: int, stored: Mapping[str, Any]) -> Part:
    """The part that is stored; what only a newer release would make of it is left out, and its words stay."""
    return Part(number, message, end, _place(stored["last"]), tuple(_entries(stored["entries"])))


def _entries(stored: Sequence[Mapping[str, Any]]) -> Iterator[Entry]:
    for entry in stored:
        changes = read_click(entry["changes"]) or ()
        yield Entry(_place(entry), entry["text"], changes, entry["how"], entry["by_model"])


def _place_written(place: Place) -> dict[str, Any]:
    return {"unit": place.unit, "number": place.number, "heading": place.heading}


def _place(stored: Mapping[str, Any]) -> Place:
    return Place(stored["unit"], stored["number"], stored["heading"])
