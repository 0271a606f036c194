"""The bundle: `config.json` is the `LiveConnectConfig` that one connects with, in the names of the JSON API."""

from collections.abc import Iterator
from typing import Any

from engine.targets.bundle import Loss
from engine.targets.functions import functions
from engine.targets.gemini_live.capabilities import MODELS, VOICES
from engine.targets.own_code import Way, about, around, steps, with_variables
from engine.targets.plan import Plan
from engine.targets.target import Export, File


def export(plan: Plan) -> Export:
    files: dict[str, File] = {
        "config.json": _config(plan),
        **with_variables(plan),
        **around(plan, __package__, _model(plan)),
    }
    return Export(files=files, steps=steps(plan, _WAY), about=about(files, _ABOUT), losses=tuple(_losses(plan)))


def _config(plan: Plan) -> dict[str, Any]:
    spec = plan.spec
    config: dict[str, Any] = {
        "responseModalities": ["AUDIO"],
        "systemInstruction": plan.prompt,
        # No language: the models follow the caller, and those with native audio refuse one.
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": _voice(plan)}}},
        "inputAudioTranscription": {"languageCodes": list(spec.languages)} if spec.languages else {},
        "outputAudioTranscription": {},
        "realtimeInputConfig": {
            "activityHandling": "START_OF_ACTIVITY_INTERRUPTS" if spec.speech.interruptions else "NO_INTERRUPTION"
        },
        # Without these two a connection ends after ten minutes and a session after a quarter of an hour.
        "contextWindowCompression": {"slidingWindow": {}},
        "sessionResumption": {},
    }
    if spec.runtime.temperature is not None:
        config["temperature"] = spec.runtime.temperature
    declared = [
        {"name": f.name, "description": f.description, "parametersJsonSchema": f.parameters} for f in functions(plan)
    ]
    if declared:
        config["tools"] = [{"functionDeclarations": declared}]
    return config


def _model(plan: Plan) -> str:
    wanted = plan.spec.runtime.model or ""
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
   in and 24,000 out. A connection lasts about ten minutes; go on with the handle that `sessionResumption` brings."""
_WAY = Way("config.json", "google-genai", "GEMINI_API_KEY", "aistudio.google.com/apikey", _PHONE)
_ABOUT = {
    "config.json": "the `LiveConnectConfig`: prompt, voice, turns, functions",
    "prompt.md": "its prompt, with variables that `connect.py` fills in for each call",
    "greeting.txt": "what the agent says first, with its variables",
}
