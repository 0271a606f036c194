"""How the Markdown document takes each part of a spec."""

from engine.document.spec import AgentSpec
from engine.targets.bundle import Loss

_KEPT = "Only the JSON export keeps it."

_ALL = (
    *(Loss(part=part, handling="native") for part in AgentSpec.model_fields),
    Loss(part="schema_version", handling="not_supported", note=_KEPT),
    Loss(part="revisiting", handling="not_supported", note=_KEPT),
    Loss(part="platforms", handling="not_supported", note=_KEPT),
    Loss(part="goals.id", handling="not_supported", note=_KEPT),
    Loss(part="guardrails.id", handling="not_supported", note=_KEPT),
    Loss(part="transfers.id", handling="not_supported", note=_KEPT),
    Loss(part="criteria.id", handling="not_supported", note=_KEPT),
    Loss(part="knowledge.id", handling="not_supported", note=_KEPT),
    Loss(part="tools.catalog", handling="not_supported", note=_KEPT),
    Loss(part="flow", handling="emulated", note="A Mermaid picture and the same in words."),
    Loss(part="flow.edges.id", handling="not_supported", note=_KEPT),
    Loss(part="flow.edges.by", handling="not_supported", note=_KEPT),
    Loss(part="flow.nodes.by", handling="not_supported", note=_KEPT),
    Loss(part="flow.removed", handling="not_supported", note=_KEPT),
    Loss(part="skipped", handling="emulated", note="Listed as open, by the name of the placeholder."),
    Loss(part="origins", handling="emulated", note="Who decided what; message ids stay in the JSON export."),
    Loss(part="approvals", handling="emulated", note="Who approved what; fingerprints stay in the JSON export."),
)
"""A later row wins over an earlier one for the same part."""
ROWS = tuple({row.part: row for row in _ALL}.values())
