"""Where something stands in a document: one shape for every kind of file."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["page", "paragraph", "row", "line"]
"""What a reader of the original can count: pages of a PDF, paragraphs of a text without lines, rows, lines."""
PAGE_BREAK = "\f"
"""Between two pages of a text; the character that printers know for it."""
_BY_SUFFIX: dict[str, Unit] = {
    "pdf": "page",
    "docx": "paragraph",
    "html": "paragraph",
    "htm": "paragraph",
    "csv": "row",
    "tsv": "row",
}
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Place:
    """`page 3`, `line 120`, `paragraph 14, under “Refunds”`. Numbers begin with 1."""

    unit: Unit
    number: int
    heading: str = ""
    """The nearest heading above it; empty where pages or lines are enough to find it, or there is none."""

    def __str__(self) -> str:
        under = f", under “{self.heading[:_LONGEST_HEADING]}”" if self.heading and self.unit == "paragraph" else ""
        return f"{self.unit} {self.number}{under}"


def unit_of(name: str, text: str) -> Unit:
    """By the name of the file, and by its page breaks."""
    if PAGE_BREAK in text:
        return "page"
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), "line")


def extent_of(text: str, unit: Unit) -> int:
    """How many pages, or lines, it has."""
    return text.count(PAGE_BREAK) + 1 if unit == "page" else text.count("\n") + 1


def counted(number: int, unit: Unit) -> str:
    """`1 page`, `1,200 lines`."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
