"""The stable part of every request: the same bytes for every session and turn, so that providers can cache it."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from engine.stages import STAGES
from engine.tools.catalog import CATALOG

_FOLDER = Path(__file__).parents[1] / "instructions"
FILES = ("1_role.md", "2_data.md", "3_stages.md", "4_questions.md", "5_changes.md")
"""In the order in which a model reads them."""
TELLING = 60
"""Characters of a line from which on repeating it gives the instructions away; shorter ones are everyday language."""


@cache
def instructions() -> str:
    """All files, with what other rooms own filled in: the table of stages and the tool catalog."""
    text = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    for name, content in _FILLED_IN.items():
        text = text.replace(f"<<{name}>>", content())
    return text


def gives_away(reply: str) -> bool:
    """Whether a reply repeats a line of the instructions, whatever its spacing and case."""
    said = _plain(reply)
    return any(line in said for line in _telling_lines())


@cache
def _telling_lines() -> tuple[str, ...]:
    written = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    return tuple(plain for line in written.splitlines() if len(plain := _plain(line)) >= TELLING)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("*", "").replace("`", "").split())


def _stages() -> str:
    return "\n".join(f"- {rule.stage}: {rule.purpose}" for rule in STAGES)


def _catalog() -> str:
    return "\n".join(f"- `{entry.id}`: {entry.purpose}" for entry in CATALOG.values())


_FILLED_IN: Mapping[str, Callable[[], str]] = {"stages": _stages, "catalog": _catalog}
