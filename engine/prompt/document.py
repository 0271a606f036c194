"""A prompt as the lint reads it: sections with their kind, blocks, sentences of instruction and spoken lines.

Any layout is read: Markdown headings, `**Bold:**` or `CAPITALS:` alone on a line, and `<tags>`. A *spoken line* is what
the agent would say aloud: a quotation of three words or more that ends like a sentence, or a line with a speaker's
label (`Agent: …`). Quotations without an end, such as “tomorrow”, are mentions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal[
    "identity", "context", "facts", "speech", "language", "goals", "steps", "check", "data", "tools", "guardrails",
    "unclear", "emergency", "escalation", "examples", "other",
]  # fmt: skip
_KIND_WORDS: Mapping[Kind, str] = {
    "check": r"identity check|verif|authenticat|right person",
    "unclear": r"unclear|silen|audio|noise",
    "emergency": r"emergenc|danger|safety",
    "escalation": r"escalat|hand-?\s?(off|over)|transfer|fallback",
    "examples": r"\bexamples?\b|\bsample",
    "guardrails": r"guard-?\s?rail|limit|boundar|\brules?\b|never|restrict|complian",
    "tools": r"\btools?\b|function|capabilit",
    "data": r"\bdata\b|collect|information to|\bfields?\b",
    "facts": r"\bfacts?\b|knowledge|\bfaq|reference|\bprices?\b",
    "goals": r"\bgoals?\b|objective|purpose|mission",
    "steps": r"\bsteps?\b|flow|conversation|script|procedure|\btasks?\b|process",
    "language": r"language",
    "speech": r"speech|speak|voice|tone|style|manner",
    "context": r"context|environment|background|situation|hours",
    "identity": r"identity|\brole\b|persona|who you are|about you|character",
}
"""Words in a heading, the first kind that has one counts."""
_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KIND_WORDS.items())
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_BOLD_HEADING = re.compile(r"^\*\*([^*]{2,60}?):?\*\*:?$")
_CAPITALS = re.compile(r"^([A-Z][A-Z /&-]{3,50}):?$")
_TAG = re.compile(r"^<([a-z][a-z_ -]{2,40})>$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
_QUOTED = re.compile(r"“([^“”]{2,600})”|„([^„“”]{2,600})[“”]|«([^«»]{2,600})»|\"([^\"]{2,600})\"")
_LABELLED = re.compile(
    r"^[-*\s_]*(agent|assistant|you|ai|bot)\b(?:\s*\(in ([A-Za-z ]+)\))?[*_\s]*:[*_\s]*(.+)$", re.IGNORECASE
)
_OTHER_SPEAKER = re.compile(
    r"^[-*\s_]*(caller|customer|person|user|patient|guest|client)\b[^:\n]{0,30}:", re.IGNORECASE
)
_IN_LANGUAGE = re.compile(r"\bin ([A-Z][a-z]+)\b[^.“”]{0,20}$")
_ENDS_LIKE_SPEECH = re.compile(r"[.?!…。？！؟]\W*$")
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_CODE = re.compile(r"`([^`\n]+)`")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s”*)]+(?=[A-Z“`*\d])|(?<=;)\s+")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it, with the text of its sub-sections."""

    title: str
    level: int
    text: str
    kind: Kind
    """What a section at the top is about; those below belong to it."""
    line: int
    """Of its heading, from 1."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading, as one line of text."""

    text: str
    line: int
    kind: Kind
    title: str
    """Of the section that it stands in."""
    number: int | None = None
    """Of a numbered item."""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the agent, or in an example the other person, says aloud."""

    text: str
    line: int
    kind: Kind
    language: str | None = None
    """Where the prompt says that the line is to be said in another language than it is written in: its name."""
    by_agent: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to the agent; what stands in quotation marks is left out."""

    text: str
    block: Block
    quotes: int = 0


