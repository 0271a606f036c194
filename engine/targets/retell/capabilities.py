"""What Retell can do (SDK 6.2.13 and its docs of October 2026), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.features import IN_PROMPT, KEPT, emulated, native

_BUILT_IN = {
    "end_call": "end_call",
    "transfer_to_human": "transfer_call",
    "transfer_to_number": "transfer_call",
    "collect_voicemail": "voicemail",
    "voicemail_detection": "voicemail",
    "play_keypad_touch_tone": "press_digit",
}
_SYSTEM_VALUES = {
    "call_id": "call_id",
    "called_number": "agent_number",
    "caller_id": "user_number",
    "caller_number": "user_number",
    "caller_phone": "user_number",
    "conversation_id": "call_id",
    "current_date": "current_time",
    "current_time": "current_time",
    "now": "current_time",
}
"""`current_time` holds the date as well: “Thursday, March 28, 2024 at 11:46:04 PM PST”."""
PLATFORM_VALUES = frozenset((*_SYSTEM_VALUES.values(), "current_agent_state", "current_calendar", "direction"))
"""What Retell knows on every call, without anybody sending it."""

CAPABILITIES = Capabilities(
    prompt=Profile(tool_names="capability", date_and_time="together", speaks_before_tool=False, system_tools=_BUILT_IN),
    templates=Templates(system=_SYSTEM_VALUES),
    graph="tool_steps",
    features={
        "first_message": native("`begin_message`, or the first node of the flow."),
        "languages": native("All of them are heard; the prompt says which to speak."),
        "variables": native("Dynamic variables; default or example is the default value."),
        "tools": native("Custom functions."),
        "fixed_values": native("A constant in the schema, in the address or in a header."),
        "secrets": emulated("Headers are plain: `$NAME` stands in the file and is filled in when it is sent."),
        "timeouts": native(),
        "speech_before_tools": native("`speak_during_execution` with fixed words."),
        "mcp": emulated("The server is in the file; which of its tools are used is chosen by hand."),
        "flow": native("A conversation flow; a tool that decides is a function node."),
        "transfer": native("Transfer nodes that every step leads to when it is time, or functions."),
        "warm_transfer": native("Warm says to the person first what it is about, cold does not."),
        "end_call": native("An end node that every step leads to when it is time, or a function."),
        "voicemail": native("`voicemail_option` hangs up on a machine."),
        "knowledge": native("A knowledge base; README says how to create it."),
        "criteria": native("Post-call analysis, and test cases."),
        "data_collection": native("Post-call analysis, and part of the system prompt."),
        "tests": native("Test cases, each a simulated call."),
        "voice": native(),
        "interruptions": native(),
        "model": native(),
        "time_zone": native(),
        "call_limits": native(),
    },
    limits={
        "runtime.temperature": Limit(low=0, high=1),
        "runtime.max_duration_seconds": Limit(low=60, high=7200),
        "runtime.silence_timeout_seconds": Limit(low=10, high=300),
    },
    rows=(
        Loss(part="data_fields.type", handling="emulated", note="Dates, times, phones and e-mails are taken as text."),
        Loss(part="data_fields.required", handling="native", note="A call without it counts as not successful."),
        Loss(part="direction", handling="emulated", note=f"{IN_PROMPT} An outbound agent notices voicemail."),
        Loss(part="variables.example", handling="emulated", note="The default value where there is none."),
        Loss(part="tools.params.in", handling="emulated", note="What the model fills in is sent as one set."),
        Loss(part="tools.params.format", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.auth", handling="emulated", note="A header that names the secret."),
        Loss(part="knowledge.kind", handling="emulated", note="A FAQ is a text of the knowledge base."),
        Loss(part="flow.nodes.by", handling="not_supported", note=KEPT),
        Loss(
            part="flow.nodes.kind", handling="emulated", note="Who only talks is a conversation, who acts a subagent."
        ),
        Loss(part="flow.edges.id", handling="not_supported", note="Edges are named after the nodes that they join."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="An edge that says when it is taken."),
        Loss(part="flow.edges.by", handling="not_supported", note=KEPT),
        Loss(part="transfers.id", handling="emulated", note="A missing number is named by it."),
        Loss(part="transfers.label", handling="emulated", note="Part of the condition."),
        Loss(part="guardrails.id", handling="emulated", note="Names the test of the rule."),
        Loss(
            part="compliance.regimes",
            handling="emulated",
            note=f"{IN_PROMPT} `data_storage_setting` and a BAA are agreed with Retell.",
        ),
        Loss(part="voice.description", handling="emulated", note="README; choose a voice by it in the dashboard."),
    ),
)
