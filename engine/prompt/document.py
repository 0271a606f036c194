"""A prompt as the lint reads it: Markdown parsed into sections, spoken lines and code spans.

A *spoken line* is what the agent would say aloud: a quotation of three words or more that ends like a sentence, or a
line with a speaker's label (`Agent: …`). Quotations without an end, such as “tomorrow”, are mentions.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_QUOTED = re.compile(r"“([^”]{3,})”|\"([^\"]{3,})\"")
_LABELLED = re.compile(r"^(?:agent|assistant|you|ai|bot)\s*:\s*(.+)$", re.IGNORECASE)
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
    numbered_steps: int
    """Items of the longest numbered list."""

    def find(self, *words: str) -> Section | None:
        """The first section whose heading holds one of these words."""
        return next((s for s in self.sections if any(w in s.title.casefold() for w in words)), None)

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))


def read(prompt: str) -> Document:
    tokens = MarkdownIt("commonmark").parse(prompt)
    inline = [token for token in tokens if token.type == "inline"]
    return Document(
        text=prompt,
        sections=_sections(tokens, prompt.splitlines()),
        blocks=tuple(" ".join(line.split()) for t in inline for line in [_plain(t)] if line.strip()),
        spoken=tuple(line for token in inline for text in _plain(token).splitlines() for line in _spoken(text)),
        codes=tuple(_codes(tokens)),
        numbered_steps=_longest_list(tokens),
    )


def _plain(token: Token) -> str:
    """The text of an inline token without its emphasis; code spans keep their text."""
    return "".join("\n" if c.type in ("softbreak", "hardbreak") else c.content for c in token.children or [])


def _codes(tokens: list[Token]) -> list[str]:
    spans = [c.content for t in tokens for c in t.children or [] if c.type == "code_inline"]
    return spans + [t.content for t in tokens if t.type in ("fence", "code_block")]


def _spoken(line: str) -> list[str]:
    label = _LABELLED.match(line.strip())
    quotes = [first or second for first, second in _QUOTED.findall(line)]
    if label and not quotes:
        return [label[1].strip()]
    return [q for q in quotes if label or (len(q.split()) >= 3 and _ENDS_LIKE_SPEECH.search(q))]


def _sections(tokens: list[Token], lines: list[str]) -> tuple[Section, ...]:
    heads = [
        (int(token.tag[1:]), _plain(tokens[place + 1]), token.map[0])
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]
    found = []
    for place, (level, title, start) in enumerate(heads):
        end = next((line for deeper, _, line in heads[place + 1 :] if deeper <= level), len(lines))
        found.append(Section(title, level, "\n".join(lines[start + 1 : end]).strip()))
    return tuple(found)


def _longest_list(tokens: list[Token]) -> int:
    counts, open_lists = [0], list[list[int | str]]()
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            open_lists.append([token.type, 0])
        elif token.type == "list_item_open":
            open_lists[-1][1] = int(open_lists[-1][1]) + 1
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            kind, items = open_lists.pop()
            counts.append(int(items) if kind == "ordered_list_open" else 0)
    return max(counts)
