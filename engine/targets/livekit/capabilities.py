"""What LiveKit Agents can do (livekit-agents 1.8.9), and how it takes each part of a spec."""

from engine.targets.bundle import Loss
from engine.targets.capabilities import Limit
from engine.targets.code_rows import ENUM_OF_TEXT
from engine.targets.features import emulated, native
from engine.targets.flow_code import flow_code

CAPABILITIES = flow_code(
    features={
        "first_message": native("Spoken by the first agent as it enters."),
        "languages": native("Speech is heard in the default language, or in several; the prompt says which."),
        "variables": emulated("`runtime.py` fills them in from `variables.json` and the job's metadata."),
        "tools": native("Function tools with their own JSON Schema."),
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
        ENUM_OF_TEXT,
        Loss(part="tools.effect", handling="emulated", note="What cannot be undone says so, and is not interrupted."),
        Loss(part="flow.nodes.id", handling="native", note="An agent before a transfer or end has its instruction."),
        Loss(part="flow.nodes.title", handling="native", note="What the agent's class is about."),
        Loss(part="flow.nodes.kind", handling="emulated", note="Ends and transfers are agents that say nothing."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="A tool that comes last and says when."),
    ),
)
