"""What was said while the bot was away is answered once, and in its order."""

import pytest

from bots.discord import catch_up
from bots.discord.client import Builder
from engine.store import sessions
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.local.world import PERMISSIONS
from tests.discord.talk import Talk, begins
from tests.interviewers import Plain


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py leaves five seconds between two beginnings."""

    monkeypatch.setattr(Builder, "before_identify_hook", at_once)


def times_said(talk: Talk, words: str) -> int:
    return sum(m.content.count(words) for m in talk.discord.said_by_bot(talk.thread))


async def test_what_was_said_while_the_bot_was_down_is_answered_once_it_is_back(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    await bot.stop()
    await talk.says("tone: calm")
    await talk.says("name: Mai")
    await start_bot(Plain())
    await talk.hears("name: Mai")
    assert [times_said(talk, words) for words in ("tone: warm", "tone: calm", "name: Mai")] == [1, 1, 1]
    said = " ".join(m.content for m in discord.said_by_bot(talk.thread))
    assert said.index("tone: calm") < said.index("name: Mai")


async def test_what_was_said_in_a_direct_message_meanwhile_is_answered(
    discord: LocalDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = Talk(discord, ana, discord.direct(ana.user))
    await talk.says("role: guide")
    await talk.hears("I read: role: guide")
    await bot.stop()
    await talk.says("tone: calm")
    await start_bot(Plain())
    await talk.hears("I read: tone: calm")


async def test_what_an_invalidated_connection_missed_is_answered(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await discord.gateway.drop(resumable=False)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    await discord.gateway.drop(resumable=False)
    await talk.says("tone: calm")
    await talk.hears("I read: tone: calm")
    assert times_said(talk, "tone: warm") == 1


async def test_more_than_a_page_is_read_and_no_more_than_the_bound(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "MOST_MESSAGES", 130)
    bot = await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await bot.stop()
    for number in range(140):
        await talk.says(f"message {number}.")
    again = await start_bot(Plain())
    await discord.until(lambda: times_said(talk, "message 128.") == 1, "the last one that is read")
    (session,) = await sessions.listed(again.engine.store)
    assert times_said(talk, "message 139.") == 0
    assert session.status == "active"


async def test_a_thread_whose_history_is_closed_stops_nobody(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    closed, open_one = await begins(discord, ana, general, "hello"), await begins(discord, ana, general, "again")
    await bot.stop()
    closed.thread.denied = PERMISSIONS["view_channel"]
    await closed.says("tone: warm")
    await open_one.says("tone: calm")
    await start_bot(Plain())
    await open_one.hears("I read: tone: calm")
