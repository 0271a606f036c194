"""`export elevenlabs push` in a chat: who may, what is shown, and what is said where nothing can be sent."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bots.commands import Request, parse, run
from bots.shown import Shown
from engine.errors import PersonError
from engine.interview.guided import Guided
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


async def _shown(engine: Engine, session_id: str, *words: str) -> Shown:
    request = Request(engine, ANA, "Mention me.", await status(engine, session_id), words, prefix="/")
    outcome = await run("export", request)
    assert isinstance(outcome, Shown)
    return outcome


async def _follow(engine: Engine, session_id: str, shown: Shown) -> Shown:
    """What the first button of an answer gives."""
    name, words = parse(shown.choices[0].says) or ("", [])
    assert name == "export"
    return await _shown(engine, session_id, *words)


async def _session(engine: Engine) -> str:
    return (await tell(engine, "role: guide")).session.session_id


@pytest.mark.parametrize(
    ("text", "is_command"),
    [
        ("export elevenlabs push", True),
        ("/export elevenlabs push yes", True),
        ("export elevenlabs push 3 overwrite", True),
        ("export elevenlabs push the orders", False),
    ],
)
def test_only_what_can_be_nothing_else_is_a_push(text: str, is_command: bool) -> None:
    assert (parse(text) is not None) == is_command


async def test_a_push_shows_what_it_would_do_and_is_done_when_somebody_agrees(
    engine: Engine, vendor: ElevenLabs
) -> None:
    session_id = await _session(engine)
    offered = await _shown(engine, session_id, "elevenlabs", "push")
    assert "nothing is sent yet" in offered.markdown
    assert (vendor.writes, [choice.label for choice in offered.choices]) == (0, ["Push to ElevenLabs", "Leave it"])
    assert "created `agent:agent`" in (await _follow(engine, session_id, offered)).markdown
    again = await _shown(engine, session_id, "elevenlabs", "push")
    assert ("nothing to send" in again.markdown, again.choices) == (True, ())


async def test_what_was_changed_there_is_shown_and_asked_about_before_it_is_replaced(
    engine: Engine, vendor: ElevenLabs
) -> None:
    session_id = await _session(engine)
    await _shown(engine, session_id, "elevenlabs", "push", "yes")
    vendor.only("agents")["name"] = "Renamed there"
    for words in ((), ("yes",)):
        asked = await _shown(engine, session_id, "elevenlabs", "push", *words)
        assert "changed there: `name`" in asked.markdown
        assert "Renamed there" in asked.markdown
        assert [choice.label for choice in asked.choices] == ["Replace it", "Leave it"]
        assert vendor.only("agents")["name"] == "Renamed there"
    await _follow(engine, session_id, asked)
    assert vendor.only("agents")["name"] != "Renamed there"


async def test_an_earlier_version_is_pushed_by_its_number(engine: Engine, vendor: ElevenLabs) -> None:
    session_id = await _session(engine)
    now = (await status(engine, session_id)).version
    assert f"Version {now} is at ElevenLabs" in (await _shown(engine, session_id, "elevenlabs", "push", "yes")).markdown
    offered = await _shown(engine, session_id, "elevenlabs", "push", "0")
    assert "version 0 to ElevenLabs" in offered.markdown
    assert "Version 0 is at ElevenLabs" in (await _follow(engine, session_id, offered)).markdown
    with pytest.raises(PersonError, match="no version 99"):
        await _shown(engine, session_id, "elevenlabs", "push", "99")


async def test_a_push_that_breaks_off_says_why_and_offers_to_finish_it(engine: Engine, vendor: ElevenLabs) -> None:
    session_id = await _session(engine)
    vendor.fails_from, vendor.failure = 0, "no answer, done"
    broken = await _shown(engine, session_id, "elevenlabs", "push", "yes")
    assert "ElevenLabs does not answer" in broken.markdown
    vendor.heal()
    assert "is at ElevenLabs" in (await _follow(engine, session_id, broken)).markdown
    assert len(vendor.kept["agents"]) == 1


async def test_a_platform_without_a_push_names_those_that_have_one(engine: Engine) -> None:
    with pytest.raises(PersonError, match="I can push to ElevenLabs, Vapi or Retell"):
        await _shown(engine, await _session(engine), "json", "push")


async def test_without_a_key_the_setting_is_named(engine: Engine) -> None:
    with pytest.raises(PersonError, match="RETELL_API_KEY"):
        await _shown(engine, await _session(engine), "retell", "push")


async def test_behind_the_final_approval_a_push_is_offered_where_there_is_a_key(
    replica: OpenEngine, address: str
) -> None:
    opened = await replica(Guided())
    keyed = {"elevenlabs_api_key": "key-1", "elevenlabs_base_url": address}
    engine = replace(opened, settings=opened.settings.model_copy(update=keyed))
    answer = await tell(engine, "A receptionist for our dental clinic that books appointments")
    for _ in range(25):
        missing = answer.session.progress.missing
        if not missing:
            break
        answer = await tell(engine, "elevenlabs and retell" if missing[0] == "platforms" else "yes")
    assert answer.reply
    assert set(answer.session.spec.platforms) == {"elevenlabs", "retell"}
    offered = [(s.label, s.says) for s in answer.reply.suggestions]
    assert ("Push to ElevenLabs", "/export elevenlabs push") in offered
    assert not any("Retell" in label for label, _ in offered)
