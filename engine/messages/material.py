"""Shared files inside a message: each stands as a block of text below the words, under a line with its name.

A name says which file it is, and nothing that anybody wants: whoever reads a message for what it asks leaves it out.
"""

import re

_NAME = re.compile(r"^\[file: (.*)\]$", re.MULTILINE)
_HEAD = re.compile(r"^\[(?:file: |the rest of the file ).*\]$", re.MULTILINE)


def block(name: str, text: str, *, cut: bool) -> str:
    """One file; `name` is one line. `cut`: the text is not all of it."""
    rest = f"\n[the rest of the file {name} was too long and is left out]" if cut else ""
    return f"[file: {name}]\n{text}{rest}"


def files_in(message: str) -> str:
    """The part of the message that `block` made, with the lines that it added."""
    found = _NAME.search(message)
    return message[found.start() :] if found else ""


def names_in(message: str) -> list[str]:
    """The names of the files in it."""
    return _NAME.findall(message)


def without_names(message: str) -> str:
    """The words and the text of the files, without the lines that `block` added."""
    return _HEAD.sub("", message).strip("\n") if "\n[" in f"\n{message}" else message
