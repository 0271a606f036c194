"""What LiveKit Agents can do (livekit-agents 1.8.9), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.code_rows import CODE_ROWS, FLOW_ROWS
from engine.targets.features import emulated, native

END_CALL = "end_call"
TRANSFER = "transfer_to_human"

CAPABILITIES = Capabilities(
    prompt=Profile(
        system_tools={"end_call": END_CALL, "transfer_to_human": TRANSFER, "transfer_to_number": TRANSFER},
    ),
    templates=Templates(system={"current_date": "current_date", "current_time": "current_time"}),
    graph="steps",
    features={
        "first_message": native("Spoken by the first agent as it enters."),
        "languages": native("Speech is heard in the default language, or in several; the prompt says which."),
        "variables": emulated("`runtime.py` fills them in from `variables.json` and the job's metadata."),
        "tools": native("Function tools with their own JSON Schema."),
        "fixed_values": emulated("`calls.json` says which value is sent; the model never sees it."),
        "secrets": emulated("`calls.json` names an environment variable."),
        "timeouts": emulated("Of the tool's request."),
        "mcp": native("MCP toolsets of the session."),
        "flow": native("An agent for each step; a way is a tool that hands over to the next one."),
        "transfer": native("A SIP transfer of the caller."),
        "warm_transfer": native("`WarmTransferTask`, over the SIP trunk of the project."),
        "end_call": native("Ends the session and leaves the room."),
        "voice": emulated("A voice of LiveKit Inference where its provider is there; README names any other."),
        "interruptions": native(),
        "model": native("A model of LiveKit Inference; README names any other."),
        "call_limits": native("A timer, and the session's `user_away_timeout`."),
    },
    limits={"tools.name": Limit(characters=64)},
    rows=(
        *CODE_ROWS,
        *FLOW_ROWS,
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.effect", handling="emulated", note="What cannot be undone says so, and is not interrupted."),
        Loss(part="flow.nodes.id", handling="native", note="An agent before a transfer or end has its instruction."),
        Loss(part="flow.nodes.title", handling="native", note="What the agent's class is about."),
        Loss(part="flow.nodes.kind", handling="emulated", note="Ends and transfers are agents that say nothing."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="A tool that comes last and says when."),
        Loss(part="transfers.label", handling="native", note="`transfers.json`"),
    ),
)
