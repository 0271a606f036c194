"""The agent itself: what it says, how it sounds, when it stops, how a call is judged."""

from collections.abc import Sequence
from typing import Any

from engine.document.spec import AgentSpec, KnowledgeItem
from engine.language.greetings import in_language
from engine.targets.elevenlabs.built_in import built_in_tools
from engine.targets.elevenlabs.capabilities import MOST_CRITERIA
from engine.targets.elevenlabs.values import language_code, models
from engine.targets.elevenlabs.workflow import workflow
from engine.targets.plan import Plan

_EVENTS = ("audio", "user_transcript", "agent_response", "agent_response_correction")


def agent_config(plan: Plan, tests: Sequence[str]) -> dict[str, Any]:
    """`agent_configs/<slug>.json`. Tools, tests and documents stand in it by name until `link.py` knows their ids."""
    config = {
        "name": plan.title,
        "conversation_config": _conversation(plan),
        "platform_settings": _platform_settings(plan, tests),
    }
    graph = workflow(plan)
    return config | ({"workflow": graph} if graph else {})


def is_own_voice(spec: AgentSpec) -> bool:
    """Whether the voice that the team named is one of this platform's."""
    provider = (spec.voice.provider or "elevenlabs").casefold()
    return provider.replace(" ", "").replace("_", "") in ("elevenlabs", "11labs")


def document_name(item: KnowledgeItem) -> str:
    """What stands for its id until there is one."""
    return f"knowledge:{item.id}"


def _conversation(plan: Plan) -> dict[str, Any]:
    spec = plan.spec
    codes = list(dict.fromkeys(code for tag in spec.languages if (code := language_code(tag))))
    agent: dict[str, Any] = {
        "first_message": plan.greeting,
        "disable_first_message_interruptions": not spec.speech.interruptions,
        "prompt": _prompt(plan),
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
        "language_presets": {code: {"overrides": {"agent": _preset(plan, code)}} for code in codes[1:]},
    }


def _preset(plan: Plan, code: str) -> dict[str, str]:
    greeting = in_language(plan.spec, code)
    return {"language": code, **({"first_message": plan.text(greeting)} if greeting else {})}


def _prompt(plan: Plan) -> dict[str, Any]:
    runtime = plan.spec.runtime
    prompt: dict[str, Any] = {
        "prompt": plan.prompt,
        "tool_ids": [tool.name for tool in plan.loose_tools],
        "built_in_tools": built_in_tools(plan),
        "knowledge_base": [_locator(item) for item in plan.documents],
    }
    if runtime.model in models():
        prompt["llm"] = runtime.model
    if runtime.temperature is not None:
        prompt["temperature"] = runtime.temperature
    if runtime.timezone:
        prompt["timezone"] = runtime.timezone
    return prompt


def _locator(item: KnowledgeItem) -> dict[str, str]:
    return {"type": "url" if item.kind == "url" else "text", "name": item.title, "id": document_name(item)}


def _voice(spec: AgentSpec, codes: list[str]) -> dict[str, Any]:
    voice: dict[str, Any] = {"speed": spec.voice.speed}
    if spec.voice.id and is_own_voice(spec):
        voice["voice_id"] = spec.voice.id
    if codes and codes[0] != "en":
        # The platform refuses its English-only default model for any other language.
        voice["model_id"] = "eleven_flash_v2_5"
    return voice


def _platform_settings(plan: Plan, tests: Sequence[str]) -> dict[str, Any]:
    return {
        "evaluation": {
            "criteria": [
                {"id": c.id, "name": c.name, "type": "prompt", "conversation_goal_prompt": c.prompt}
                for c in plan.criteria[:MOST_CRITERIA]
            ]
        },
        "data_collection": {f.name: {"type": f.type, "description": f.description} for f in plan.collected},
        "guardrails": {
            "version": "1",
            "focus": {"is_enabled": True},
            "prompt_injection": {"is_enabled": True},
            "custom": {"config": {"configs": [_guardrail(plan.text(g.statement)) for g in plan.spec.guardrails]}},
        },
        "testing": {"attached_tests": [{"test_id": name} for name in tests]},
    }


def _guardrail(statement: str) -> dict[str, Any]:
    """It holds the answer back until it has been judged; a streaming one would be heard before."""
    return {
        "is_enabled": True,
        "name": statement,
        "prompt": f"The agent's answer breaks this rule: {statement}",
        "execution_mode": "blocking",
        "trigger_action": {"type": "retry", "feedback": f"Keep to this rule: {statement}"},
    }
