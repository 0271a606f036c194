"""What ElevenLabs can do (SDK 2.78.0), and how it takes each part of a spec."""

from engine.targets.bundle import Loss
from engine.targets.target import Capabilities

_IN_PROMPT = "Part of the system prompt."
_IN_README = "Stands in the bundle's README for people; the agent does not know it."
_KEPT = "Part of the design, not of the agent; the JSON export keeps it."

CAPABILITIES = Capabilities(
    profile="elevenlabs",
    parts=(
        Loss(part="schema_version", handling="not_supported", note=_KEPT),
        Loss(part="name", handling="native"),
        Loss(part="role", handling="emulated", note=_IN_PROMPT),
        Loss(part="use_case", handling="emulated", note=_IN_README),
        Loss(part="company", handling="emulated", note=_IN_PROMPT),
        Loss(part="industry", handling="emulated", note=_IN_PROMPT),
        Loss(
            part="direction", handling="emulated", note=f"{_IN_PROMPT} An outbound agent also gets voicemail detection."
        ),
        Loss(part="audience", handling="emulated", note=_IN_PROMPT),
        Loss(part="goals", handling="emulated", note=f"{_IN_PROMPT} Each is an evaluation criterion and a test, too."),
        Loss(part="tone", handling="emulated", note=_IN_PROMPT),
        Loss(part="languages", handling="native", note="The first is the default; each other one gets a preset."),
        Loss(part="greeting", handling="native", note="First message, in the default language."),
        Loss(part="data_fields", handling="native", note="Data collection, and part of the system prompt."),
        Loss(
            part="data_fields.type", handling="emulated", note="Dates, times, phones and e-mails are collected as text."
        ),
        Loss(part="data_fields.required", handling="emulated", note=_IN_PROMPT),
        Loss(part="data_fields.read_back", handling="emulated", note=_IN_PROMPT),
        Loss(part="variables", handling="native", note="Dynamic variables; default or example is the placeholder."),
        Loss(part="variables.description", handling="emulated", note="Stands in the README, by the variable's name."),
        Loss(part="variables.example", handling="emulated", note="The placeholder where there is no default."),
        Loss(part="tools", handling="native"),
        Loss(part="tools.state", handling="not_supported", note="Only accepted tools are exported."),
        Loss(part="tools.when", handling="emulated", note="Part of the tool's description."),
        Loss(part="tools.when_not", handling="emulated", note="Part of the tool's description."),
        Loss(
            part="tools.effect", handling="emulated", note="One that cannot be undone says so, and is not interrupted."
        ),
        Loss(
            part="tools.confirm", handling="emulated", note="Part of the tool's description and of the system prompt."
        ),
        Loss(part="tools.on_error", handling="emulated", note="Part of the tool's description."),
        Loss(part="tools.params.in", handling="emulated", note="Body arguments of GET and DELETE go into the query."),
        Loss(part="tools.params.format", handling="emulated", note="Part of the argument's description."),
        Loss(part="tools.params.enum", handling="native", note="For text; else part of the argument's description."),
        Loss(part="tools.auth", handling="emulated", note="A header that names a secret; README says what to store."),
        Loss(part="tools.auth_ref", handling="native", note="A workspace secret, linked by its id when it exists."),
        Loss(part="tools.because", handling="not_supported", note=_KEPT),
        Loss(part="tools.catalog", handling="not_supported", note=_KEPT),
        Loss(
            part="knowledge", handling="native", note="Documents of the knowledge base; README says how to upload them."
        ),
        Loss(part="knowledge.kind", handling="emulated", note="A FAQ is a text document."),
        Loss(part="flow", handling="native", note="The workflow."),
        Loss(part="flow.start", handling="emulated", note="The platform's own start node leads to it."),
        Loss(part="flow.nodes.id", handling="native", note="A step before a transfer or end carries its instruction."),
        Loss(
            part="flow.nodes.title", handling="native", note="Transfers and ends have none; the README shows the flow."
        ),
        Loss(part="flow.nodes.kind", handling="emulated", note="All but transfers and ends are sub-agents."),
        Loss(part="flow.nodes.by", handling="not_supported", note=_KEPT),
        Loss(part="flow.edges.id", handling="not_supported", note="Edges are named after the steps that they join."),
        Loss(part="flow.edges.otherwise", handling="emulated", note="An unconditional edge that is tried last."),
        Loss(part="flow.edges.by", handling="not_supported", note=_KEPT),
        Loss(part="flow.removed", handling="not_supported", note=_KEPT),
        Loss(part="transfers", handling="native"),
        Loss(
            part="transfers.id",
            handling="not_supported",
            note="Transfers have no ids; a missing number is named by it.",
        ),
        Loss(part="transfers.label", handling="emulated", note="Part of the transfer's condition."),
        Loss(part="transfers.mode", handling="native", note="Warm is a conference, cold is blind."),
        Loss(part="trade", handling="not_supported", note=_KEPT),
        Loss(part="questions", handling="not_supported", note=_KEPT),
        Loss(part="notes", handling="not_supported", note=_KEPT),
        Loss(part="fallback", handling="emulated", note=_IN_PROMPT),
        Loss(part="identity", handling="emulated", note=_IN_PROMPT),
        Loss(part="emergencies", handling="emulated", note=_IN_PROMPT),
        Loss(part="guardrails", handling="native", note="Custom guardrails, and part of the system prompt."),
        Loss(part="guardrails.id", handling="not_supported", note="Guardrails have no ids."),
        Loss(part="compliance", handling="emulated", note=_IN_PROMPT),
        Loss(
            part="compliance.regimes",
            handling="not_supported",
            note="No switch stands for a law; retention, zero retention and a BAA are agreed with the vendor.",
        ),
        Loss(part="criteria", handling="native", note="Evaluation criteria and tests."),
        Loss(part="speech", handling="emulated", note=_IN_PROMPT),
        Loss(part="speech.interruptions", handling="native"),
        Loss(part="speech.pronunciations", handling="emulated", note=f"{_IN_PROMPT} There is no dictionary file."),
        Loss(part="voice", handling="native"),
        Loss(part="voice.provider", handling="emulated", note="The platform speaks with its own voices only."),
        Loss(part="voice.description", handling="emulated", note="README; choose a voice by it in the dashboard."),
        Loss(part="runtime", handling="native"),
        Loss(part="runtime.hours", handling="emulated", note=_IN_PROMPT),
        Loss(part="platforms", handling="not_supported", note=_KEPT),
        Loss(part="approvals", handling="not_supported", note=_KEPT),
        Loss(part="skipped", handling="emulated", note="Listed as open."),
        Loss(part="revisiting", handling="not_supported", note=_KEPT),
        Loss(part="origins", handling="not_supported", note=_KEPT),
    ),
)
