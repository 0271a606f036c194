"""`export elevenlabs push` in a chat: who may, what is shown, and what is said where nothing can be sent."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bots.commands import Request, parse, run
from bots.shown import Shown
from engine.errors import PersonError
from engine.turns.turn import Engine, status
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.vendor import running
from tests.talk import ANA, tell


@pytest.fixture
def vendor() -> ElevenLabs:
    return ElevenLabs()


@pytest.fixture
def address(vendor: ElevenLabs) -> Iterator[str]:
    with running(vendor) as url:
        yield url


@pytest.fixture
async def engine(replica: OpenEngine, address: str) -> Engine:
    opened = await replica(Plain())
    keyed = {"elevenlabs_api_key": "key-1", "elevenlabs_base_url": address}
    return replace(opened, settings=opened.settings.model_copy(update=keyed))


async def _said(engine: Engine, session_id: str, *words: str) -> str:
    request = Request(engine, ANA, "Mention me.", await status(engine, session_id), words, prefix="/")
    outcome = await run("export", request)
    assert isinstance(outcome, Shown)
    return outcome.markdown


async def _session(engine: Engine) -> str:
    return (await tell(engine, "role: guide")).session.session_id


@pytest.mark.parametrize(
    ("text", "is_command"),
    [
        ("export elevenlabs push", True),
        ("/export elevenlabs push look", True),
        ("export elevenlabs push 3 overwrite", True),
        ("export elevenlabs push the orders", False),
    ],
)
def test_only_what_can_be_nothing_else_is_a_push(text: str, is_command: bool) -> None:
    assert (parse(text) is not None) == is_command


async def test_a_look_sends_nothing_and_a_push_says_what_it_did(engine: Engine, vendor: ElevenLabs) -> None:
    session_id = await _session(engine)
    assert "nothing is sent yet" in await _said(engine, session_id, "elevenlabs", "push", "look")
    assert vendor.writes == 0
    assert "created `agent:agent`" in await _said(engine, session_id, "elevenlabs", "push")
    assert "did not change" in await _said(engine, session_id, "elevenlabs", "push")


async def test_what_was_changed_there_is_shown_before_it_is_replaced(engine: Engine, vendor: ElevenLabs) -> None:
    session_id = await _session(engine)
    await _said(engine, session_id, "elevenlabs", "push")
    vendor.only("agents")["name"] = "Renamed there"
    words = await _said(engine, session_id, "elevenlabs", "push")
    assert "changed there: `name`" in words
    assert "Renamed there" in words
    assert "`/export elevenlabs push overwrite`" in words
    assert vendor.only("agents")["name"] == "Renamed there"
    await _said(engine, session_id, "elevenlabs", "push", "overwrite")
    assert vendor.only("agents")["name"] != "Renamed there"


async def test_an_earlier_version_is_pushed_by_its_number(engine: Engine, vendor: ElevenLabs) -> None:
    session_id = await _session(engine)
    now = (await status(engine, session_id)).version
    assert f"Version {now} is at ElevenLabs" in await _said(engine, session_id, "elevenlabs", "push")
    assert "version 0 to ElevenLabs" in await _said(engine, session_id, "elevenlabs", "push", "look", "0")
    with pytest.raises(PersonError, match="no version 99"):
        await _said(engine, session_id, "elevenlabs", "push", "99")


async def test_a_platform_without_a_push_names_those_that_have_one(engine: Engine) -> None:
    with pytest.raises(PersonError, match="/export elevenlabs push"):
        await _said(engine, await _session(engine), "json", "push")
