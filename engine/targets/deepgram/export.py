"""The bundle: `settings.json` is the `Settings` message, with `DG_NAME` for each variable."""

from collections.abc import Iterator
from typing import Any

from engine.document.spec import AgentSpec
from engine.language.names import language_name
from engine.targets.bundle import Loss
from engine.targets.deepgram.capabilities import LONGEST_PROMPT
from engine.targets.deepgram.values import models, multilingual, voice_for, voices
from engine.targets.fit import clipped
from engine.targets.functions import functions
from engine.targets.own_code import Way, about, around, steps
from engine.targets.plan import Plan
from engine.targets.target import Export, File

_EXAMPLES = "\n# Examples\n"
_DEFAULT_TEMPERATURE_ONLY = "gpt-5"


def export(plan: Plan) -> Export:
    files: dict[str, File] = {"settings.json": _settings(plan), **around(plan, __package__)}
    return Export(files=files, steps=steps(plan, _WAY), about=about(files, _ABOUT), losses=tuple(_losses(plan)))


def _settings(plan: Plan) -> dict[str, Any]:
    agent: dict[str, Any] = {
        "listen": {"provider": _listen(plan)},
        "think": {"provider": _think(plan.spec), "prompt": _prompt(plan)},
        "speak": {"provider": _speak(plan)},
    }
    if declared := _functions(plan):
        agent["think"]["functions"] = declared
    if plan.greeting:
        agent["greeting"] = plan.greeting
    return {
        "type": "Settings",
        "audio": {
            "input": {"encoding": "linear16", "sample_rate": 24000},
            "output": {"encoding": "linear16", "sample_rate": 24000, "container": "none"},
        },
        "agent": agent,
    }


def _listen(plan: Plan) -> dict[str, Any]:
    codes = _codes(plan)
    if len(codes) > 1 and multilingual().issuperset(codes):
        return {"type": "deepgram", "version": "v2", "model": "flux-general-multi", "language_hints": codes}
    return {"type": "deepgram", "version": "v1", "model": "nova-3", "language": codes[0], "smart_format": True}


def _codes(plan: Plan) -> list[str]:
    return list(dict.fromkeys(tag.partition("-")[0] for tag in plan.spec.languages or (plan.language,)))


def _think(spec: AgentSpec) -> dict[str, Any]:
    wanted = spec.runtime.model or ""
    model = wanted if wanted in models() else next(iter(models()))
    provider: dict[str, Any] = {"type": models()[model], "model": model}
    temperature = spec.runtime.temperature
    if temperature is None or model.startswith(_DEFAULT_TEMPERATURE_ONLY):
        return provider
    return {**provider, "temperature": min(temperature, _hottest(models()[model]))}


def _hottest(provider: str) -> float:
    return 1.0 if provider == "anthropic" else 2.0


def _prompt(plan: Plan) -> str:
    """What the platform takes of it: without the examples where it is too long, and no more than fits."""
    prompt = plan.prompt
    return prompt if len(prompt) <= LONGEST_PROMPT else clipped(prompt.partition(_EXAMPLES)[0], LONGEST_PROMPT)


def _functions(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "name": f.name,
            "description": f.description,
            "parameters": f.parameters,
            **({"defer_until_eot": True} if f.final else {}),
        }
        for f in functions(plan)
    ]


def _speak(plan: Plan) -> dict[str, Any]:
    voice, speed = _voice(plan), plan.spec.voice.speed
    provider = {"type": "deepgram", "version": "v2" if voice.startswith("flux-") else "v1", "model": voice}
    if speed == 1:
        return provider
    return {**provider, "speed": round(speed * 20) / 20 if voice.startswith("flux-") else speed}


def _voice(plan: Plan) -> str:
    wanted = (plan.spec.voice.id or "").lower()
    return wanted if wanted in voices() else voice_for(_codes(plan)[0]) or voices()[0]


def _losses(plan: Plan) -> Iterator[Loss]:
    yield from _language_losses(plan)
    runtime, voice = plan.spec.runtime, plan.spec.voice
    think = _think(plan.spec)
    if runtime.model and runtime.model != think["model"]:
        note = f"Deepgram does not run “{runtime.model}”; {think['model']} is used, and the README names yours."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if runtime.temperature is not None and runtime.temperature != think.get("temperature"):
        handling, note = "emulated", f"At most {think.get('temperature')} with {think['model']}."
        if "temperature" not in think:
            handling, note = "not_supported", f"{think['model']} has one temperature."
        yield Loss(part="runtime.temperature", handling=handling, note=note)
    if voice.id and voice.id.lower() not in voices():
        note = f"Deepgram has no such voice; {_voice(plan)} speaks, and the README names yours."
        yield Loss(part="voice.id", handling="emulated", note=note)
    if len(plan.prompt) > LONGEST_PROMPT:
        left_out = "the examples are left out" if _prompt(plan) in plan.prompt else "its end is left out"
        note = f"The prompt has {len(plan.prompt):,} characters, and {LONGEST_PROMPT:,} fit; {left_out}."
        yield Loss(part="goals", handling="emulated", note=note)


def _language_losses(plan: Plan) -> Iterator[Loss]:
    names = {code: language_name(code) for code in _codes(plan)}
    first, *others = names
    if voice_for(first) is None and _voice(plan) == voices()[0]:
        note = f"No voice of Deepgram speaks {names[first]}: name one of another provider under `agent.speak`."
        yield Loss(part="languages", handling="not_supported", note=note)
    elif others and "language_hints" not in _listen(plan):
        note = f"It hears {names[first]} only; not every one of the others can be heard in the same call."
        yield Loss(part="languages", handling="emulated", note=note)


_PHONE = """A telephone number is bridged to the WebSocket by your own code; set `audio` to what it speaks, such as
   `mulaw` with 8,000 samples a second. `agent` can also be stored as a reusable configuration, each `DG_NAME` in it
   as an agent variable; those are the same for every call."""
_WAY = Way("settings.json", "websockets", "DEEPGRAM_API_KEY", "console.deepgram.com", _PHONE)
_ABOUT = {"settings.json": "the `Settings` message: prompt, voice, hearing, functions"}
