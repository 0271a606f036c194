"""The agent itself: what it says, how it sounds, when it stops, how a call is judged."""

from collections.abc import Sequence
from typing import Any

from engine.document.spec import AgentSpec, Tool
from engine.targets.elevenlabs.built_in import built_in_name, built_in_tools
from engine.targets.elevenlabs.knowledge import documents, locator
from engine.targets.elevenlabs.values import language_code, models
from engine.targets.elevenlabs.workflow import workflow

_MAX_TEMPERATURE = 1.0
_COLLECTED_TYPES = {"number": "number", "integer": "integer", "boolean": "boolean"}
"""The platform collects four types; everything else is a string."""
_EVENTS = ("audio", "user_transcript", "agent_response", "agent_response_correction")
_MAX_CRITERION = 2000


def agent_config(spec: AgentSpec, prompt: str, tests: Sequence[str]) -> dict[str, Any]:
    """`agent_configs/<slug>.json`. Tools, tests and documents stand in it by name until `link.py` knows their ids."""
    config = {
        "name": title(spec),
        "conversation_config": _conversation(spec, prompt),
        "platform_settings": _platform_settings(spec, tests),
    }
    graph = workflow(spec)
    return config | ({"workflow": graph} if graph else {})


def title(spec: AgentSpec) -> str:
    """What the agent is called in the platform's list."""
    return spec.name or spec.role or "Voice agent"


def own_tools(spec: AgentSpec) -> tuple[Tool, ...]:
    """The accepted tools that become a tool of the workspace."""
    return tuple(t for t in spec.accepted_tools() if t.kind in ("http", "client") and built_in_name(t) is None)


def _conversation(spec: AgentSpec, prompt: str) -> dict[str, Any]:
    codes = list(dict.fromkeys(code for tag in spec.languages if (code := language_code(tag))))
    agent: dict[str, Any] = {
        "first_message": spec.greeting or "",
        "disable_first_message_interruptions": not spec.speech.interruptions,
        "prompt": _prompt(spec, prompt),
    }
    if codes:
        agent["language"] = codes[0]
    return {
        "agent": agent,
        "tts": _voice(spec, codes),
        "turn": {"silence_end_call_timeout": spec.runtime.silence_timeout_seconds},
        "conversation": {
            "max_duration_seconds": spec.runtime.max_duration_seconds,
            "client_events": [*_EVENTS, *(["interruption"] if spec.speech.interruptions else [])],
        },
        "language_presets": {code: {"overrides": {"agent": {"language": code}}} for code in codes[1:]},
    }


def _prompt(spec: AgentSpec, text: str) -> dict[str, Any]:
    runtime = spec.runtime
    granted = _granted(workflow(spec))
    prompt: dict[str, Any] = {
        "prompt": text,
        "tool_ids": [tool.name for tool in own_tools(spec) if tool.name not in granted],
        "built_in_tools": built_in_tools(spec),
        "knowledge_base": [locator(item) for item in documents(spec, text)],
    }
    if runtime.model in models():
        prompt["llm"] = runtime.model
    if runtime.temperature is not None:
        prompt["temperature"] = min(runtime.temperature, _MAX_TEMPERATURE)
    if runtime.timezone:
        prompt["timezone"] = runtime.timezone
    return prompt


def _granted(graph: dict[str, Any] | None) -> set[str]:
    """Names of the tools that steps of the graph bring with them; the base agent does not have them beside."""
    nodes = graph["nodes"].values() if graph else ()
    return {name for node in nodes for name in node.get("additional_tool_ids", ())}


def _voice(spec: AgentSpec, codes: list[str]) -> dict[str, Any]:
    voice: dict[str, Any] = {"speed": spec.voice.speed}
    if spec.voice.id and is_own_voice(spec):
        voice["voice_id"] = spec.voice.id
    if codes and codes[0] != "en":
        # The platform refuses its English-only default model for any other language.
        voice["model_id"] = "eleven_flash_v2_5"
    return voice


def is_own_voice(spec: AgentSpec) -> bool:
    """Whether the voice that the team named is one of this platform's."""
    provider = (spec.voice.provider or "elevenlabs").casefold()
    return provider.replace(" ", "").replace("_", "") in ("elevenlabs", "11labs")


def _platform_settings(spec: AgentSpec, tests: Sequence[str]) -> dict[str, Any]:
    return {
        "evaluation": {"criteria": _criteria(spec)},
        "data_collection": {f.name: _collected(f.type, f.description) for f in spec.data_fields},
        "guardrails": {
            "version": "1",
            "focus": {"is_enabled": True},
            "prompt_injection": {"is_enabled": True},
            "custom": {"config": {"configs": [_guardrail(g.statement) for g in spec.guardrails]}},
        },
        "testing": {"attached_tests": [{"test_id": name} for name in tests]},
    }


def _criteria(spec: AgentSpec) -> list[dict[str, str]]:
    goals = [(f"goal_{g.id}", g.statement, g.success or f"The agent did this: {g.statement}") for g in spec.goals]
    criteria = [(f"criterion_{c.id}", c.name, c.prompt) for c in spec.criteria]
    return [
        {"id": key, "name": name, "type": "prompt", "conversation_goal_prompt": prompt[:_MAX_CRITERION]}
        for key, name, prompt in (*goals, *criteria)
    ]


def _collected(kind: str, description: str) -> dict[str, str]:
    collected = _COLLECTED_TYPES.get(kind, "string")
    return {
        "type": collected,
        "description": description if kind in (collected, "string") else f"{description} ({kind})",
    }


def _guardrail(statement: str) -> dict[str, Any]:
    return {
        "is_enabled": True,
        "name": statement,
        "prompt": f"The agent's answer breaks this rule: {statement}",
        "trigger_action": {"type": "retry", "feedback": f"Keep to this rule: {statement}"},
    }
