"""The flow of a call as a page shows it: the picture, each box a link to its step, and the steps with their scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine import sessions
from engine.document.diff import origin_of
from engine.document.spec import AgentSpec, Goal, Node, Origin
from engine.findings import Finding


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    node: Node
    goal: Goal | None
    origin: Origin | None
    """Whose words it goes back to."""


@dataclass(frozen=True, slots=True)
class FlowView:
    picture: Markup
    """An SVG document; empty where there is no flow."""
    steps: Sequence[Step]
    findings: Sequence[Finding]


async def flow_view(spec: AgentSpec, goal: str | None) -> FlowView:
    """Of all goals, or of the one with this id. Raises PersonError where that one has no steps."""
    if not spec.flow.nodes:
        return FlowView(Markup(""), (), ())
    drawing = await sessions.flow_svg(sessions.flow_mermaid(spec, goal), link="#step-{}")
    goals = {known.id: known for known in spec.goals}
    steps = [
        Step(number, node, goals.get(node.goal or ""), _origin(spec, node))
        for number, node in enumerate(spec.flow.nodes, 1)
    ]
    return FlowView(Markup(drawing), steps, sessions.flow_findings(spec))  # noqa: S704 - texts in it are escaped


def _origin(spec: AgentSpec, node: Node) -> Origin | None:
    own = origin_of(spec, f"flow.nodes.{node.id}")
    return own or (origin_of(spec, f"goals.{node.goal}") if node.goal else None)
