"""Commands are only what can be nothing else, and the rules of a session hold for them."""

import io
import zipfile

import pytest

from bots import commands
from bots.commands import Request, parse, run
from engine.errors import PersonError
from engine.inbound import Author
from engine.turns.turn import Engine, status
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import ANA, BEN, tell


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("status", ("status", [])),
        ("/Status", ("status", [])),
        ("export ElevenLabs", ("export", ["ElevenLabs"])),
        ("settings approve owner", ("settings", ["approve", "owner"])),
        ("undo", ("undo", [])),
        ("status calls should be short", None),
        ("export the orders every night", None),
        ("help callers find their order", None),
        ("settings of the phone", None),
        ("", None),
    ],
)
def test_a_sentence_that_begins_like_a_command_is_none(text: str, command: tuple[str, list[str]] | None) -> None:
    assert parse(text) == command


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    return await replica(Plain())


async def request(engine: Engine, *words: str, author: Author = ANA, people: tuple[str, ...] = ()) -> Request:
    said = await tell(engine, "role: guide")
    return Request(engine, said.session, author, words, people)


async def test_an_export_gives_the_bundle_the_prompt_and_the_losses(engine: Engine) -> None:
    shown = await run("export", await request(engine, "elevenlabs"))
    bundle, prompt, losses = shown.files
    assert zipfile.ZipFile(io.BytesIO(bundle.data)).namelist()
    assert (prompt.name, losses.name) == ("guide-elevenlabs-v1-prompt.md", "guide-elevenlabs-v1-losses.md")
    assert b"ElevenLabs" in losses.data
    with pytest.raises(PersonError, match="Say which one"):
        await run("export", await request(engine))


async def test_status_spec_and_help_tell(engine: Engine) -> None:
    asked = await request(engine)
    assert "Still to settle" in (await run("status", asked)).markdown
    assert b'"guide"' in (await run("spec", asked)).files[0].data
    assert "`undo`" in (await run("help", asked)).markdown


async def test_the_owner_says_who_decides_and_the_others_cannot_change_it(engine: Engine) -> None:
    assert "Only Ana" in (await run("settings", await request(engine, "approve", "owner"))).markdown
    for name, words in (("settings", ("approve", "anyone")), ("abandon", ()), ("export", ("json",))):
        with pytest.raises(PersonError, match="only the people"):
            await run(name, await request(engine, *words, author=BEN))
    named = await run("settings", await request(engine, "approve", "@ben", people=(BEN.id,)))
    assert "Only one person that you named" in named.markdown
    asked = await request(engine, author=BEN)
    assert "abandoned" in (await run("abandon", asked)).markdown
    assert (await status(engine, asked.session.session_id)).status == "abandoned"


async def test_only_own_sessions_of_that_workspace_are_listed(engine: Engine) -> None:
    await request(engine)
    assert len(await commands.own_sessions(engine, "terminal", ANA)) == 1
    assert await commands.own_sessions(engine, "terminal", BEN) == []
    assert await commands.own_sessions(engine, "slack:T1", ANA) == []
