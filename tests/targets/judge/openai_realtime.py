"""The judge of OpenAI Realtime: its SDK 3.54.0 and its API reference of client events (November 2026)."""

from collections.abc import Iterator
from typing import Any

from openai.types.realtime.session_update_event_param import SessionUpdateEventParam

from tests.targets.judge.closed import faults
from tests.targets.judge.json_schema import schema_faults
from tests.targets.judge.judge import Configs, Judge, Value

_SESSION = "session.json"


def _types(path: str, config: Any) -> list[str]:
    if path != _SESSION:
        return []
    found = faults(config, SessionUpdateEventParam)
    if found:
        return found
    tools = [tool for tool in config["session"]["tools"] if tool.get("type") == "function"]
    return [fault for tool in tools for fault in schema_faults(tool.get("parameters"), f".tools.{tool.get('name')}")]


def _is_a_voice_session(configs: Configs) -> Iterator[str]:
    """Both sides are audio, and somebody answers when the caller has spoken."""
    session = configs[_SESSION]["session"]
    if session["type"] != "realtime" or session["output_modalities"] != ["audio"]:
        yield "the session does not speak"
    if session["audio"]["input"]["turn_detection"].get("create_response") is not True:
        yield "nobody answers when the caller has spoken"


def _tools_are_usable(configs: Configs) -> Iterator[str]:
    """Names by the server's pattern, each once; every tool says what it does."""
    tools = configs[_SESSION]["session"]["tools"]
    names = [tool.get("name") or tool.get("server_label") for tool in tools]
    yield from (f"two tools are called {name}" for name in set(names) if names.count(name) > 1)
    yield from (
        f"{t} is neither a function nor an MCP server" for t in tools if t.get("type") not in ("function", "mcp")
    )
    for tool in tools:
        if tool["type"] == "mcp" and ("server_url" not in tool or tool.get("require_approval") != "never"):
            yield f"the server {tool['server_label']} is never called"  # nobody is there to approve


def _texts_are_filled_in(configs: Configs) -> Iterator[str]:
    """Realtime knows no templates of ours, and `instructions` that are empty mean the server's own."""
    if not configs[_SESSION]["session"]["instructions"].strip():
        yield "the session has no instructions"


JUDGE = Judge(
    platform="openai_realtime",
    types=_types,
    values=(
        Value("name", "API reference: tools", where=_SESSION, pattern=r"[A-Za-z0-9_-]{1,64}"),
        Value("server_label", "API reference: MCP", where=_SESSION, pattern=r"[A-Za-z0-9_-]{1,64}"),
        Value("idle_timeout_ms", "API reference: turn_detection", where=_SESSION, low=5000, high=30_000),
        Value("speed", "API reference: 0.25 to 1.5", where=_SESSION, low=0.25, high=1.5),
        Value("server_url", "https only", where=_SESSION, pattern=r"https://\S+"),
        Value("languages", "API reference: ISO 639-1", where=_SESSION, items=40),
    ),
    rules=(_is_a_voice_session, _tools_are_usable, _texts_are_filled_in),
    ours=("call.json", "calls.json", "review.json", "tests.json"),
    keyed_by_data=frozenset({"properties"}),
    enums=frozenset({"type", "model", "output_modalities", "voice", "tool_choice", "require_approval"}),
    references=frozenset({"required"}),
)
