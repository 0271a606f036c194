"""People's words inside the Markdown that we write: they are shown as they were typed, and start nothing.

A `template` escapes whatever enters it, so nobody who writes one can forget it. What is Markdown already,
by the functions here, says so by its type.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

_SPACES = re.compile(r"[ \t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LINES = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ANYWHERE = re.compile(
    # each way begins with its own sign, so that a search skips all others at once
    r"\\|`|\*|\[|\]|<|\||~|\$|@"  # the last: what many renderers make a link of, as the next two
    r"|:(?=//)|\.(?<=www\.)"
    r"|_(?:(?<![^\W_]_)|(?![^\W_]))"  # inside of a word it marks nothing
    r"|#(?<![^ ]#)"
    r"|&(?=#?\w+;)"
)
_AT_THE_START = re.compile(r"^(?:[>=:]|\+(?= |$)|-(?=[- ]|$)|\d{1,9}(?=[.)](?: |$)))")


_MOST_KNOWN = 4096
"""Texts that are remembered: documents name the same things many times."""


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def plain(text: object) -> Markdown:
    """The text on one line, escaped so that CommonMark shows just it, wherever it stands: in a paragraph, a heading, a
    list item or a cell of a table. Markdown stays as it is."""
    return text if isinstance(text, Markdown) else _escaped(str(text))


@lru_cache(_MOST_KNOWN)
def _escaped(text: str) -> Markdown:
    line = _ANYWHERE.sub(r"\\\g<0>", _SPACES.sub(" ", text).strip())
    start = _AT_THE_START.match(line)
    if start is None:
        return Markdown(line)
    number, mark = (start[0], line[start.end()]) if start[0].isdigit() else ("", start[0])
    return Markdown(f"{number}\\{mark}{line[len(number) + 1 :]}")


def paragraphs(text: str) -> Markdown:
    """The same over several lines: each stays a line, and empty ones divide paragraphs."""
    blocks: list[list[Markdown]] = [[]]
    for line in _LINES.split(text):
        if line.strip():
            blocks[-1].append(plain(line))
        else:
            blocks.append([])
    return Markdown("\n\n".join("\\\n".join(block) for block in blocks if block))


def code(text: object) -> Markdown:
    """The text as code inside a line."""
    return _as_code(str(text))


@lru_cache(_MOST_KNOWN)
def _as_code(text: str) -> Markdown:
    line = _SPACES.sub(" ", text).strip()
    mark = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Markdown(f"{mark}{pad}{line}{pad}{mark}")


def fenced(text: str, language: str = "") -> Markdown:
    """The text as it is, to be copied, in a code fence that is longer than any in it."""
    fence = "`" * max(_longest_run(text) + 1, 3)
    return Markdown(f"{fence}{language}\n{text.rstrip()}\n{fence}")


def filled(form: str, *values: object) -> Markdown:
    """Our own Markdown with a value for each `{}` in it, escaped."""
    return Markdown(form.format(*map(plain, values)))


def template(package: str, name: str, filters: Mapping[str, Callable[..., Any]]) -> "Template":
    """The Jinja template of this name among a package's files. Whatever it writes goes through `plain`."""
    from jinja2 import Environment, StrictUndefined  # loaded with the first export

    environment = Environment(
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, not HTML; `finalize` escapes it
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"code": code, "fenced": fenced, "paragraphs": paragraphs, **filters}
    return environment.from_string(files(package).joinpath(name).read_text("utf-8"))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
