"""The call flow, drawn from the spec and the playbooks of its goals.

The flow depends on goals and what they link to, on people, the fallback, emergencies, knowledge, direction, identity,
hours and compliance, and on nothing else: a new tone or greeting leaves it, and the approval of it, alone.
"""

from engine.document.spec import AgentSpec, Flow
from engine.workflow.flow_builder import FlowBuilder
from engine.workflow.handover import fallback_of
from engine.workflow.inbound import draw_inbound
from engine.workflow.merge import merged
from engine.workflow.outbound import draw_outbound


def draw(spec: AgentSpec) -> Flow:
    """The flow of the call for this spec, with the team's edits in `spec.flow` kept. Pure and idempotent.

    Without goals there is nothing to draw, and only the team's own steps stand.
    """
    return merged(_drawn(spec) if spec.goals else Flow(), spec.flow)


def _drawn(spec: AgentSpec) -> Flow:
    if spec.direction == "outbound":
        builder = FlowBuilder(spec, fallback="end", after="end")
        return builder.flow(draw_outbound(builder))
    builder = FlowBuilder(spec, fallback=fallback_of(spec), after="wrap_up")
    return builder.flow(draw_inbound(builder))
