"""Commands are only what can be nothing else, and the rules of a session hold for them."""

import dataclasses
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots import listing
from bots.commands import COMMANDS, Request, parse, run
from bots.shown import Shown
from engine.api_access import links
from engine.errors import PersonError
from engine.messages.inbound import Author
from engine.rules import Holder, NotTheirs, person
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
        ("lint fix", ("lint", ["fix"])),
        ("list mine done", ("list", ["mine", "done"])),
        ("list open about dental clinic", ("list", ["open", "about", "dental", "clinic"])),
        ("list the prices", None),
        ("list open hours", None),
        ("templates for the mails", None),
        ("lint on the phone line", None),
        ("", None),
    ],
)
def test_a_sentence_that_begins_like_a_command_is_none(text: str, command: tuple[str, list[str]] | None) -> None:
    assert parse(text) == command


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_fits_a_slash_command_of_discord(name: str) -> None:
    assert 0 < len(COMMANDS[name].help) <= 100


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    return await replica(Plain())


async def request(engine: Engine, *words: str, author: Author = ANA, people: tuple[Holder, ...] = ()) -> Request:
    said = await tell(engine, "role: guide")
    return Request(engine, author, "Mention me.", said.session, words, people, thread=said.session.thread)


async def shown(name: str, request: Request) -> Shown:
    outcome = await run(name, request)
    assert isinstance(outcome, Shown)
    return outcome


async def test_an_export_gives_the_bundle_the_prompt_and_the_losses(engine: Engine) -> None:
    found = await shown("export", await request(engine, "elevenlabs"))
    bundle, prompt, losses = found.files
    assert zipfile.ZipFile(io.BytesIO(bundle.data)).namelist()
    assert (prompt.name, losses.name) == ("guide-elevenlabs-v1-prompt.md", "guide-elevenlabs-v1-losses.md")
    assert b"ElevenLabs" in losses.data
    with pytest.raises(PersonError, match="Say which one"):
        await shown("export", await request(engine))


async def test_status_spec_and_help_tell(engine: Engine) -> None:
    asked = await request(engine)
    assert "Still to settle" in (await shown("status", asked)).markdown
    assert b'"guide"' in (await shown("spec", asked)).files[0].data
    assert "`undo`" in (await shown("help", asked)).markdown


async def test_the_owner_says_who_decides_and_the_others_cannot_change_it(engine: Engine) -> None:
    assert "Only Ana" in (await shown("settings", await request(engine, "approve", "owner"))).markdown
    refused = (("settings", ("approve", "anyone")), ("abandon", ()), ("export", ("json",)), ("export", ("x", "push")))
    for name, words in refused:
        with pytest.raises(NotTheirs, match=r"Only Ana may .*\. Ask them\."):
            await shown(name, await request(engine, *words, author=BEN))
    named = await shown("settings", await request(engine, "approve", "@ben", people=(person(BEN),)))
    assert "Only Ben may approve, export, push or abandon." in named.markdown
    crowd = tuple(Holder(who=f"person:u-{n}") for n in range(51))
    with pytest.raises(PersonError, match="at most 50"):
        await shown("settings", await request(engine, "approve", "@all", people=crowd))
    open_to_all = await shown("settings", await request(engine, "export", "anyone"))
    assert "Only Ben may approve or abandon. Anyone here may change the agent, export or push." in open_to_all.markdown


async def test_an_agent_is_abandoned_when_somebody_says_yes_and_comes_back_for_thirty_days(replica: OpenEngine) -> None:
    now = datetime.now(UTC)
    engine = await replica(Plain(), clock=lambda: now)
    asked = await request(engine)
    session_id = asked.session.session_id
    assert [s.says for s in (await shown("abandon", asked)).choices] == ["/abandon yes", "/abandon no"]
    assert "goes on" in (await shown("abandon", replace(asked, words=("no",)))).markdown
    assert (await status(engine, session_id)).status == "active"
    await shown("abandon", replace(asked, words=("yes",)))
    assert (await status(engine, session_id)).status == "abandoned"
    now += timedelta(days=29)
    again = replace(asked, known=None)
    assert "is back" in (await shown("restore", again)).markdown
    assert (await tell(engine, "tone: warm")).session.session_id == session_id
    await shown("abandon", replace(asked, words=("yes",)))
    now += timedelta(days=31)
    with pytest.raises(PersonError, match="no agent here"):
        await shown("restore", again)


async def test_a_restored_agent_takes_the_place_of_one_in_which_nothing_is_agreed_and_of_no_other(
    engine: Engine,
) -> None:
    asked = await request(engine)
    await shown("abandon", replace(asked, words=("yes",)))
    new = await tell(engine, "hello")
    assert "is back" in (await shown("restore", replace(asked, known=new.session))).markdown
    await shown("abandon", replace(asked, words=("yes",)))
    await tell(engine, "role: host")
    with pytest.raises(PersonError, match="Another agent"):
        await shown("restore", replace(asked, known=None))


async def test_only_own_sessions_of_that_workspace_are_listed(engine: Engine) -> None:
    await request(engine)
    assert len(await listing.found(engine, "terminal", ANA)) == 1
    assert await listing.found(engine, "terminal", BEN) == []
    assert await listing.found(engine, "slack:T1", ANA) == []


async def test_every_command_that_needs_an_agent_says_where_there_is_none(engine: Engine) -> None:
    for name in COMMANDS:
        asked = Request(engine, ANA, "Mention me.")
        if name in ("list", "templates"):
            assert (await shown(name, asked)).markdown
        elif name == "help":
            told = (await shown(name, asked)).markdown
            assert all(f"`{command.usage}`" in told for command in COMMANDS.values())
        elif name == "restore":
            with pytest.raises(PersonError, match="no agent here"):
                await run(name, asked)
        else:
            with pytest.raises(PersonError, match=r"No agent is being designed here. Mention me."):
                await run(name, asked)


async def test_prompt_and_workflow_are_shown(engine: Engine) -> None:
    asked = await request(engine)
    assert b"guide" in (await shown("prompt", asked)).files[0].data
    assert "There is no call flow yet" in (await shown("workflow", asked)).markdown


async def test_a_link_to_the_page_is_given_and_ended(engine: Engine) -> None:
    asked = await request(engine)
    with pytest.raises(PersonError, match="PUBLIC_URL"):
        await run("link", asked)
    public = engine.settings.model_copy(update={"public_url": "https://agents.example.com"})
    asked = dataclasses.replace(asked, engine=dataclasses.replace(engine, settings=public))
    address, _, _ = (await shown("link", asked)).markdown.partition("\n")
    token = address.removeprefix("https://agents.example.com/ui/links/")
    found = await links.find(engine.store, token, engine.clock())
    assert found is not None
    assert found.session_id == asked.session.session_id
    await run("link", dataclasses.replace(asked, words=("off",)))
    assert await links.find(engine.store, token, engine.clock()) is None


async def test_the_lint_says_what_it_found_and_that_there_is_nothing_to_mend(engine: Engine) -> None:
    told = (await shown("lint", await request(engine))).markdown
    assert told == "I found nothing to mend in this prompt."
    with pytest.raises(PersonError, match="nothing that I can mend by myself"):
        await run("lint", await request(engine, "fix"))
