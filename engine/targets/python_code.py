"""Pieces of Python source, safe for any text of a spec."""

import builtins
import keyword
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pprint import pformat
from textwrap import indent
from typing import Any

from engine.targets.templates import REFERENCE

WIDTH = 116


class Names:
    """Hands out identifiers of which no two are alike."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*taken, *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}

    def new(self, wanted: str) -> str:
        """`book-table` -> `book_table`, or `book_table_2` where that is taken."""
        plain = re.sub(r"[^A-Za-z0-9_]", "_", wanted)
        plain = plain if plain[:1].isalpha() else f"n{plain}"
        found, number = plain, 2
        while found in self._taken:
            found, number = f"{plain}_{number}", number + 1
        self._taken.add(found)
        return found


def literal(value: Any, depth: int = 0) -> str:
    """A value as source; lines after the first are `depth` steps in. A long text is in brackets, a piece a line."""
    text = pformat(value, width=WIDTH - 4 * depth, sort_dicts=False)
    if isinstance(value, str) and "\n" in text and not text.startswith("("):
        text = f"({text})"
    return indent(text, "    " * depth).lstrip()


def docstring(text: str) -> str:
    """A docstring of one line."""
    said = one_line(text)
    return f'"""{said} """' if said.endswith('"') else f'"""{said}"""'


def one_line(text: str) -> str:
    """A text for a comment or a docstring in triple quotes, which it must not end."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def in_words(text: str) -> str:
    """A text that nobody fills in: variables stand in it as words."""
    return REFERENCE.sub(lambda match: match[1].replace("_", " "), text)


@cache
def bundled(name: str) -> str:
    """A file that goes into bundles as it is."""
    return files("engine.targets.bundled").joinpath(name).read_text("utf-8")
