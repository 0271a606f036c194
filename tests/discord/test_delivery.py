"""Replies reach their thread once, whatever Discord does in between."""

import pytest

from engine.interview.contract import Conversation, Interview, OnText, saying
from engine.store import outbox
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.local.world import PERMISSIONS
from tests.discord.talk import Talk, begins
from tests.interviewers import Plain


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture
async def talk(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> Talk:
    await start_bot(Plain())
    return await begins(discord, Person(discord, "Ana"), general, "hello")


class Says:
    """An interviewer that says the same each time."""

    def __init__(self, words: str) -> None:
        self.words = words

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        return Interview(speak=saying(self.words))


@pytest.mark.parametrize("done", [True, False])
async def test_a_reply_that_discord_answered_with_an_error_is_posted_once(
    discord: LocalDiscord, talk: Talk, done: bool
) -> None:
    discord.faults.plan("POST", f"/channels/{talk.thread.id}/messages", 500, done=done)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    await talk.says("last")
    await talk.hears("I read: last")
    assert sum("tone: warm" in m.content for m in discord.said_by_bot(talk.thread)) == 1


async def test_a_rate_limit_delays_a_reply_and_loses_none(discord: LocalDiscord, talk: Talk) -> None:
    fault = discord.faults.plan("POST", f"/channels/{talk.thread.id}/messages", 429, times=2)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert fault.seen == 2


async def test_a_full_bucket_is_waited_for(discord: LocalDiscord, talk: Talk) -> None:
    discord.window = (1, 0.1)
    discord.buckets.clear()
    for word in ("one", "two", "three"):
        await talk.says(word)
        await talk.hears(f"I read: {word}")
    assert discord.refused == []


async def test_an_archived_thread_is_woken(discord: LocalDiscord, talk: Talk) -> None:
    await discord.archive(talk.thread)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert not talk.thread.archived


async def test_a_locked_thread_ends_in_a_clear_word_to_the_owner(discord: LocalDiscord, talk: Talk) -> None:
    await discord.archive(talk.thread, locked=True)
    await talk.says("tone: warm")
    direct = Talk(discord, talk.person, discord.direct(talk.person.user))
    told = await direct.hears("it is locked")
    assert f"<#{talk.thread.id}>" in told.content


async def test_a_deleted_thread_ends_in_a_clear_word_to_the_owner_and_the_session_stays(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    interviewer = Plain()
    bot = await start_bot(interviewer)
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    interviewer.go_on.clear()
    await talk.says("tone: warm")
    await interviewer.is_asked(2)
    await discord.delete(talk.thread)
    interviewer.go_on.set()
    direct = Talk(discord, talk.person, discord.direct(talk.person.user))
    await direct.hears("it is not there any more")
    assert (await outbox.claim(bot.engine.store, "discord")) is None


async def test_removed_from_the_guild_it_tells_the_owner(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    interviewer.go_on.clear()
    await talk.says("tone: warm")
    await interviewer.is_asked(2)
    await discord.expel(discord.guilds[general.guild_id or ""])
    interviewer.go_on.set()
    await Talk(discord, talk.person, discord.direct(talk.person.user)).hears("I can no longer see it")


async def test_a_missing_permission_is_named_and_the_reply_comes_when_it_is_given(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    talk.thread.denied = PERMISSIONS["send_messages_in_threads"]
    await talk.says("tone: warm")
    await Talk(discord, talk.person, discord.direct(talk.person.user)).hears("“Send Messages in Threads”")
    talk.thread.denied = 0
    await talk.hears("I read: tone: warm")


async def test_nothing_that_is_said_can_notify_anybody(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "tell @everyone and @here, and <@&1>")
    said = await talk.hears("@everyone")
    assert said.payload["allowed_mentions"]["parse"] == []
    assert discord.refused == []  # the local Discord takes no message that would allow a mention


async def test_a_long_reply_comes_whole_with_its_code_fences(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    code = "\n".join(f"line {n}" for n in range(400))
    await start_bot(Says(f"Before.\n\n```json\n{code}\n```\n\nAfter."))
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    contents = [m.content for m in discord.said_by_bot(talk.thread)]
    assert len(contents) > 2
    assert all(c.count("```") % 2 == 0 and len(c) <= 2000 for c in contents)
    assert [line for c in contents for line in c.splitlines() if line.startswith("line ")] == code.splitlines()


async def test_typing_is_shown_while_the_turn_runs(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    shown = talk.thread.typed
    interviewer.go_on.clear()
    await talk.says("tone: warm")
    await discord.until(lambda: talk.thread.typed > shown, "typing")
    assert talk.new() == []
    interviewer.go_on.set()
    await talk.hears("I read: tone: warm")


async def test_a_turn_goes_on_where_typing_may_not_be_shown(discord: LocalDiscord, talk: Talk) -> None:
    discord.faults.plan("POST", f"/channels/{talk.thread.id}/typing", 403, times=9)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")


async def test_an_owner_who_takes_no_direct_message_is_told_in_the_channel(
    discord: LocalDiscord, talk: Talk, general: Channel
) -> None:
    discord.closed_to_us.add(talk.person.user.id)
    talk.thread.denied = PERMISSIONS["send_messages_in_threads"]
    await talk.says("tone: warm")
    told = await Talk(discord, talk.person, general).hears("“Send Messages in Threads”")
    assert told.content.startswith(f"<@{talk.person.user.id}> I may not write in <#{talk.thread.id}>")


async def test_a_word_to_a_person_is_said_without_the_history_too(discord: LocalDiscord, talk: Talk) -> None:
    talk.thread.denied = PERMISSIONS["read_message_history"]
    await talk.says("@Builder help")
    await talk.hears("/agent new")


async def test_a_word_that_may_not_be_written_is_said_in_private(
    discord: LocalDiscord, talk: Talk, general: Channel
) -> None:
    general.denied = PERMISSIONS["send_messages"]
    await talk.person.says(general, "@Builder help")
    told = await Talk(discord, talk.person, discord.direct(talk.person.user)).hears("/agent new")
    assert told.content.startswith(f"I may not write in <#{general.id}>")
