"""The loss table that a platform begins with: what everybody does alike, then its features, then its own rows."""

from collections.abc import Iterable, Mapping

from engine.targets.bundle import Loss
from engine.targets.features import FEATURES, IN_PROMPT, IN_README, KEPT, Feature, How, emulated, lost, native

_DESCRIBED = "Part of the tool's description."
_ALIKE: dict[str, How] = {
    "schema_version": lost(KEPT),
    "name": native(),
    "role": emulated(IN_PROMPT),
    "use_case": emulated(IN_README),
    "company": emulated(IN_PROMPT),
    "industry": emulated(IN_PROMPT),
    "trade": emulated("What is known of such a business stands in the system prompt."),
    "direction": emulated(IN_PROMPT),
    "audience": emulated(IN_PROMPT),
    "goals": emulated(f"{IN_PROMPT} Each is a criterion and a test, too."),
    "tone": emulated(IN_PROMPT),
    "data_fields.ask": emulated(IN_README),
    "data_fields.required": emulated(IN_PROMPT),
    "data_fields.read_back": emulated(IN_PROMPT),
    "variables.description": emulated("Part of the system prompt and of the README."),
    "tools.state": emulated("Only accepted tools are exported."),
    "tools.kind": native(),
    "tools.when": emulated(_DESCRIBED),
    "tools.when_not": emulated(_DESCRIBED),
    "tools.effect": emulated("Part of the tool's description and of the system prompt."),
    "tools.confirm": emulated("Part of the tool's description and of the system prompt."),
    "tools.on_error": emulated(_DESCRIBED),
    "tools.because": lost(KEPT),
    "tools.catalog": emulated("What is known of such a tool is in prompt and tests."),
    "flow.edges.by": lost(KEPT),
    "flow.edges.id": lost(KEPT),
    "flow.removed": lost(KEPT),
    "fallback": emulated(IN_PROMPT),
    "identity": emulated(IN_PROMPT),
    "emergencies": emulated(IN_PROMPT),
    "compliance": emulated(IN_PROMPT),
    "speech": emulated(IN_PROMPT),
    "runtime": emulated(IN_README),
    "runtime.hours": emulated(IN_PROMPT),
    "platforms": lost(KEPT),
    "notes": lost(KEPT),
    "questions": lost(KEPT),
    "approvals": lost(KEPT),
    "skipped": emulated("Listed as open."),
    "revisiting": lost(KEPT),
    "brought": lost("Kept for the platform that it came from."),
    "origins": lost(KEPT),
}

_STEPS = lost("The prompt has the steps of each goal instead.")
_FLOW: dict[bool, dict[str, How]] = {
    True: {"flow.nodes.by": lost(KEPT)},
    False: {
        "flow.start": _STEPS,
        "flow.nodes.id": emulated("The flow in the README is joined by it."),
        "flow.nodes.kind": emulated("What a step of the team says stands in the prompt, but for a start or an end."),
        "flow.nodes.goal": _STEPS,
        "flow.nodes.asks": _STEPS,
        "flow.nodes.until": _STEPS,
        "flow.nodes.tries": _STEPS,
        "flow.nodes.by": emulated("A step of the team stands in the prompt."),
    },
}
"""By whether the platform runs a flow."""
PARTS = (*dict.fromkeys((*_ALIKE, *_FLOW[False])), *(part for known in FEATURES.values() for part in known.parts))
"""Every part that has a row of its own on every platform."""


def table(features: Mapping[Feature, How], runs_flow: bool, own: Iterable[Loss]) -> tuple[Loss, ...]:
    """One row for each part, in the order in which they were first said; a later row wins over an earlier one."""
    carried = {
        part: features.get(feature, known.without) for feature, known in FEATURES.items() for part in known.parts
    }
    rows = {
        part: Loss(part=part, handling=how.handling, note=how.note)
        for part, how in (_ALIKE | _FLOW[runs_flow] | carried).items()
    }
    return tuple((rows | {row.part: row for row in own}).values())
