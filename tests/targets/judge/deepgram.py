"""The judge of the Deepgram Voice Agent: its SDK 7.17.0 and its guide to the settings (November 2026)."""

from collections.abc import Iterator
from typing import Any

from deepgram.agent.v1.types import AgentV1Settings

from tests.targets.judge.closed import faults
from tests.targets.judge.json_schema import schema_faults
from tests.targets.judge.judge import Configs, Judge, Value

_SETTINGS = "settings.json"
_RATES = (8000, 16_000, 24_000, 32_000, 48_000)


def _types(path: str, config: Any) -> list[str]:
    if path != _SETTINGS:
        return []
    found = faults(config, AgentV1Settings)
    if found:
        return found
    if not isinstance(config["agent"], dict):
        return [": the agent is the id of a stored one"]
    functions = config["agent"].get("think", {}).get("functions") or ()
    return [f for each in functions for f in schema_faults(each.get("parameters"), f".{each.get('name')}")]


def _the_agent_is_whole(configs: Configs) -> Iterator[str]:
    """It hears, thinks and speaks; each function says what it does."""
    agent = configs[_SETTINGS]["agent"]
    yield from (f"the agent does not {part}" for part in ("listen", "think", "speak") if part not in agent)
    if not (agent["think"].get("prompt") or "").strip():
        yield "there is no prompt"
    for function in agent["think"].get("functions") or ():
        if not function.get("name") or not (function.get("description") or "").strip():
            yield f"a function says not what it does: {function.get('name')}"
        if "endpoint" in function:
            yield f"{function['name']} would be called without its secret"


def _audio_goes_both_ways(configs: Configs) -> Iterator[str]:
    """Linear audio in the rates of the guide; streamed, so in no container."""
    audio = configs[_SETTINGS]["audio"]
    for side in ("input", "output"):
        if audio.get(side, {}).get("sample_rate") not in _RATES:
            yield f"no rate of the {side}"
    if audio["output"].get("container") != "none":
        yield "streamed audio has no container"


def _each_model_is_of_its_version(configs: Configs) -> Iterator[str]:
    """Providers name their version and model; v2 hears with hints, v1 with one language."""
    agent = configs[_SETTINGS]["agent"]
    listen = agent["listen"].get("provider", {})
    if listen.get("type") != "deepgram" or "model" not in listen:
        yield "nobody says who hears"
    if listen.get("version") == "v1" and "language" not in listen:
        yield "v1 hears one language, and none is named"


JUDGE = Judge(
    platform="deepgram",
    types=_types,
    values=(
        Value("name", "OpenAI's pattern, which Deepgram passes on", where=_SETTINGS, pattern=r"[A-Za-z0-9_-]{1,64}"),
        Value("prompt", "guide: 25,000 characters with a managed model", where=_SETTINGS, characters=25_000),
        Value("temperature", "SDK: 0 to 2", where=_SETTINGS, low=0, high=2),
        Value("speed", "SDK: 0.5 to 1.5", where=_SETTINGS, low=0.5, high=1.5),
        Value("language", "a BCP 47 tag or `multi`", where=_SETTINGS, pattern=r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    ),
    rules=(_the_agent_is_whole, _audio_goes_both_ways, _each_model_is_of_its_version),
    ours=("call.json", "calls.json", "review.json", "tests.json"),
    keyed_by_data=frozenset({"properties"}),
    enums=frozenset({"type", "encoding", "container", "model", "version"}),
    references=frozenset({"required", "language_hints"}),
)
