"""What no vendor type catches in a Realtime session, so we check it."""

import re
from collections.abc import Iterator

from engine.findings import Finding
from engine.targets.checks import COMMON, Check, checker, error
from engine.targets.configs import Configs
from engine.targets.openai_realtime.capabilities import IDLE_SECONDS, MODELS, VOICES
from engine.targets.own_code_checks import OWN_CODE, functions_are_named, no_template_is_left

PATH = "session.json"
_CUSTOM_VOICE = re.compile(r"voice_\w+")
_LONGEST = 3600
"""Seconds of a session."""


def functions_are_called(configs: Configs) -> Iterator[Finding]:
    tools = configs[PATH]["session"]["tools"]
    yield from functions_are_named([t["name"] for t in tools if t["type"] == "function"], configs, PATH)


def servers_are_told_apart(configs: Configs) -> Iterator[Finding]:
    """Each MCP server has a label of its own, and is called over https."""
    servers = [tool for tool in configs[PATH]["session"]["tools"] if tool["type"] == "mcp"]
    labels = [server["server_label"] for server in servers]
    for server in servers:
        if labels.count(server["server_label"]) > 1:
            yield error("mcp.label", f"Two MCP servers are called “{server['server_label']}”.", PATH)
        if not server["server_url"].startswith("https://"):
            yield error("mcp.address", f"“{server['server_url']}” is not an https address.", PATH)


def the_platform_knows_its_names(configs: Configs) -> Iterator[Finding]:
    session = configs[PATH]["session"]
    voice = session["audio"]["output"]["voice"]
    if session["model"] not in MODELS:
        yield error("session.model", f"There is no Realtime model “{session['model']}”.", PATH)
    if not (_CUSTOM_VOICE.fullmatch(voice["id"]) if isinstance(voice, dict) else voice in VOICES):
        yield error("session.voice", f"There is no voice “{voice}”.", PATH)


def numbers_are_in_range(configs: Configs) -> Iterator[Finding]:
    """Server limits of `idle_timeout_ms`, `speed` and of a session."""
    audio = configs[PATH]["session"]["audio"]
    idle = audio["input"]["turn_detection"]["idle_timeout_ms"]
    if not IDLE_SECONDS[0] * 1000 <= idle <= IDLE_SECONDS[1] * 1000:
        yield error("session.idle", f"An idle time of {idle} ms is not between 5,000 and 30,000.", PATH)
    if not 0.25 <= audio["output"]["speed"] <= 1.5:
        yield error("session.speed", f"A speed of {audio['output']['speed']} is not between 0.25 and 1.5.", PATH)
    if configs["call.json"]["max_duration_seconds"] > _LONGEST:
        yield error("call.duration", "A session ends after an hour.", "call.json")


RULES: tuple[Check, ...] = (
    *COMMON,
    *OWN_CODE,
    functions_are_called,
    servers_are_told_apart,
    the_platform_knows_its_names,
    numbers_are_in_range,
    no_template_is_left,
)
check = checker(*RULES)
