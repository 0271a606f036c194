"""What an approval covers. An approval holds only as long as the thing that was approved stays as it was."""

import hashlib
import json
from typing import Any

from engine.document.spec import AgentSpec, ApprovalTarget

_NOT_CONTENT = {"approvals", "origins", "skipped", "revisiting"}


def fingerprint(spec: AgentSpec, target: ApprovalTarget) -> str:
    """A short hash of what `target` covers; equal content gives an equal fingerprint."""
    return hashlib.sha256(json.dumps(_covered(spec, target), sort_keys=True).encode()).hexdigest()[:16]


def is_approved(spec: AgentSpec, target: ApprovalTarget) -> bool:
    """Whether somebody approved exactly what stands there now."""
    approval = spec.approvals.get(target)
    return approval is not None and approval.fingerprint == fingerprint(spec, target)


def _covered(spec: AgentSpec, target: ApprovalTarget) -> Any:
    match target:
        case "basics":
            return spec.model_dump(
                mode="json", include={"role", "goals", "audience", "tone", "languages", "greeting", "direction"}
            )
        case "tools":
            return [[t.name, t.state, t.purpose] for t in spec.tools]
        case "flow":
            return spec.flow.model_dump(mode="json")
        case "final":
            return spec.model_dump(mode="json", exclude=_NOT_CONTENT)
