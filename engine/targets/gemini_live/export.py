"""The bundle: `config.json` is the `LiveConnectConfig` that one connects with."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.targets.bundle import Loss
from engine.targets.functions import Function, functions
from engine.targets.gemini_live.capabilities import MODELS, VOICES
from engine.targets.own_code import Way, about, around, steps, with_variables
from engine.targets.plan import Plan
from engine.targets.target import Export, File

_AS_JSON = "Written as a JSON object"


def export(plan: Plan) -> Export:
    files: dict[str, File] = {
        "config.json": _config(plan),
        **with_variables(plan),
        **around(plan, __package__, model=_model(plan), objects_as_text=True),
    }
    return Export(files=files, steps=steps(plan, _WAY), about=about(files, _ABOUT), losses=tuple(_losses(plan)))


def _config(plan: Plan) -> dict[str, Any]:
    spec = plan.spec
    config: dict[str, Any] = {
        "response_modalities": ["AUDIO"],
        "system_instruction": plan.prompt,
        # No language: the models follow the caller, and those with native audio refuse one.
        "speech_config": {"voice_config": {"prebuilt_voice_config": {"voice_name": _voice(plan)}}},
        "input_audio_transcription": {"language_codes": list(spec.languages)} if spec.languages else {},
        "output_audio_transcription": {},
        "realtime_input_config": {
            "activity_handling": "START_OF_ACTIVITY_INTERRUPTS" if spec.speech.interruptions else "NO_INTERRUPTION"
        },
        # Without these two a connection ends after ten minutes and a session after a quarter of an hour.
        "context_window_compression": {"sliding_window": {}},
        "session_resumption": {},
    }
    if spec.runtime.temperature is not None:
        config["temperature"] = spec.runtime.temperature
    if declared := [_declaration(f) for f in functions(plan)]:
        config["tools"] = [{"function_declarations": declared}]
    return config


def _declaration(function: Function) -> dict[str, Any]:
    """The platform refuses an object without properties, as parameters and as one of them."""
    declaration: dict[str, Any] = {"name": function.name, "description": function.description}
    properties = {name: _property(schema) for name, schema in function.parameters["properties"].items()}
    if properties:
        declaration["parameters"] = {**function.parameters, "properties": properties}
    return declaration


def _property(schema: Mapping[str, Any]) -> dict[str, Any]:
    if schema["type"] != "object":
        return dict(schema)
    return {"type": "string", "description": f"{schema['description']}. {_AS_JSON}"}


def _model(plan: Plan) -> str:
    wanted = plan.spec.runtime.model
    return wanted if wanted in MODELS else MODELS[0]


def _voice(plan: Plan) -> str:
    wanted = (plan.spec.voice.id or "").capitalize()
    return wanted if wanted in VOICES else VOICES[0]


def _losses(plan: Plan) -> Iterator[Loss]:
    spec = plan.spec
    if spec.runtime.model and spec.runtime.model not in MODELS:
        note = f"No Live model is called “{spec.runtime.model}”; {MODELS[0]} is used, and the README names yours."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if spec.voice.id and spec.voice.id.capitalize() not in VOICES:
        note = f"There is no such voice; {VOICES[0]} speaks, and the README names yours."
        yield Loss(part="voice.id", handling="emulated", note=note)


_PHONE = """The platform has no telephone numbers: bridge the audio of yours, as 16-bit PCM with 16,000 samples a second
   in and 24,000 out. A connection lasts about ten minutes; go on with the handle that `session_resumption` brings."""
_WAY = Way("config.json", "google-genai", "GEMINI_API_KEY", "aistudio.google.com/apikey", _PHONE)
_ABOUT = {
    "config.json": "the `LiveConnectConfig`: prompt, voice, turns, functions",
    "prompt.md": "its prompt, with variables that `connect.py` fills in for each call",
    "greeting.txt": "what the agent says first, with its variables",
}
