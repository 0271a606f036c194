"""The end of `agent.py`: models, voice, limits, and the function that a call begins with."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from engine.targets.plan import Plan
from engine.targets.python_code import literal
from engine.yaml_files import read_yaml

MODULE_NAMES = (
    *("asyncio", "json", "os", "Path", "Any", "rtc", "Agent", "AgentServer", "AgentSession", "ChatContext", "mcp"),
    *("JobContext", "RunContext", "ToolError", "cli", "function_tool", "get_job_context", "inference", "call", "fill"),
    *("WarmTransferTask", "TwirpError", "variables", "Known", "TRANSFERS", "Step", "End", "HandOver", "hang_up"),
    *("hand_over", "in_client", "keep_limits", "INSTRUCTIONS", "GREETING", "WAITS", "LONGEST_SECONDS", "server"),
    *("entrypoint",),
)
"""What the file defines beside the agent's own names."""
_DATA = Path(__file__).with_name("models.yaml")
_EAR = "deepgram/nova-3"
_MODEL = "openai/gpt-4.1"
_VOICE = "cartesia/sonic-3"


@cache
def models() -> Mapping[str, str]:
    """Name of a language model -> how LiveKit Inference calls it."""
    names: list[str] = read_yaml(_DATA)["llm"]
    return {short: name for name in names for short in (name, name.partition("/")[2])}


@cache
def voices() -> Mapping[str, Mapping[str, str]]:
    """Provider of voices, in small letters -> its `model`, and what it calls the `speed`, where it has one."""
    found: Mapping[str, Mapping[str, str]] = read_yaml(_DATA)["tts"]
    return found


def voice_of(plan: Plan) -> Mapping[str, str] | None:
    """The provider of the spec's voice, where LiveKit Inference has it."""
    return voices().get(re.sub(r"[^a-z]", "", (plan.spec.voice.provider or "").lower()))


def entrypoint(plan: Plan, first: str, tools: list[str]) -> str:
    """The server and its entrypoint."""
    slug = re.sub(r"[^a-z0-9]+", "-", plan.title.lower()).strip("-")[:40] or "voice-agent"
    lines = [
        "server = AgentServer()",
        "",
        "",
        f"@server.rtc_session(agent_name={slug!r})",
        "async def entrypoint(context: JobContext) -> None:",
        '    """A call: its variables come as JSON in the metadata of the job."""',
        '    known = variables(json.loads(context.job.metadata or "{}"))',
        "    session: AgentSession[Known] = AgentSession(",
        *(f"        {line}" for line in _options(plan, tools)),
        "    )",
        "    keep_limits(session)",
        f"    await session.start(agent={first}(known, first=True), room=context.room)",
        "",
        "",
        'if __name__ == "__main__":',
        "    cli.run_app(server)",
    ]
    return "\n".join([*_servers(plan), *lines])


def _servers(plan: Plan) -> Iterator[str]:
    """What only an agent with MCP servers needs."""
    if plan.servers:
        yield "from livekit.agents import mcp  # noqa: E402 - with the extra `mcp` only"
        yield ""


def _options(plan: Plan, tools: list[str]) -> Iterator[str]:
    spec = plan.spec
    yield "userdata=known,"
    yield f"stt=inference.STT({_EAR!r}, language={_heard(plan)!r}),"
    yield f"llm=inference.LLM({models().get(spec.runtime.model or '', _MODEL)!r}{_temperature(plan)}),"
    yield f"tts=inference.TTS({_spoken(plan)}),"
    servers = [
        f"mcp.MCPToolset(id={t.name!r}, mcp_server=mcp.MCPServerHTTP({_server(t.name, plan)}))" for t in plan.servers
    ]
    yield from ["tools=[", *(f"    {tool}," for tool in [*tools, *servers]), "],"] if tools or servers else []
    yield f"user_away_timeout={float(spec.runtime.silence_timeout_seconds)},"
    if not spec.speech.interruptions:
        yield 'turn_handling={"interruption": {"enabled": False}},'


def _heard(plan: Plan) -> str:
    return plan.language if len(plan.spec.languages) < 2 else "multi"


def _temperature(plan: Plan) -> str:
    temperature = plan.spec.runtime.temperature
    return f", extra_kwargs={{'temperature': {temperature}}}" if temperature is not None else ""


def _spoken(plan: Plan) -> str:
    voice, provider = plan.spec.voice, voice_of(plan)
    known = provider or voices()["cartesia"]
    parts = [repr(known["model"]), f"language={plan.language.partition('-')[0]!r}"]
    if provider and voice.id:
        parts.insert(1, f"voice={literal(voice.id, 3)}")
    if voice.speed != 1 and "speed" in known:
        parts.append(f"extra_kwargs={{{known['speed']!r}: {voice.speed}}}")
    return ", ".join(parts)


def _server(name: str, plan: Plan) -> str:
    tool = next(t for t in plan.servers if t.name == name)
    headers = f", headers={{{tool.secret_header!r}: {tool.secret_prefix!r} + os.environ[{tool.secret!r}]}}"
    return f'{tool.url!r}, "streamable_http"{headers if tool.secret else ""}'
