"""The agent: how it sounds and hears, when it stops, what is taken down from a call; and the engine of one prompt."""

from typing import Any

from engine.targets.plan import Collected, Plan
from engine.targets.retell.tools import Config, functions, server_config
from engine.targets.retell.values import MODEL, VOICE, locale, model_of, voice_id
from engine.targets.templates import REFERENCE

LLM_ID = "LLM_ID"
FLOW_ID = "CONVERSATION_FLOW_ID"
KNOWLEDGE_ID = "KNOWLEDGE_BASE_ID"
"""Stand in the files until the platform has given ids."""
_TYPES = {"integer": "number"}


def agent(plan: Plan, response_engine: Config) -> Config:
    """`agent.json`: what `POST /create-agent` takes."""
    spec = plan.spec
    config: Config = {
        "agent_name": REFERENCE.sub(r"\1", plan.title),
        "response_engine": response_engine,
        "voice_id": voice_id(spec) or VOICE,
        "voice_speed": spec.voice.speed,
        "interruption_sensitivity": 1 if spec.speech.interruptions else 0,
        "max_call_duration_ms": spec.runtime.max_duration_seconds * 1000,
        "end_call_after_silence_ms": spec.runtime.silence_timeout_seconds * 1000,
    }
    if codes := list(dict.fromkeys(code for tag in spec.languages if (code := locale(tag)))):
        config["language"] = codes[0] if len(codes) == 1 else codes
    if spec.runtime.timezone:
        config["timezone"] = spec.runtime.timezone
    if plan.voicemail:
        config["voicemail_option"] = {"action": {"type": "hangup"}}
    if analysis := [*map(_collected, plan.collected), *_judged(plan)]:
        config["post_call_analysis_data"] = analysis
    return config


def llm(plan: Plan) -> Config:
    """`llm.json`: what `POST /create-retell-llm` takes."""
    using = functions(plan)
    return {
        **engine(plan),
        "general_prompt": plan.prompt,
        **({"begin_message": plan.greeting} if plan.greeting else {}),
        **({"general_tools": using} if using else {}),
    }


def engine(plan: Plan) -> Config:
    """What both kinds of engine have."""
    config: Config = {"start_speaker": speaker(plan), "model_config": _model(plan)}
    if plan.servers:
        config["mcps"] = [server_config(t) for t in plan.servers]
    if plan.documents:
        config["knowledge_base_ids"] = [KNOWLEDGE_ID]
    return config


def speaker(plan: Plan) -> str:
    """Without a greeting whoever is called speaks first."""
    return "user" if plan.spec.direction == "outbound" and not plan.greeting else "agent"


def _model(plan: Plan) -> Config:
    runtime = plan.spec.runtime
    model: Config = {"type": "cascading", "primary": {"model": model_of(runtime.model) or MODEL}}
    return model | ({"temperature": runtime.temperature} if runtime.temperature is not None else {})


def _collected(field: Collected) -> Config:
    kind = _TYPES.get(field.type, field.type)
    return {"type": kind, "name": field.name, "description": field.description, "required": field.required}


def _judged(plan: Plan) -> list[dict[str, Any]]:
    """Whether each goal was reached and each criterion holds."""
    taken = {field.name for field in plan.collected}
    return [
        {
            "type": "boolean",
            "name": c.id if c.id not in taken else f"{c.id}_holds",
            "description": f"{c.name}: true if this holds of the call: {c.prompt}",
            "required": False,
        }
        for c in plan.criteria
    ]
