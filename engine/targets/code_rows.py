"""Loss rows that every platform has on which the agent is code of the team's own."""

from engine.targets.bundle import Loss
from engine.targets.features import IN_PROMPT, IN_README, KEPT

CODE_ROWS: tuple[Loss, ...] = (
    Loss(part="data_fields.type", handling="emulated", note="Part of `review.json`."),
    Loss(part="direction", handling="emulated", note=f"{IN_PROMPT} Who is called speaks first."),
    Loss(part="variables.default", handling="native", note="What stands in `variables.json`."),
    Loss(part="variables.example", handling="emulated", note="In `variables.json` where there is no default."),
    Loss(part="tools.params.in", handling="emulated", note="`calls.json` says where each argument goes."),
    Loss(part="tools.params.format", handling="emulated", note="Part of the argument's description."),
    Loss(part="tools.auth", handling="emulated", note="A header that `calls.json` builds; README says what to store."),
    Loss(part="tools.url", handling="emulated", note="`calls.json` holds it."),
    Loss(part="tools.method", handling="emulated", note="`calls.json` holds it."),
    Loss(part="guardrails.id", handling="emulated", note="`tests.json` names what a test covers by it."),
    Loss(part="compliance.regimes", handling="emulated", note=f"{IN_PROMPT} {IN_README}"),
    Loss(part="voice.description", handling="emulated", note="README; choose a voice by it."),
)
FLOW_ROWS: tuple[Loss, ...] = (
    Loss(part="flow.nodes.by", handling="not_supported", note=KEPT),
    Loss(part="flow.edges.id", handling="not_supported", note="Ways are named after the steps that they join."),
    Loss(part="flow.edges.by", handling="not_supported", note=KEPT),
)
"""For those of them that run the flow."""
