"""An update leaves nothing behind: after it the agent there is as if this version had been the first one."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.document.spec import AgentSpec, Platform, Voice
from engine.sessions import Engine
from tests.pushing.pusher import VENDORS, doing, fresh
from tests.targets.samples import dental

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
_AGENTS: Mapping[Platform, tuple[str, ...]] = {
    "elevenlabs": ("agents",),
    "vapi": ("squads", "assistants"),
    "retell": ("agents", "flows", "llms"),
}
_ELEVENLABS_DEFAULTS: Mapping[str, Any] = {
    "language": "en", "llm": "gemini-2.5-flash", "temperature": 0, "voice_id": "cjVigY5qzO86Huf0OWal",
    "model_id": "eleven_turbo_v2", "nodes": {"start_node": {"type": "start"}}, "edges": {}, "workflow": {},
}  # fmt: skip


def _without_flow(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"flow": AgentSpec().flow})


def _rich() -> AgentSpec:
    runtime = dental().runtime.model_copy(update={"model": "gpt-4o"})
    voice = Voice(id="voice-1", provider="elevenlabs", speed=1.1)
    return dental().model_copy(update={"languages": ("es", "en"), "runtime": runtime, "voice": voice})


def _bare() -> AgentSpec:
    """Nothing that a team may leave out."""
    kept = ("name", "role", "use_case", "direction", "greeting", "goals")
    bare = AgentSpec().model_copy(update={name: getattr(dental(), name) for name in kept})
    return bare.model_copy(update={"goals": tuple(g.model_copy(update={"tools": ()}) for g in bare.goals)})


@pytest.mark.parametrize("has_flow", [True, False], ids=["flow", "one prompt"])
@pytest.mark.parametrize("platform", VENDORS)
async def test_what_a_later_version_does_not_say_is_gone_there(
    engine: Engine, platform: Platform, has_flow: bool
) -> None:
    rich = _rich() if has_flow else _without_flow(_rich())
    bare = _bare().model_copy(update={"flow": dental().flow}) if has_flow else _bare()
    async with fresh(engine, platform, VENDORS[platform]()) as (vendor, pusher):
        await pusher.push(bare, 2)
        expected = _agents(platform, vendor)
    async with fresh(engine, platform, VENDORS[platform]()) as (vendor, pusher):
        first = await pusher.push(rich)
        second = await pusher.push(bare, 2)
        assert (vendor.refused, second.agent_id) == ([], first.agent_id)
        assert _agents(platform, vendor) == expected
        assert doing(await pusher.push(bare, 2)) == {"keep"}


async def test_a_flow_that_goes_leaves_no_step_there(engine: Engine) -> None:
    async with fresh(engine, "elevenlabs", VENDORS["elevenlabs"]()) as (vendor, pusher):
        await pusher.push(_rich())
        await pusher.push(_without_flow(_rich()), 2)
        (agent,) = vendor.kept["agents"].values()
        assert agent["workflow"] == {"nodes": {"start_node": {"type": "start"}}, "edges": {}}


def _agents(platform: Platform, vendor: Any) -> Any:
    """What takes calls there, without ids and without what the vendor would fill in by itself."""
    return [_plain(body) for kind in _AGENTS[platform] for body in vendor.kept[kind].values()]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if not isinstance(value, dict):
        return "an id" if isinstance(value, str) and value.partition("-")[2].isdigit() else value
    plain = {key: _plain(inner) for key, inner in value.items()}
    return {key: inner for key, inner in plain.items() if _ELEVENLABS_DEFAULTS.get(key, "none") != inner}
