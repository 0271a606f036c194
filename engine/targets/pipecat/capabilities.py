"""What Pipecat Flows can do (pipecat-ai 1.14.0), and how it takes each part of a spec."""

from engine.targets.bundle import Loss
from engine.targets.features import IN_README, emulated, native
from engine.targets.flow_code import flow_code

CAPABILITIES = flow_code(
    features={
        "first_message": native("Spoken by the first node as it begins."),
        "variables": native("`{{name}}` from the flow's state, which `variables.json` fills before the call."),
        "tools": native("Direct functions in `handlers.py`."),
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
        Loss(part="tools.params.enum", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.effect", handling="emulated", note="What cannot be undone says so in its description."),
        Loss(part="flow.nodes.id", handling="native", note="A node before a transfer or end carries its instruction."),
        Loss(part="flow.nodes.title", handling="emulated", note="README shows the flow."),
        Loss(part="flow.nodes.kind", handling="emulated", note="Ends and transfers are nodes of actions only."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="A function that comes last and says when."),
    ),
)
