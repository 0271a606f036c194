"""What a team decides about the whole: approve what stands there, or look at a stage again."""

from collections.abc import Mapping

from engine.document.approvals import fingerprint
from engine.document.changes.edits import replace
from engine.document.spec import AgentSpec, Approval, ApprovalTarget, Origin, Stage
from engine.errors import Problem
from engine.sentences import some


def approve(spec: AgentSpec, what: ApprovalTarget, origin: Origin) -> AgentSpec | Problem:
    undecided = [t.name for t in spec.tools if t.state == "proposed"]
    if what == "tools" and undecided:
        return Problem(f"Still undecided: {some(undecided)}. Accept or decline them first.", "approval:tools")
    if what == "flow" and not spec.flow.nodes:
        return Problem("There is no call flow to approve yet.", "approval:flow")
    if what == "final" and not spec.platforms:
        return Problem("Choose at least one target platform first, for example ElevenLabs.", "platforms")
    approval = Approval(fingerprint=fingerprint(spec, what), by=origin)
    closes = _REVISITED_BY[what]
    return replace(
        spec,
        approvals={**spec.approvals, what: approval},
        revisiting=None if spec.revisiting in closes else spec.revisiting,
    )


_REVISITED_BY: Mapping[ApprovalTarget, tuple[Stage, ...]] = {
    "basics": (Stage.COLLECTING_BASICS,),
    "tools": (Stage.EXPLORING_TOOLS, Stage.CONFIGURING_TOOLS),
    "flow": (Stage.REVIEWING_WORKFLOW,),
    "final": (Stage.FINALIZING,),
}
"""Approving this ends the second look at these stages."""


def go_back(spec: AgentSpec, stage: Stage) -> AgentSpec | Problem:
    if stage in (Stage.INITIAL, Stage.COMPLETED):
        return Problem(
            "You can go back to the basics, the tools, their configuration, the call flow or the final check."
        )
    withdrawn: dict[Stage, ApprovalTarget] = {Stage.REVIEWING_WORKFLOW: "flow", Stage.FINALIZING: "final"}
    approvals = {what: a for what, a in spec.approvals.items() if what != withdrawn.get(stage)}
    return replace(spec, revisiting=stage, approvals=approvals)
