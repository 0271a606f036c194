"""What Pipecat Flows can do (pipecat-ai 1.14.0), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Templates
from engine.targets.code_rows import CODE_ROWS, FLOW_ROWS
from engine.targets.features import IN_README, emulated, native

END_CALL = "end_call"
TRANSFER = "transfer_to_human"

CAPABILITIES = Capabilities(
    prompt=Profile(
        system_tools={"end_call": END_CALL, "transfer_to_human": TRANSFER, "transfer_to_number": TRANSFER},
    ),
    templates=Templates(system={"current_date": "current_date", "current_time": "current_time"}),
    graph="steps",
    features={
        "first_message": native("Spoken by the first node as it begins."),
        "variables": native("`{{name}}` from the flow's state, which `variables.json` fills before the call."),
        "tools": native("Direct functions in `handlers.py`."),
        "fixed_values": emulated("`calls.json` says which value is sent; the model never sees it."),
        "secrets": emulated("`calls.json` names an environment variable."),
        "timeouts": native("Of the function and of its request."),
        "flow": native("A node for each step; a way is a function that only moves on."),
        "transfer": native("A node that hands over by Daily's telephony."),
        "warm_transfer": emulated("The person is dialled into the call and hears the agent's summary."),
        "end_call": native("A node that ends the conversation."),
        "voice": emulated(IN_README),
        "interruptions": emulated(IN_README),
        "model": emulated(IN_README),
        "call_limits": emulated(IN_README),
    },
    rows=(
        *CODE_ROWS,
        *FLOW_ROWS,
        Loss(part="tools.params.enum", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.effect", handling="emulated", note="What cannot be undone says so in its description."),
        Loss(part="flow.nodes.id", handling="native", note="A node before a transfer or end carries its instruction."),
        Loss(part="flow.nodes.title", handling="emulated", note="README shows the flow."),
        Loss(part="flow.nodes.kind", handling="emulated", note="Ends and transfers are nodes of actions only."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="A function that comes last and says when."),
        Loss(part="transfers.label", handling="native", note="`transfers.json`"),
    ),
)
