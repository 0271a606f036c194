"""How the Markdown document takes each part of a spec: it shows all but what only a program reads."""

from engine.targets.bundle import Loss
from engine.targets.default_losses import PARTS

_KEPT = "Only the JSON export keeps it."
_NOT_SHOWN = (
    "schema_version", "revisiting", "brought", "platforms", "questions", "knowledge.id", "notes.id", "flow.start",
    "flow.removed", "flow.nodes.goal", "flow.nodes.asks", "flow.nodes.until", "flow.nodes.tries",
    "flow.edges.id", "flow.edges.by"
)  # fmt: skip
_TESTED = "The tests are named by it."
ROWS = (
    *(Loss(part=part, handling="native") for part in PARTS if part not in _NOT_SHOWN),
    *(Loss(part=part, handling="not_supported", note=_KEPT) for part in _NOT_SHOWN),
    *(
        Loss(part=f"{part}.id", handling="emulated", note=_TESTED)
        for part in ("goals", "guardrails", "transfers", "criteria", "emergencies")
    ),
    Loss(part="flow", handling="emulated", note="A Mermaid picture and the same in words."),
    Loss(part="skipped", handling="emulated", note="Listed as open, by the name of the placeholder."),
    Loss(part="origins", handling="emulated", note="Who decided what; message ids stay in the JSON export."),
    Loss(part="approvals", handling="emulated", note="Who approved what; fingerprints stay in the JSON export."),
)
"""A later row wins over an earlier one for the same part."""
