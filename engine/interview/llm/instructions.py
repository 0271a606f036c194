"""The stable part of every request: the same bytes for every session and turn, so that providers can cache it."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from engine.document.stages import STAGES
from engine.sentences import listed
from engine.targets import TARGETS
from engine.tools.catalog import CATALOG

_WORD = re.compile(r"\w+")
_FOLDER = Path(__file__).parents[1] / "instructions"
FILES = ("1_role.md", "2_data.md", "3_stages.md", "4_questions.md", "5_changes.md")
"""In the order in which a model reads them."""
TELLING = 10
"""Words in a row that give the instructions away; fewer are everyday language."""


@cache
def instructions() -> str:
    """All files, with what other rooms own filled in: the table of stages, the tool catalog, the platforms."""
    text = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    for name, content in _FILLED_IN.items():
        text = text.replace(f"<<{name}>>", content())
    return text


def gives_away(reply: str) -> bool:
    """Whether a reply repeats a piece of the instructions word for word, whatever its marks, spacing and case."""
    return not _runs(reply).isdisjoint(_own_runs())


@cache
def _own_runs() -> frozenset[str]:
    return _runs("\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in FILES))


def _runs(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[at : at + TELLING]) for at in range(len(words) - TELLING + 1))


def _stages() -> str:
    return "\n".join(f"- {rule.stage}: {rule.purpose}" for rule in STAGES)


def _catalog() -> str:
    return "\n".join(f"- `{entry.id}`: {entry.purpose}" for entry in CATALOG.values())


def _platforms() -> str:
    return listed([f"`{target.name}` ({target.offer})" for target in TARGETS.values()])


_FILLED_IN: Mapping[str, Callable[[], str]] = {"stages": _stages, "catalog": _catalog, "platforms": _platforms}
