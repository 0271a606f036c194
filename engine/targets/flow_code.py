"""What the platforms share on which the agent is Python of the team's own that runs the flow: LiveKit, Pipecat."""

from collections.abc import Mapping

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.code_rows import CODE_ROWS, FLOW_ROWS, row
from engine.targets.features import Feature, How, emulated, native

END_CALL = "end_call"
TRANSFER = "transfer_to_human"
_FEATURES: Mapping[Feature, How] = {
    "fixed_values": emulated("`calls.json` says which value is sent; the model never sees it."),
    "secrets": emulated("`calls.json` names an environment variable."),
}


def flow_code(
    features: Mapping[Feature, How], rows: tuple[Loss, ...], limits: Mapping[str, Limit] | None = None
) -> Capabilities:
    """Such a platform, with what is its own."""
    return Capabilities(
        prompt=Profile(
            system_tools={"end_call": END_CALL, "transfer_to_human": TRANSFER, "transfer_to_number": TRANSFER}
        ),
        templates=Templates(system={"current_date": "current_date", "current_time": "current_time"}),
        graph="steps",
        features={**_FEATURES, **features},
        limits=limits or {},
        rows=(*CODE_ROWS, *FLOW_ROWS, *rows, row("transfers.label", native("`transfers.json`"))),
    )
