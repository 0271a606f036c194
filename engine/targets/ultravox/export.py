"""The bundle: `agent.json` is what `POST /api/agents` takes, `call.json` what starts a call with it."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from engine.markdown import template
from engine.prompt.phrases import phrases_for
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.targets.bundle import Loss
from engine.targets.common_files import knowledge, review, tests
from engine.targets.plan import Plan
from engine.targets.target import Export, File
from engine.targets.templates import REFERENCE, used
from engine.targets.ultravox.capabilities import CALL_ID, VOICES
from engine.targets.ultravox.tools import in_words, selected_tools

if TYPE_CHECKING:
    from jinja2 import Template

_NEVER = "60s"
"""So long nobody speaks without a pause."""
_SAY_GREETING = "Say your greeting as it stands under Context, word for word, and nothing else."


def export(plan: Plan) -> Export:
    template = _call_template(plan)
    names = [name for name in dict.fromkeys(_templated(plan, template)) if name not in CALL_ID]
    if names:
        template["contextSchema"] = _schema(plan, names)
    files: dict[str, File] = {
        "agent.json": {"name": in_words(plan.title)[:64], "callTemplate": template},
        "call.json": {"templateContext": _context(plan, names), "firstSpeakerSettings": _speaks_first(plan)},
        **review(plan),
        **tests(plan),
        **knowledge(plan),
        "agent.py": resources(__package__).joinpath("agent.py").read_text("utf-8"),
    }
    return Export(files=files, steps=_steps(plan), about=_about(files), losses=tuple(_losses(plan)))


def _call_template(plan: Plan) -> dict[str, Any]:
    spec = plan.spec
    template: dict[str, Any] = {
        "systemPrompt": plan.prompt,
        "languageHint": plan.language,
        "maxDuration": f"{spec.runtime.max_duration_seconds}s",
        "inactivityMessages": _silence(plan),
        "firstSpeakerSettings": _speaks_first(plan, created=True),
        "selectedTools": selected_tools(plan),
    }
    if not spec.speech.interruptions:
        template["vadSettings"] = {"minimumInterruptionDuration": _NEVER}
    if spec.runtime.temperature is not None:
        template["temperature"] = spec.runtime.temperature
    if _is_own_model(plan):
        template["model"] = spec.runtime.model
    return template | _voice(plan)


def _is_own_model(plan: Plan) -> bool:
    return (plan.spec.runtime.model or "").startswith("ultravox")


def _voice(plan: Plan) -> dict[str, Any]:
    voice = plan.spec.voice
    if voice.id is None:
        return {}
    provider = VOICES.get(_provider(plan))
    if provider is None:
        return {"voice": voice.id} if _provider(plan) in ("", "ultravox") else {}
    return {"externalVoice": {provider: {"voiceId": voice.id, **_speed(provider, voice.speed)}}}


def _provider(plan: Plan) -> str:
    return (plan.spec.voice.provider or "").casefold().replace(" ", "")


def _speed(provider: str, speed: float) -> dict[str, Any]:
    if speed == 1:
        return {}
    if provider == "cartesia":
        return {"generationConfig": {"speed": speed}}
    return {"speakingRate" if provider in ("google", "inworld") else "speed": speed}


def _silence(plan: Plan) -> list[dict[str, str]]:
    said = phrases_for(plan.language)
    duration = f"{plan.spec.runtime.silence_timeout_seconds}s"
    ends = {"duration": duration, "message": said.goodbye, "endBehavior": "END_BEHAVIOR_HANG_UP_SOFT"}
    return [{"duration": duration, "message": said.silence}, ends]


def _speaks_first(plan: Plan, created: bool = False) -> dict[str, Any]:
    """The platform fills no variables into a greeting: the agent is `created` without such a one, and a call brings its
    own."""
    greeting = plan.greeting
    words = {"prompt": _SAY_GREETING} if created and REFERENCE.search(greeting) else {"text": greeting}
    if plan.spec.direction == "outbound":
        return {"user": {"fallback": {"delay": "5s", **words}} if greeting else {}}
    interruptible = {} if plan.spec.speech.interruptions else {"uninterruptible": True}
    return {"agent": {**(words if greeting else {}), **interruptible}}


def _templated(plan: Plan, template: dict[str, Any]) -> Iterator[str]:
    """The variables that a call brings; those of a transfer's number are put in when the agent is created."""
    tools = [tool.get("temporaryTool", {}) for tool in template["selectedTools"]]
    yield from used(plan.variables.texts({**template, "selectedTools": tools}))


def _schema(plan: Plan, names: list[str]) -> dict[str, Any]:
    """Whoever starts a call has to send these."""
    properties = {n: {"type": "string", "description": plan.variables.meaning(n) or n} for n in names}
    return {"type": "object", "properties": properties, "required": names}


def _context(plan: Plan, names: list[str]) -> dict[str, str]:
    """What stands for each variable in a test call; `agent.py` knows the time, `time_zone` tells it where."""
    needed = {*names, *REFERENCE.findall(plan.greeting)} - SYSTEM_VARIABLE_NAMES
    return {"time_zone": plan.spec.runtime.timezone or "UTC", **plan.variables.declared(needed)}


def _losses(plan: Plan) -> Iterator[Loss]:
    spec = plan.spec
    if spec.runtime.model and not _is_own_model(plan):
        note = f"Ultravox speaks with its own models, not with “{spec.runtime.model}”; the README names it."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if spec.voice.id and not _voice(plan):
        note = f"Ultravox has no voices of {spec.voice.provider}; the README names it."
        yield Loss(part="voice.id", handling="emulated", note=note)
    if spec.voice.speed != 1 and "externalVoice" not in _voice(plan):
        note = "Only the voices of other providers have a speed."
        yield Loss(part="voice.speed", handling="not_supported", note=note)


def _about(files: dict[str, File]) -> dict[str, str]:
    known = {
        "agent.json": "the agent: prompt, first words, voice, tools",
        "call.json": "what starts a call with it: the variables, with what stands for them in a test",
        "agent.py": "creates or updates the agent, and starts a call",
        "review.json": "how a finished call is judged, and what is taken down from it",
        "tests.json": "calls to try before real ones",
        "knowledge/": "documents for its corpus",
    }
    return {path: says for path, says in known.items() if any(name.startswith(path) for name in files)}


def _steps(plan: Plan) -> str:
    return _template().render(
        secrets=plan.secrets,
        sets=list(plan.variables.declared(())),
        numbers=[t.variable for t in plan.transfers if t.number is None],
        warm=any(t.warm for t in plan.transfers),
        documents=[(k.title, k.content if k.kind == "url" else f"knowledge/{k.id}.md") for k in plan.documents],
        servers=plan.servers,
    )


@cache
def _template() -> "Template":
    return template(__package__, "steps.md.jinja", {})