@dataclass(frozen=True)
class Document:
    text: str
    sections: tuple[Section, ...]
    """In order; a section of level 1 holds the text of those below it too."""
    blocks: tuple[Block, ...]

    def of(self, *kinds: Kind) -> str:
        """The text of the sections of these kinds; empty where there are none."""
        return "\n".join(text for kind in kinds for text in self._by_kind.get(kind, ()))

    @cached_property
    def _by_kind(self) -> Mapping[Kind, Sequence[str]]:
        found: dict[Kind, list[str]] = {}
        for block in self.blocks:
            if not block.heading:
                found.setdefault(block.kind, []).append(block.text)
        return found

    def has(self, *kinds: Kind) -> bool:
        return any(kind in self._by_kind for kind in kinds)

    def section(self, *kinds: Kind) -> Section | None:
        return next((s for s in self.sections if s.kind in kinds), None)

    def subsections(self, kind: Kind) -> tuple[Section, ...]:
        """The sections below the one of this kind."""
        top = self.section(kind)
        return tuple(s for s in self.sections if top and s.kind == kind and s.level > top.level)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Contents of `code spans`."""
        return tuple(_CODE.findall(self.text))

    @cached_property
    def spoken(self) -> tuple[Spoken, ...]:
        return tuple(line for block in self.blocks if not block.heading for line in spoken_in(block))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """What the agent is told to do; examples tell nothing."""
        told = (b for b in self.blocks if b.kind != "examples" and not b.heading)
        return tuple(sentence for block in told for sentence in _sentences(block))

    def line_of(self, passage: str) -> int:
        """The line, from 1, where a passage begins; 0 where it does not stand there."""
        place = self.text.find(passage)
        return self.text.count("\n", 0, place) + 1 if place >= 0 else 0


def read(prompt: str) -> Document:
    lines = prompt.splitlines()
    heads = [(n, *head) for n, line in enumerate(lines) if (head := _heading(line))]
    sections = _sections(heads, lines)
    return Document(prompt, sections, tuple(_blocks(lines, sections)))


def _heading(line: str) -> tuple[int, str] | None:
    line = line.strip()
    if found := _HEADING.match(line):
        return len(found[1]), re.sub(r"`[^`]*`", "", found[2]).strip(" *:")
    if found := _BOLD_HEADING.match(line) or _CAPITALS.match(line):
        return 2, found[1].strip()
    found = _TAG.match(line)
    return (2, found[1].replace("_", " ")) if found else None


def _sections(heads: Sequence[tuple[int, int, str]], lines: Sequence[str]) -> tuple[Section, ...]:
    top = _top_level([level for _, level, _ in heads])
    found, kind = [], _kind("")
    for place, (start, level, title) in enumerate(heads):
        if level <= top:
            kind = _kind(title)
        end = next((line for line, deeper, _ in heads[place + 1 :] if deeper <= level), len(lines))
        text = "\n".join(lines[start + 1 : end]).strip()
        found.append(Section(title, level, text, kind, start + 1))
    return tuple(found)


def _top_level(levels: Sequence[int]) -> int:
    """The level whose headings divide the prompt; one heading above all others is its title."""
    return next((level for level in sorted(set(levels)) if levels.count(level) > 1), min(levels, default=1))


def _kind(title: str) -> Kind:
    return next((kind for kind, words in _KINDS if words.search(title)), "other")


def _blocks(lines: Sequence[str], sections: Sequence[Section]) -> Iterator[Block]:
    starts = {section.line: section for section in sections}
    here: Section | None = None
    waiting: list[str] = []
    first = 1
    for number, line in enumerate([*lines, ""], 1):
        speaks = _LABELLED.match(line) or _OTHER_SPEAKER.match(line)
        begins = number in starts or not line.strip() or _ITEM.match(line) or speaks
        if begins and waiting:
            yield _block(waiting, first, here)
            waiting = []
        if number in starts:
            here = starts[number]
            yield Block(here.title, number, here.kind, here.title, heading=True)
        elif line.strip():
            first = first if waiting else number
            waiting.append(line)


def _block(lines: Sequence[str], first: int, section: Section | None) -> Block:
    item = re.match(r"^\s*(\d+)[.)]\s", lines[0])
    text = " ".join(" ".join([_ITEM.sub("", lines[0]), *lines[1:]]).split())
    kind, title = (section.kind, section.title) if section else ("identity", "")
    return Block(text, first, kind, title, int(item[1]) if item else None)


def spoken_in(block: Block) -> Iterator[Spoken]:
    label = _LABELLED.match(block.text)
    other = _OTHER_SPEAKER.match(block.text)
    quotes = [(next(filter(None, m.groups())), m.start()) for m in _QUOTED.finditer(block.text)]
    if label and not quotes:
        yield Spoken(label[3].strip(), block.line, block.kind, label[2])
    for quote, start in quotes:
        if label or other or ((len(quote.split()) >= 3 or not quote.isascii()) and _ENDS_LIKE_SPEECH.search(quote)):
            said = re.search(r"\(in ([A-Z][A-Za-z ]+)\)", block.text[:start]) or _IN_LANGUAGE.search(block.text[:start])
            yield Spoken(quote, block.line, block.kind, said[1] if said else None, by_agent=not other)


def _sentences(block: Block) -> Iterator[Sentence]:
    text = _QUOTED.sub("“”", block.text)
    for part in _SENTENCE_END.split(text):
        if words := re.sub(r"[*_]{2}", "", part.replace("“”", "")).strip(" :"):
            yield Sentence(words, block, part.count("“”"))
