"""Markdown: the whole design as one document for people."""

from engine.document.spec import AgentSpec
from engine.targets.bundle import Bundle
from engine.targets.markdown.capabilities import CAPABILITIES
from engine.targets.target import Target


def _export(spec: AgentSpec, version: int) -> Bundle:
    from engine.targets.markdown.document import export

    return export(spec, version)


TARGET = Target("markdown", "Markdown", "as Markdown for people", CAPABILITIES, _export)
