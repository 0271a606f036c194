"""What Vapi can do (SDK 3.0.0 and its OpenAPI of August 2026), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.features import IN_PROMPT, KEPT, native

NAME_CHARACTERS = 40
"""Of an assistant, a tool and a structured output."""
DESCRIPTION_CHARACTERS = 999
"""Of a tool: the vendor asks for less than 1,000."""

_BUILT_IN = {
    "end_call": "endCall",
    "transfer_to_human": "transferCall",
    "transfer_to_number": "transferCall",
    "collect_voicemail": "voicemail",
    "voicemail_detection": "voicemail",
    "play_keypad_touch_tone": "dtmf",
}
_SYSTEM_VALUES = {
    "call_id": "call.id",
    "called_number": "phoneNumber.number",
    "caller_id": "customer.number",
    "caller_number": "customer.number",
    "caller_phone": "customer.number",
    "conversation_id": "call.id",
    "current_date": "date",
    "current_time": "time",
    "now": "now",
}
PLATFORM_VALUES = frozenset((*_SYSTEM_VALUES.values(), "month", "day", "year"))
"""What LiquidJS knows on every call, without anybody sending it."""

CAPABILITIES = Capabilities(
    prompt=Profile(tool_names="capability", speaks_before_tool=False, system_tools=_BUILT_IN),
    templates=Templates(system=_SYSTEM_VALUES),
    graph="steps",
    features={
        "first_message": native("`firstMessage`; without one the model speaks first."),
        "languages": native("The transcriber hears all of them; the prompt says which to speak."),
        "variables": native("LiquidJS; `overrides.json` holds default or example for a test call."),
        "tools": native("apiRequest and function tools."),
        "fixed_values": native("Static `parameters`, which the model never sees; in an address in their place."),
        "secrets": native("A credential of its name; README says how to store it."),
        "timeouts": native(),
        "speech_before_tools": native("A `request-start` message."),
        "mcp": native("An MCP tool for each server."),
        "flow": native("A squad: each step is an assistant that hands over to the next."),
        "transfer": native("`transferCall`."),
        "warm_transfer": native("Warm says a summary to the person first (Twilio numbers), cold is blind."),
        "end_call": native("`endCall`."),
        "voicemail": native("The `voicemail` tool ends the call on a machine."),
        "knowledge": native("A query tool over files; README says how to upload them."),
        "criteria": native("A structured output, and evals and scenarios."),
        "data_collection": native("A structured output, and part of the system prompt."),
        "tests": native("Evals for the next answer and the next tool, simulated scenarios for whole calls."),
        "voice": native(),
        "interruptions": native("`stopSpeakingPlan`; ten words still interrupt."),
        "model": native(),
        "time_zone": native("Date and time are written in it."),
        "call_limits": native("`maxDurationSeconds`, and a hook that ends a silent call."),
    },
    limits={
        "tools.name": Limit(characters=NAME_CHARACTERS),
        "runtime.silence_timeout_seconds": Limit(low=2, high=300),
    },
    rows=(
        Loss(part="data_fields.type", handling="emulated", note="Dates, times, phones and e-mails are taken as text."),
        Loss(part="data_fields.required", handling="native"),
        Loss(part="direction", handling="emulated", note=f"{IN_PROMPT} An outbound agent gets the voicemail tool."),
        Loss(part="variables.example", handling="emulated", note="Stands in a test call where there is no default."),
        Loss(part="tools.params.in", handling="emulated", note="Path and query values are put into the address."),
        Loss(part="tools.params.format", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.auth", handling="emulated", note="A bearer credential; README says what to store in it."),
        Loss(part="knowledge.kind", handling="emulated", note="A page is uploaded as a file; README names it."),
        Loss(part="flow.start", handling="native", note="The first member of the squad."),
        Loss(part="flow.nodes.id", handling="native", note="The name of the assistant."),
        Loss(part="flow.nodes.kind", handling="emulated", note="Transfers and ends are tools of the step before."),
        Loss(part="flow.nodes.by", handling="not_supported", note=KEPT),
        Loss(part="flow.edges.id", handling="not_supported", note="Handoffs are named after where they lead."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="The way that is named last and says when."),
        Loss(part="flow.edges.by", handling="not_supported", note=KEPT),
        Loss(part="transfers.id", handling="emulated", note="A missing number is named by it."),
        Loss(part="transfers.label", handling="emulated", note="Part of the destination's description."),
        Loss(part="guardrails.id", handling="emulated", note="Names the test of the rule."),
        Loss(
            part="compliance.regimes",
            handling="emulated",
            note=f"{IN_PROMPT} HIPAA and PCI mode are switched on in `compliancePlan` once they are agreed with Vapi.",
        ),
        Loss(part="voice.description", handling="emulated", note="README; choose a voice by it in the dashboard."),
    ),
)
