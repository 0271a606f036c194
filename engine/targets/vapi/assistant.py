"""One assistant, and what all assistants of one agent share: voice, hearing, limits, and how a call is judged."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.targets.fit import clipped
from engine.targets.plan import Plan
from engine.targets.templates import REFERENCE
from engine.targets.vapi.capabilities import NAME_CHARACTERS
from engine.targets.vapi.tools import Config, query_config, server_config, tool_config, transfer_call
from engine.targets.vapi.values import MODEL, model_of, transcriber, voice

SPEAKS = "assistant-speaks-first"
WAITS = "assistant-waits-for-user"
BEGINS = "assistant-speaks-first-with-model-generated-message"
_UNINTERRUPTED_WORDS = 10
"""The most that the vendor takes."""


def assistant(plan: Plan) -> Config:
    """`assistant.json`: what `POST /assistant` takes."""
    return {
        "name": name_of(plan),
        **opening(plan),
        "model": model(plan, prompt(plan) + "\n", tools(plan)),
        **shared(plan),
    }


def prompt(plan: Plan) -> str:
    """The system prompt, and when to use the platform's own tools: those have no description there."""
    lines = [f"- `{name}`: {tool.description}" for name, tool in plan.built_in.items() if tool]
    own = ["# The phone", "\n".join(lines)] if lines else []
    return "\n\n".join([plan.prompt.rstrip(), *own])


def name_of(plan: Plan) -> str:
    """In a list of the dashboard, where no variable is filled in."""
    return clipped(REFERENCE.sub(r"\1", plan.title), NAME_CHARACTERS)


def opening(plan: Plan) -> Config:
    """Who speaks first: the greeting, else the model, and on calls that the agent makes whoever is called."""
    if plan.greeting:
        return {"firstMessage": plan.greeting, "firstMessageMode": SPEAKS}
    return {"firstMessage": "", "firstMessageMode": WAITS if plan.spec.direction == "outbound" else BEGINS}


def model(plan: Plan, told: str, using: Sequence[Config]) -> Config:
    runtime = plan.spec.runtime
    provider, name = model_of(runtime.model) or MODEL
    config: Config = {"provider": provider, "model": name, "messages": [{"role": "system", "content": told}]}
    if runtime.temperature is not None:
        config["temperature"] = runtime.temperature
    return config | ({"tools": list(using)} if using else {})


def tools(
    plan: Plan, own: Sequence[str] = (), ends: bool = False, ways: Sequence[tuple[str, str]] = ()
) -> list[Config]:
    """What the whole call has, and the tools of these names; `ends` and `ways`: where a step leads by itself."""
    return [
        *(tool_config(plan, t) for t in plan.tools if t in plan.loose_tools or t.name in own),
        *(server_config(t) for t in plan.servers),
        *([query_config(plan)] if plan.documents else []),
        *_built_in(plan, ends, ways),
    ]


def _built_in(plan: Plan, ends: bool, ways: Sequence[tuple[str, str]]) -> Iterator[Config]:
    names = plan.built_in
    if ends or "endCall" in names:
        yield {"type": "endCall"}
    if plan.transfers:
        yield transfer_call(plan, ways)
    yield from ({"type": name} for name in ("voicemail", "dtmf") if name in names)


def shared(plan: Plan) -> Config:
    """The settings that hold for the whole call."""
    spec = plan.spec
    settings: Config = {"voice": voice(spec)}
    if heard := transcriber(spec.languages):
        settings["transcriber"] = heard
    settings |= {
        "firstMessageInterruptionsEnabled": spec.speech.interruptions,
        "maxDurationSeconds": spec.runtime.max_duration_seconds,
        "hooks": [_silence(spec.runtime.silence_timeout_seconds)],
    }
    if not spec.speech.interruptions:
        settings["stopSpeakingPlan"] = {"numWords": _UNINTERRUPTED_WORDS, "interruptionPhrases": []}
    if outputs := list(_outputs(plan)):
        settings["artifactPlan"] = {"structuredOutputs": outputs, "fullMessageHistoryEnabled": True}
    return settings


def _silence(seconds: int) -> Config:
    return {
        "name": "end_silent_call",
        "on": "customer.speech.timeout",
        "options": {"timeoutSeconds": seconds, "triggerMaxCount": 1, "triggerResetMode": "onUserSpeech"},
        "do": [{"type": "tool", "tool": {"type": "endCall"}}],
    }


def _outputs(plan: Plan) -> Iterator[Config]:
    """What is taken down from a finished call, and how it is judged."""
    if plan.collected:
        yield _output("Call data", "What was found out in the call.", _fields(plan), _required(plan))
    if plan.criteria:
        judged = {c.id: {"type": "boolean", "title": c.name, "description": c.prompt} for c in plan.criteria}
        yield _output("Criteria", "Which of these sentences are true of the call.", judged, list(judged))


def _output(name: str, says: str, properties: Any, required: list[str]) -> Config:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"name": name, "type": "ai", "description": says, "schema": schema}


def _fields(plan: Plan) -> Config:
    return {c.name: {"type": c.type, "description": c.description} for c in plan.collected}


def _required(plan: Plan) -> list[str]:
    return [c.name for c in plan.collected if c.required]
