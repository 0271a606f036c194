"""Markdown: the whole design as one document for people."""

from typing import TYPE_CHECKING

from engine.targets.capabilities import Capabilities
from engine.targets.markdown.losses import ROWS
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.markdown.document import documents

    return Export(documents(plan))


TARGET = Target(
    "markdown", "Markdown", "as Markdown for people", Capabilities(rows=ROWS), _export, spoken=("markdown",)
)
