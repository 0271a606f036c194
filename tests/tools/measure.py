"""How well the selector finds the tools that an opening asks for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.document.spec import AgentSpec
from engine.tools.selector import propose
from tests.read_yaml import read_yaml


class Opening(NamedTuple):
    text: str
    tools: frozenset[str]

    @property
    def proposed(self) -> frozenset[str]:
        clauses = [clause for line in self.text.splitlines() for clause in _sentences(line)]
        return frozenset(tool.name for tool in propose(clauses, AgentSpec()))


class Figures(NamedTuple):
    precision: float
    recall: float
    missed: Counter[str]
    wrong: Counter[str]


def openings(part: str) -> Sequence[Opening]:
    data = read_yaml(Path(__file__).parent / "openings.yaml")
    return [Opening(o["text"], frozenset(o["tools"])) for o in data[part]]


def measured(group: Iterable[Opening]) -> Figures:
    """Micro-averaged over all tools of all openings."""
    right, missed, wrong = 0, Counter[str](), Counter[str]()
    for opening in group:
        proposed = opening.proposed
        right += len(proposed & opening.tools)
        missed.update(opening.tools - proposed)
        wrong.update(proposed - opening.tools)
    return Figures(
        right / max(1, right + wrong.total()), right / max(1, right + missed.total()), missed=missed, wrong=wrong
    )


def _sentences(line: str) -> Iterable[str]:
    marked = line.replace("! ", ". ").replace("? ", ". ").replace("; ", ". ")
    return (sentence for sentence in marked.split(". ") if sentence.strip())
