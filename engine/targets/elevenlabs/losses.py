"""What a particular spec loses on ElevenLabs (SDK 2.78.0)."""

from collections.abc import Iterator

from engine.document.spec import AgentSpec
from engine.targets.bundle import Loss
from engine.targets.elevenlabs.agent import is_own_voice
from engine.targets.elevenlabs.built_in import built_in_name
from engine.targets.elevenlabs.tools import TIMEOUT_SECONDS, headers_from_model
from engine.targets.elevenlabs.values import language_code, models
from engine.targets.elevenlabs.workflow import left_out


def particular(spec: AgentSpec) -> Iterator[Loss]:
    """What this spec in particular loses."""
    yield from _runtime(spec)
    yield from _tools(spec)
    silent = [tag for tag in spec.languages if language_code(tag) is None]
    if silent:
        yield Loss(part="languages", handling="not_supported", note=f"The platform does not speak {', '.join(silent)}.")
    elif len(spec.languages) > 1:
        yield Loss(
            part="greeting", handling="native", note="First message in the default language; translate the rest."
        )
    if spec.voice.id and not is_own_voice(spec):
        yield Loss(
            part="voice.id", handling="not_supported", note=f"{spec.voice.provider} has this voice, not ElevenLabs."
        )
    if gone := left_out(spec.flow):
        yield Loss(part="flow.nodes", handling="not_supported", note=f"No way leads there: {', '.join(gone)}.")


def _runtime(spec: AgentSpec) -> Iterator[Loss]:
    runtime = spec.runtime
    if runtime.model and runtime.model not in models():
        yield Loss(part="runtime.model", handling="not_supported", note=f"There is no “{runtime.model}” there.")
    if runtime.temperature is not None and runtime.temperature > 1:
        yield Loss(part="runtime.temperature", handling="emulated", note=f"{runtime.temperature} becomes 1.")


def _tools(spec: AgentSpec) -> Iterator[Loss]:
    tools = spec.accepted_tools()
    quick = [t.name for t in tools if t.timeout < TIMEOUT_SECONDS[0]]
    if quick:
        note = f"At least {TIMEOUT_SECONDS[0]} seconds: {', '.join(quick)}."
        yield Loss(part="tools.timeout", handling="emulated", note=note)
    by_hand = [t.name for t in tools if t.kind == "mcp"]
    if by_hand:
        note = f"MCP servers are registered by hand; README says how: {', '.join(by_hand)}."
        yield Loss(part="tools.kind", handling="emulated", note=note)
    unknown = [t.name for t in tools if t.kind == "system" and built_in_name(t) is None]
    if unknown:
        yield Loss(part="tools.name", handling="not_supported", note=f"No built-in tool does {', '.join(unknown)}.")
    headers = [p.name for t in tools for p in headers_from_model(t)]
    if headers:
        note = f"The model cannot fill a header; set these variables before the call: {', '.join(headers)}."
        yield Loss(part="tools.params.source", handling="emulated", note=note)
