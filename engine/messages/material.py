"""Shared files inside a message: a short one stands as a block of text below the words, under a line with its name;
of a document, which is kept and read by itself, there is only the line.

A name says which file it is, and nothing that anybody wants: whoever reads a message for what it asks leaves it out.
"""

import re
from collections.abc import Sequence

from engine.markdown import plain
from engine.sentences import listed

_MOST_NAMES = 5
_NAME = re.compile(r"^\[file: (.*)\]$", re.MULTILINE)
_HEAD = re.compile(r"^\[(?:file: |document: |the rest of the file ).*\]$", re.MULTILINE)
_DOCUMENT = re.compile(r"^\[document: (.*)\]$", re.MULTILINE)


def block(name: str, text: str, *, cut: bool) -> str:
    """One file; `name` is one line. `cut`: the text is not all of it."""
    rest = f"\n[the rest of the file {name} was too long and is left out]" if cut else ""
    return f"[file: {name}]\n{text}{rest}"


def document_line(title: str) -> str:
    """The place of a document in the message that it came with."""
    return f"[document: {title}]"


def documents_in(message: str) -> list[str]:
    """The titles of the documents that came with it."""
    return _DOCUMENT.findall(message)


def has_document(message: str) -> bool:
    return _DOCUMENT.search(message) is not None


def files_in(message: str) -> str:
    """The part of the message that `block` and `document_line` made, with the lines that they added."""
    found = [hit.start() for hit in (_NAME.search(message), _DOCUMENT.search(message)) if hit]
    return message[min(found) :] if found else ""


def names_in(message: str) -> list[str]:
    """The names of the files in it."""
    return _NAME.findall(message)


def without_names(message: str) -> str:
    """The words and the text of the files, without the lines that `block` added."""
    return _HEAD.sub("", message).strip("\n") if "\n[" in f"\n{message}" else message


def background(authors: Sequence[str]) -> str:
    """What is said of messages that were there already; `authors`: the names of those who wrote them."""
    names = list(dict.fromkeys(plain(name) for name in authors))
    shown = names if len(names) <= _MOST_NAMES else [*names[:_MOST_NAMES], "others"]
    return f"What {listed(shown)} wrote before I have read as background; what of it counts, you tell me."
