"""A prompt as the lint reads it: Markdown parsed into sections, spoken lines and code spans.

A *spoken line* is what the agent would say aloud: a quotation of three words or more that ends like a sentence, or a
line with a speaker's label (`Agent: …`). Quotations without an end, such as “tomorrow”, are mentions.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_QUOTED = re.compile(r"“([^“”]{3,600})”|\"([^\"]{3,600})\"")
_LABELLED = re.compile(r"^[*_\s]*(?:agent|assistant|you|ai|bot)[*_\s]*:[*_\s]*(.+)$", re.IGNORECASE)
_ENDS_LIKE_SPEECH = re.compile(r"[.?!…]\W*$")
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it, with the text of its sub-sections."""

    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    text: str
    sections: tuple[Section, ...]
    """In order; a section of level 1 holds the text of those below it too."""
    blocks: tuple[str, ...]
    """Every paragraph, list item and heading, as one line of text each."""
    spoken: tuple[str, ...]
    codes: tuple[str, ...]
    """Contents of `code spans` and of code fences."""

    def find(self, *words: str) -> Section | None:
        """The highest, then first section whose heading holds one of these words."""
        fitting = (s for s in self.sections if any(word in s.title.casefold() for word in words))
        return min(fitting, key=lambda section: section.level, default=None)

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))


def read(prompt: str) -> Document:
    tokens = MarkdownIt("commonmark").disable(["link", "image"]).parse(prompt)
    inline = [token for token in tokens if token.type == "inline"]
    return Document(
        text=prompt,
        sections=_sections(tokens, prompt.splitlines()),
        blocks=tuple(" ".join(line.split()) for t in inline for line in [_plain(t)] if line.strip()),
        spoken=tuple(line for token in inline for text in token.content.splitlines() for line in _spoken(text)),
        codes=tuple(_codes(tokens)),
    )


def _plain(token: Token) -> str:
    """The text of an inline token without its emphasis; code spans keep their text."""
    return "".join("\n" if c.type in ("softbreak", "hardbreak") else c.content for c in token.children or [])


def _words(heading: Token) -> str:
    """The heading without code spans: a tool's name says nothing about what the section is."""
    return "".join(child.content for child in heading.children or [] if child.type == "text").strip()


def _codes(tokens: list[Token]) -> list[str]:
    spans = [c.content for t in tokens for c in t.children or [] if c.type == "code_inline"]
    return spans + [t.content for t in tokens if t.type in ("fence", "code_block")]


def _spoken(line: str) -> list[str]:
    label = _LABELLED.match(line)
    quotes = [first or second for first, second in _QUOTED.findall(line)]
    if label and not quotes:
        return [label[1].strip()]
    return [q for q in quotes if label or (len(q.split()) >= 3 and _ENDS_LIKE_SPEECH.search(q))]


def _sections(tokens: list[Token], lines: list[str]) -> tuple[Section, ...]:
    heads = [
        (int(token.tag[1:]), _words(tokens[place + 1]), token.map[0])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]
    found = []
    for place, (level, title, start) in enumerate(heads):
        end = next((line for deeper, _, line in heads[place + 1 :] if deeper <= level), len(lines))
        found.append(Section(title, level, "\n".join(lines[start + 1 : end]).strip()))
    return tuple(found)
