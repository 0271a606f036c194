"""What ElevenLabs can do (SDK 2.78.0), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.bundle import Loss
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.features import IN_PROMPT, emulated, native

TIMEOUT_SECONDS = (5, 300)
"""What `response_timeout_secs` accepts."""
MOST_CRITERIA = 30
"""Of `platform_settings.evaluation`; the goals count as well."""

NO_ZONE = "UTC"
"""Where nobody has named a time zone: without one the agent has no date."""

BUILT_IN = {
    "end_call": "end_call",
    "transfer_to_human": "transfer_to_number",
    "transfer_to_number": "transfer_to_number",
    "language_detection": "language_detection",
    "collect_voicemail": "voicemail_detection",
    "voicemail_detection": "voicemail_detection",
    "skip_turn": "skip_turn",
    "play_keypad_touch_tone": "play_keypad_touch_tone",
}
_SYSTEM_VALUES = {
    "agent_id": "system__agent_id",
    "call_duration": "system__call_duration_secs",
    "call_id": "system__conversation_id",
    "called_number": "system__called_number",
    "caller_id": "system__caller_id",
    "caller_number": "system__caller_id",
    "caller_phone": "system__caller_id",
    "conversation_id": "system__conversation_id",
    "current_date": "system__time",
    "current_time": "system__time",
    "now": "system__time_utc",
    "time_zone": "system__timezone",
}
"""Two of our words may be one variable."""

CAPABILITIES = Capabilities(
    prompt=Profile(date_and_time="together", system_tools=BUILT_IN),
    templates=Templates(system=_SYSTEM_VALUES, prefix="system__"),
    graph="tool_steps",
    features={
        "first_message": native("First message; translated for the other languages where it is one of our greetings."),
        "languages": native("The first is the default; each other one gets a preset."),
        "variables": native("Dynamic variables; default or example is the placeholder."),
        "tools": native("Webhook and client tools."),
        "fixed_values": native(),
        "secrets": native("A workspace secret, linked by its id when it exists."),
        "timeouts": native(),
        "speech_before_tools": native("`pre_tool_speech`; the words stand in the prompt."),
        "mcp": emulated("MCP servers are registered by hand; README says how."),
        "flow": native("The workflow; a tool that decides is a step of its own."),
        "transfer": native("`transfer_to_number`, and steps of the workflow."),
        "warm_transfer": native("Warm is a conference, cold is blind."),
        "end_call": native("`end_call`, and the end of the workflow."),
        "voicemail": native("`voicemail_detection` hangs up on a machine."),
        "knowledge": native("Documents of the knowledge base; README says how to upload them."),
        "guardrails": native("Custom guardrails that hold an answer back, and part of the system prompt."),
        "criteria": native("Evaluation criteria and tests."),
        "data_collection": native("Data collection, and part of the system prompt."),
        "tests": native("Of the vendor's three kinds: the next answer, the next tool, a simulated call."),
        "voice": native(),
        "interruptions": native(),
        "model": native(),
        "time_zone": native(),
        "call_limits": native(),
    },
    limits={
        "runtime.temperature": Limit(low=0, high=1),
        "runtime.max_duration_seconds": Limit(low=60, high=7200),
        "tools.timeout": Limit(*TIMEOUT_SECONDS),
        "data_fields": Limit(items=25),
    },
    rows=(
        Loss(
            part="data_fields.type", handling="emulated", note="Dates, times, phones and e-mails are collected as text."
        ),
        Loss(part="direction", handling="emulated", note=f"{IN_PROMPT} An outbound agent gets voicemail detection."),
        Loss(part="variables.example", handling="emulated", note="The placeholder where there is no default."),
        Loss(part="tools.effect", handling="emulated", note="What cannot be undone says so, and is not interrupted."),
        Loss(part="tools.params.in", handling="emulated", note="Body arguments of GET and DELETE go into the query."),
        Loss(part="tools.params.format", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.auth", handling="emulated", note="A header that names a secret; README says what to store."),
        Loss(part="knowledge.kind", handling="emulated", note="A FAQ is a text document."),
        Loss(part="flow.start", handling="emulated", note="The platform's own start node leads to it."),
        Loss(part="flow.nodes.id", handling="native", note="A step before a transfer or end carries its instruction."),
        Loss(
            part="flow.nodes.title", handling="native", note="Transfers and ends have none; the README shows the flow."
        ),
        Loss(part="flow.nodes.kind", handling="emulated", note="Who asks is a sub-agent, who only tells a say."),
        Loss(part="flow.edges.id", handling="not_supported", note="Edges are named after the steps that they join."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="An edge that is tried last and says when."),
        Loss(part="transfers.id", handling="emulated", note="A missing number and its test are named by it."),
        Loss(part="transfers.label", handling="emulated", note="Part of the transfer's condition."),
        Loss(part="guardrails.id", handling="emulated", note="Its test is named by it."),
        Loss(
            part="compliance.regimes",
            handling="emulated",
            note=f"{IN_PROMPT} Retention, zero retention and a BAA are agreed with the vendor.",
        ),
        Loss(part="voice.provider", handling="emulated", note="The platform speaks with its own voices only."),
        Loss(part="voice.description", handling="emulated", note="README; choose a voice by it in the dashboard."),
    ),
)
