"""What an MCP server can offer (mcp 2.3.0), and how it takes each part of a spec. The call itself is the host's."""

from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Templates
from engine.targets.code_rows import CODE_ROWS
from engine.targets.features import IN_PROMPT, IN_README, emulated, native

_HOST = "The prompt says when; the host that runs the call does it."

CAPABILITIES = Capabilities(
    templates=Templates(system={"current_date": "current_date", "current_time": "current_time"}),
    features={
        "first_message": emulated("Part of the prompt, and of `prompts.json`."),
        "variables": native("Arguments of the prompt."),
        "tools": native("Tool definitions, and a server that calls them."),
        "fixed_values": emulated("The server adds them; the host never sees them."),
        "secrets": emulated("Environment variables of the server."),
        "timeouts": emulated("Of the server's request."),
        "mcp": emulated("Other MCP servers are named in the README; connect the host to them as well."),
        "transfer": emulated(_HOST),
        "warm_transfer": emulated(_HOST),
        "end_call": emulated(_HOST),
        "knowledge": native("Resources; short facts stand in the prompt."),
        "voice": emulated(IN_README),
        "interruptions": emulated(IN_README),
        "model": emulated(IN_README),
        "call_limits": emulated(IN_README),
    },
    rows=(
        *CODE_ROWS,
        Loss(part="flow.nodes.id", handling="emulated", note="The prompt and the README join steps by it."),
        Loss(part="flow.nodes.kind", handling="emulated", note="The prompt has the steps of the team, as lines."),
        Loss(part="direction", handling="emulated", note=IN_PROMPT),
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.effect", handling="native", note="The hints: read-only, destructive."),
        Loss(part="transfers.id", handling="emulated", note="A missing number is named by it."),
        Loss(part="transfers.label", handling="emulated", note="Part of the prompt and of the README."),
    ),
)
