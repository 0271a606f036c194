"""Two replicas, a restart in the middle of a turn, and a Gateway that breaks off."""

import asyncio

import pytest

from bots.discord.client import Builder
from engine.store import sessions
from engine.turns import worker
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.talk import Talk, begins
from tests.interviewers import Plain


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


async def test_two_replicas_on_one_thread_answer_once_and_in_order(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    for number in range(6):
        await talk.says(f"message {number}.")
        await asyncio.sleep(0.002)  # an id holds its time in milliseconds
    await talk.hears("message 5.")
    said = " ".join(m.content for m in discord.said_by_bot(talk.thread))
    assert [said.count(f"message {n}.") for n in range(6)] == [1] * 6
    assert sorted(range(6), key=lambda n: said.index(f"message {n}.")) == list(range(6))


async def test_two_replicas_open_one_thread_for_one_command_and_one_for_one_mention(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot, _ = await start_bot(Plain()), await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = await begins(discord, ana, general, "hello")
    assert discord.threads() == [talk.thread]
    message = await ana.says(general, "@Builder role: guide")
    await discord.until(lambda: len(discord.threads()) == 2, "its thread")
    thread = discord.channels[message.id]
    await discord.until(lambda: bool(discord.said_by_bot(thread)), "an answer")
    assert len(await sessions.listed(bot.engine.store)) == 2
    assert len(discord.said_by_bot(thread)) == 1


async def test_a_restart_in_the_middle_of_a_turn_loses_nothing(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LAST_TURNS_SECONDS", 0)
    interviewer = Plain()
    bot = await start_bot(interviewer)
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    interviewer.go_on.clear()
    await talk.says("tone: warm")
    await interviewer.is_asked(2)
    await bot.stop()
    await start_bot(Plain())
    await talk.hears("I read: tone: warm")
    assert sum("tone: warm" in m.content for m in discord.said_by_bot(talk.thread)) == 1


async def test_a_thread_that_nobody_got_to_open_is_opened_for_the_reply(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    discord.faults.plan("POST", f"/channels/{general.id}/messages/.*/threads", 403, code=50013)
    await start_bot(Plain())
    ana = Person(discord, "Ana")
    message = await ana.says(general, "@Builder role: guide")
    await discord.until(lambda: message.id in discord.channels, "its thread")
    await Talk(discord, ana, discord.channels[message.id]).hears("I read: role: guide")
    assert discord.channels[message.id].name == "role: guide"


async def test_what_is_said_while_the_connection_is_down_is_answered_after_the_resume(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await discord.gateway.drop()
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert discord.gateway.resumed == 1


async def test_an_invalid_session_is_begun_anew_and_its_threads_are_still_known(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py leaves five seconds between two beginnings."""

    monkeypatch.setattr(Builder, "before_identify_hook", at_once)
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await discord.archive(talk.thread)
    await discord.gateway.drop(resumable=False)
    await discord.until(lambda: discord.gateway.identified == 2, "a new session")
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")


async def test_the_gateway_that_is_set_is_used_whatever_the_api_names(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    discord.named_gateway = "ws://127.0.0.1:9/"
    await start_bot(Plain())
    await begins(discord, Person(discord, "Ana"), general, "hello")


async def test_a_request_to_reconnect_is_followed(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await discord.gateway.ask_to_reconnect()
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert discord.gateway.identified == 1
