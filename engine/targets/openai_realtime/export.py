"""The bundle: `session.json` is the `session.update` event as the platform takes it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from engine.language.names import language_name
from engine.targets.bundle import Loss
from engine.targets.functions import functions
from engine.targets.open_points import url_of
from engine.targets.openai_realtime.capabilities import MODELS, VOICES
from engine.targets.own_code import Way, about, around, steps, with_variables
from engine.targets.plan import Plan
from engine.targets.planned_tools import PlannedTool
from engine.targets.target import Export, File
from engine.targets.templates import NOT_SET, REFERENCE

_PCM = {"type": "audio/pcm", "rate": 24000}


def export(plan: Plan) -> Export:
    files: dict[str, File] = {
        "session.json": {"type": "session.update", "session": _session(plan)},
        **with_variables(plan),
        **around(plan, __package__),
    }
    return Export(
        files=files,
        steps=steps(plan, _WAY),
        about=about(files, _ABOUT),
        losses=tuple(_losses(plan)),
    )


def _session(plan: Plan) -> dict[str, Any]:
    spec = plan.spec
    return {
        "type": "realtime",
        "model": spec.runtime.model if spec.runtime.model in MODELS else MODELS[0],
        "instructions": plan.prompt,
        "output_modalities": ["audio"],
        "audio": {
            "input": {
                "format": _PCM,
                "transcription": {"model": "gpt-transcribe", **_languages(plan)},
                "turn_detection": {
                    "type": "server_vad",
                    "create_response": True,
                    "interrupt_response": spec.speech.interruptions,
                    "idle_timeout_ms": spec.runtime.silence_timeout_seconds * 1000,
                },
            },
            "output": {"format": _PCM, "voice": _voice(plan), "speed": spec.voice.speed},
        },
        "tools": [*_functions(plan), *(_server(plan, server) for server in plan.servers)],
        "tool_choice": "auto",
    }


def _languages(plan: Plan) -> dict[str, list[str]]:
    """ISO 639-1 codes; a language that has none is left to the model."""
    codes = dict.fromkeys(tag.partition("-")[0] for tag in plan.spec.languages)
    return {"languages": known} if (known := [code for code in codes if len(code) == 2]) else {}


def _voice(plan: Plan) -> Any:
    wanted = plan.spec.voice.id or ""
    if wanted.startswith("voice_"):
        return {"id": wanted}
    return wanted.lower() if wanted.lower() in VOICES else VOICES[0]


def _functions(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"type": "function", "name": f.name, "description": f.description, "parameters": f.parameters}
        for f in functions(plan)
    ]


def _server(plan: Plan, server: PlannedTool) -> dict[str, Any]:
    """The platform calls the server's tools by itself; what asks first in the call does so by the prompt."""
    return {
        "type": "mcp",
        "server_label": server.name,
        "server_url": _address(plan, server),
        "server_description": server.description,
        "require_approval": "never",
    }


def _address(plan: Plan, server: PlannedTool) -> str:
    """With a value in place of each variable: nothing fills in an address later."""

    def value(name: str) -> str:
        known = plan.variables.value(name)
        return quote(name if known == NOT_SET else known, safe="")

    return REFERENCE.sub(lambda match: value(match[1]), url_of(server.tool))


def _losses(plan: Plan) -> Iterator[Loss]:
    spec = plan.spec
    if spec.runtime.model and spec.runtime.model not in MODELS:
        note = f"No Realtime model is called “{spec.runtime.model}”; {MODELS[0]} is used, and the README names yours."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if spec.voice.id and isinstance(_voice(plan), str) and _voice(plan) != spec.voice.id.lower():
        note = f"There is no such voice; {VOICES[0]} speaks, and the README names yours."
        yield Loss(part="voice.id", handling="emulated", note=note)
    unheard = [language_name(tag) for tag in spec.languages if len(tag.partition("-")[0]) != 2]
    if unheard:
        note = f"In the prompt; the transcription has no code for {', '.join(unheard)}."
        yield Loss(part="languages", handling="emulated", note=note)


_PHONE = """A phone number comes over SIP: point your trunk at `sip:PROJECT_ID@sip.api.openai.com;transport=tls`. Answer
   the webhook `realtime.call.incoming` with `POST /v1/realtime/calls/CALL_ID/accept` and the `session` of
   `session.json`. A transfer is then `POST /v1/realtime/calls/CALL_ID/refer`, the end of a call
   `POST /v1/realtime/calls/CALL_ID/hangup`."""
_WAY = Way("session.json", "websockets", "OPENAI_API_KEY", "platform.openai.com/api-keys", _PHONE, servers=True)
_ABOUT = {
    "session.json": "the `session.update` event: prompt, voice, turns, functions",
    "prompt.md": "its prompt, with variables that `connect.py` fills in for each call",
    "greeting.txt": "what the agent says first, with its variables",
}
