"""The recap before the final approval: the agent as its callers will meet it, as data and in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.document.spec import Line, Paragraph, Slug
from engine.language.text import sentence_case
from engine.markdown import plain

_LONGEST_FACT = 160
_PIECE = re.compile(r".+?(?:[.!?]”?(?=\s)|[;,·:](?=\s)|$)\s*", re.DOTALL)
"""A sentence, or what stands before the next comma."""


class _RecapPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(_RecapPart):
    """One thing that is known: `Tone`, `warm and calm`. The value is CommonMark."""

    label: str
    value: str


class Does(_RecapPart):
    goal: Slug
    statement: Line
    by: Line | None = None
    """The people who do it; None: the agent."""


class Otherwise(_RecapPart):
    """Something that goes another way than usual, and what happens then."""

    goal: Slug | None = None
    """None: it holds for the whole call."""
    when: Line
    then: str


class TakesOver(_RecapPart):
    who: Line
    when: Line
    number: str | None = None
    """None: nobody has given it yet."""


class InEmergency(_RecapPart):
    signs: Line
    say: Line
    then: Line | None = None


class Recap(_RecapPart):
    """All of it stands in the spec; nothing here is said twice."""

    kind: Literal["recap"] = "recap"
    headline: str
    facts: tuple[Fact, ...] = ()
    greeting: str | None = None
    """As it is spoken, variables filled in."""
    does: tuple[Does, ...] = ()
    never: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    """Rules that ask for something."""
    otherwise: tuple[Otherwise, ...] = ()
    """Nothing else helps first, then the cases of the goals."""
    takes_over: tuple[TakesOver, ...] = ()
    hours: str | None = None
    outside: str | None = None
    """What happens with calls outside the hours."""
    emergencies: tuple[InEmergency, ...] = ()
    identity: str | None = None
    open: tuple[str, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    """Said, but not used."""
    assumed: tuple[Fact, ...] = ()
    """By nobody said: a default, a suggestion, or read between the lines."""
    warnings: tuple[str, ...] = ()
    """What the checks of the prompt and of the call flow found, as CommonMark."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title, and what stands below it; each line is CommonMark."""

    title: str
    lines: tuple[str, ...]


def sections_of(recap: Recap) -> tuple[Section, ...]:
    """What a person reads, in the order of the call; sections without anything in them are left out."""
    found: tuple[tuple[str, list[str]], ...] = (
        ("It opens with", [f"“{plain(recap.greeting)}”"] if recap.greeting else ["Nothing yet: it has no greeting."]),
        ("What it does", [_does(each) for each in recap.does]),
        ("What it never does", [*map(plain, recap.never)] or _unlimited(recap)),
        ("Rules that it keeps", [*map(plain, recap.keeps)]),
        ("When something goes wrong", list(_otherwise(recap))),
        ("Who takes over", [_takes_over(each) for each in recap.takes_over] or ["Nobody: it keeps every call."]),
        ("Hours", [plain(text) for text in (recap.hours, _outside(recap)) if text]),
        ("Emergencies", [_emergency(each) for each in recap.emergencies]),
        ("Who is on the line", [plain(recap.identity)] if recap.identity else []),
        ("Still open", list(recap.open)),
        ("Noted, but not used", [*map(plain, recap.notes)]),
        ("Assumed, since nobody said it", list(map(_fact, recap.assumed))),
        ("Worth a look", list(recap.warnings)),
    )
    return tuple(Section(title, tuple(lines)) for title, lines in found if lines)


def fitted(sections: Sequence[Section], limit: int, most: int = 8) -> tuple[Section, ...]:
    """The sections with so few lines each, and those so short, that all of it fits one screen of `limit` characters."""
    for lines, width in ((most, 300), (6, 160), (4, 120), (3, 100), (2, 80)):
        shown = tuple(_first(section, lines, width) for section in sections)
        if sum(len(s.title) + 6 + sum(len(line) + 3 for line in s.lines) for s in shown) <= limit:
            return shown
    return tuple(_first(section, 1, 60) for section in sections)


def on_screen(recap: Recap, limit: int) -> tuple[str, tuple[Section, ...]]:
    """The headline with what is known beside it, and the sections; all of it has about `limit` characters at most."""
    beside = " · ".join(_cut(_fact(fact), _LONGEST_FACT) for fact in recap.facts)
    head = "\n\n".join(filter(None, (recap.headline, beside)))
    return head, fitted(sections_of(recap), limit - len(head))


def in_words(recap: Recap, limit: int = 3500) -> str:
    """The recap as one text that fits a screen."""
    head, sections = on_screen(recap, limit)
    return "\n\n".join([head, *("\n".join([f"**{s.title}**", *_items(s)]) for s in sections)])


def _items(section: Section) -> Iterator[str]:
    return (f"- {line}" for line in section.lines)


def _first(section: Section, lines: int, width: int) -> Section:
    shown = [_cut(line, width) for line in section.lines[:lines]]
    left = len(section.lines) - lines
    return Section(section.title, (*shown, *([f"… and {left} more"] if left > 0 else [])))


def _cut(line: str, width: int) -> str:
    """As many whole sentences, or else parts of the first one, as there is room for; never half a word."""
    if len(line) <= width:
        return line
    pieces = _PIECE.findall(line)
    parts = [whole for at in range(1, len(pieces) + 1) if _closes(whole := "".join(pieces[:at]))]
    fitting = [whole for whole in parts if len(whole.rstrip()) <= width]
    return (fitting[-1] if fitting else parts[0] if parts else line).rstrip(" ,;:·")


def _closes(text: str) -> bool:
    """Every quotation that it opens ends in it."""
    return text.count("“") == text.count("”")


def _unlimited(recap: Recap) -> list[str]:
    return [] if recap.keeps else ["No limit was named."]


def _fact(fact: Fact) -> str:
    return f"{fact.label}: {fact.value}"


def _does(each: Does) -> str:
    return plain(each.statement) + (f", done by {plain(each.by)}" if each.by else "")


def _otherwise(recap: Recap) -> Iterator[str]:
    """The last case of each goal is what happens when nothing else helped, so it comes before the others."""
    yield from (_case(each) for each in recap.otherwise if each.goal is None)
    last = {each.goal: each for each in recap.otherwise if each.goal}
    yield from map(_case, last.values())
    yield from (_case(each) for each in recap.otherwise if each.goal and each not in last.values())


def _case(each: Otherwise) -> str:
    return f"{plain(each.when.rstrip('. '))}: {plain(each.then)}"


def _takes_over(each: TakesOver) -> str:
    return f"{plain(each.who)} ({each.number or 'number still open'}): {plain(each.when)}"


def _emergency(each: InEmergency) -> str:
    then = f" {plain(each.then)}" if each.then else ""
    return f"{sentence_case(plain(each.signs))}: “{plain(each.say)}”{then}"


def _outside(recap: Recap) -> str | None:
    return f"Outside of them: {recap.outside}" if recap.hours and recap.outside else None
