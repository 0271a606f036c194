"""A mention in a thread, a reply and a forwarded message: what was there already is background, with who said what."""

import pytest

from bots.discord.commands import MENU
from engine.sessions import abandon
from engine.store import sessions, transcript
from tests.discord.conftest import Replica, StartBot
from tests.discord.local import Channel, LocalDiscord, Message, Person
from tests.discord.local.world import PUBLIC_THREAD, snowflake
from tests.discord.talk import Talk
from tests.discord.test_messages import attached
from tests.interviewers import Plain

SECRET = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture
def post(discord: LocalDiscord, general: Channel) -> Channel:
    """A thread of people, or a post in a forum: to Discord it is the same."""
    thread = Channel(snowflake(), general.guild_id, "An idea", PUBLIC_THREAD, general.id, snowflake())
    discord.add_channel(thread)
    return thread


async def lines(bot: Replica, thread: Channel) -> list[tuple[str, str, bool]]:
    """Of the people in its session: who, what, and whether to the builder."""
    session = await sessions.by_thread(bot.engine.store, f"discord:{thread.guild_id}:{thread.id}")
    assert session is not None
    told = [m for _, _, m in await transcript.page(bot.engine.store, session.id)]
    return [(m.author.name, m.text, m.addressed) for m in told if m.role == "person"]


def answer_to(message: Message) -> dict[str, object]:
    about = {"message_id": message.id, "channel_id": message.channel_id}
    return {"type": 19, "message_reference": about, "referenced_message": message.json()}


async def test_a_mention_in_a_post_reads_what_was_said_there_as_background(
    discord: LocalDiscord, start_bot: StartBot, post: Channel
) -> None:
    thinking = Plain()
    bot = await start_bot(thinking)
    ben, ana = Person(discord, "Ben"), Person(discord, "Ana")
    file = attached(discord, "hours.md", b"Nine to five.")
    await ben.says(post, "We need a receptionist", attachments=(file,))
    await ben.says(post, f"role: nurse, the key is {SECRET}")
    talk = Talk(discord, ana, post)
    discord.gateway.duplicate = True
    await talk.says("@Builder role: guide")
    assert (await talk.hears("What Ben wrote before I have read as background")).content
    await talk.hears(" % · ")
    discord.gateway.duplicate = False
    (conversation,) = thinking.seen
    assert [m.text for m in conversation.messages] == ["role: guide"]
    said = await lines(bot, post)
    assert said[0] == ("Ben", "We need a receptionist\n\n[file: hours.md]\nNine to five.", False)
    assert said[1][0] == "Ben"
    assert SECRET not in said[1][1]
    assert said[2:] == [("Ana", "role: guide", True)]
    await talk.says("tone: warm")
    assert "background" not in (await talk.hears("tone: warm")).content


async def test_of_a_long_thread_the_newest_part_is_read(
    discord: LocalDiscord, start_bot: StartBot, post: Channel
) -> None:
    bot = await start_bot(Plain())
    ben = Person(discord, "Ben")
    for n in range(60):
        await ben.says(post, f"note {n} " + "x" * 1_900)
    talk = Talk(discord, Person(discord, "Ana"), post)
    await talk.says("@Builder role: guide")
    await talk.hears(" % · ")
    said = await lines(bot, post)
    assert len(said) == 51
    assert said[0][1].startswith("note 10 ")


async def test_a_reply_that_mentions_the_bot_reads_what_it_replies_to(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    ben, ana = Person(discord, "Ben"), Person(discord, "Ana")
    before = await ben.says(general, "role: nurse")
    await ben.says(general, "something else")
    mention = await ana.says(general, "@Builder role: guide", refers=answer_to(before))
    await discord.until(lambda: mention.id in discord.channels, "a thread")
    thread = discord.channels[mention.id]
    await Talk(discord, ana, thread).hears("What Ben wrote")
    assert await lines(bot, thread) == [("Ben", "role: nurse", False), ("Ana", "role: guide", True)]


async def test_a_message_that_is_forwarded_alone_into_a_session_is_kept_and_that_is_said(
    discord: LocalDiscord, start_bot: StartBot, post: Channel
) -> None:
    thinking = Plain()
    bot = await start_bot(thinking)
    ana = Person(discord, "Ana")
    talk = Talk(discord, ana, post)
    await talk.says("@Builder role: guide")
    await talk.hears(" % · ")
    said = Message(snowflake(), "9", ana.user, "role: nurse").json()
    about = {"type": 1, "message_id": "8", "channel_id": "9"}
    talk.seen = len(discord.said_by_bot(post))
    await ana.says(post, "", refers={"message_reference": about, "message_snapshots": [{"message": said}]})
    await talk.hears("What Forwarded wrote")
    assert ("Forwarded", "role: nurse", False) in await lines(bot, post)
    assert len(thinking.seen) == 1


async def test_the_menu_reads_the_message_with_its_file(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    file = attached(discord, "hours.md", b"Nine to five.")
    message = await Person(discord, "Ben").says(general, "role: guide", attachments=(file,))
    ana = Person(discord, "Ana")
    await ana.uses_menu(message, MENU)
    await discord.until(lambda: message.id in discord.channels, "a thread")
    thread = discord.channels[message.id]
    await Talk(discord, ana, thread).hears(" % · ")
    assert await lines(bot, thread) == [("Ana", "role: guide\n\n[file: hours.md]\nNine to five.", True)]


async def test_a_file_that_is_given_with_the_command_is_read(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    opened = await ana.runs(general, "new", file=attached(discord, "hours.md", b"Nine to five."), idea="role: guide")
    await discord.until(lambda: "<#" in opened.answer, "the thread is named")
    (thread,) = discord.threads()
    await Talk(discord, ana, thread).hears(" % · ")
    assert await lines(bot, thread) == [("Ana", "role: guide\n\n[file: hours.md]\nNine to five.", True)]


async def test_a_new_one_may_begin_in_a_thread_whose_agent_was_abandoned(
    discord: LocalDiscord, start_bot: StartBot, post: Channel
) -> None:
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = Talk(discord, ana, post)
    await talk.says("@Builder role: guide")
    await talk.hears(" % · ")
    session = await sessions.by_thread(bot.engine.store, f"discord:{post.guild_id}:{post.id}")
    assert session is not None
    await abandon(bot.engine, session.id)
    talk.seen = len(discord.said_by_bot(post))
    await ana.runs(post, "new", idea="role: host")
    await talk.hears("role: host")
    assert await lines(bot, post) == [("Ana", "role: host", True)]
