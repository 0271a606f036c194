"""What people write: who is answered, once, in order, and what cannot be read."""

import asyncio
import base64

import pytest

from engine.rules import Rules
from engine.store import sessions
from engine.turns.turn import status
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.local.world import User, snowflake
from tests.discord.talk import Talk, begins
from tests.interviewers import Plain
from tests.talk import is_accepted


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture
def ana(discord: LocalDiscord) -> Person:
    return Person(discord, "Ana")


def attached(discord: LocalDiscord, name: str, data: bytes, size: int | None = None) -> dict[str, object]:
    """A file as Discord tells of it; it is fetched from the address that stands in it."""
    url = f"{discord.address}/files/{base64.urlsafe_b64encode(data).decode()}"
    return {"id": snowflake(), "filename": name, "size": size or len(data), "url": url, "proxy_url": url}


async def test_a_mention_opens_a_thread_from_that_message(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    await start_bot(Plain())
    message = await ana.says(general, "@Builder role: guide")
    await discord.until(lambda: bool(discord.threads()), "a thread")
    (thread,) = discord.threads()
    assert (thread.id, thread.name) == (message.id, "role: guide")
    assert "I read: role: guide" in (await Talk(discord, ana, thread).hears("I read")).content
    assert discord.said_by_bot(general) == []


async def test_in_the_thread_nobody_needs_to_mention_the_bot(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, ana, general, "hello")
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    ben = Person(discord, "Ben")
    await ben.says(talk.thread, "tone: calm")
    await talk.hears("I read: tone: calm")


async def test_a_message_that_is_delivered_twice_is_answered_once(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    discord.gateway.duplicate = True
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    discord.gateway.duplicate = False
    await talk.says("last")
    await talk.hears("I read: last")
    assert [m.text for c in interviewer.seen for m in c.messages] == ["hello", "tone: warm", "last"]
    assert sum("tone: warm" in m.content for m in discord.said_by_bot(talk.thread)) == 1


async def test_messages_that_arrive_in_disorder_are_read_in_the_order_in_which_they_were_sent(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    bot = await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    interviewer.go_on.clear()
    await talk.says("busy")
    await interviewer.is_asked(2)
    discord.gateway.held = []
    for word in ("one", "two", "three"):
        await talk.says(word)
        await asyncio.sleep(0.002)  # an id holds its time in milliseconds
    await discord.gateway.let_go(backwards=True)
    [session] = await sessions.listed(bot.engine.store)
    await is_accepted(bot.engine, session.id, 4)
    interviewer.go_on.set()
    await talk.hears("I read: one | two | three")


async def test_what_is_said_to_somebody_else_is_context_and_gets_no_answer(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    ben = User(snowflake(), "Ben")
    await ana.says(talk.thread, f"<@{ben.id}> lunch?", mentions=(ben,))
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert [m.text for m in interviewer.seen[-1].history if not m.addressed] == ["@Ben lunch?"]


async def test_a_session_that_answers_mentions_only_keeps_the_rest_as_context(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    bot = await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    (session,) = await sessions.listed(bot.engine.store)
    await sessions.change_rules(bot.engine.store, session.id, lambda _: (Rules(answers="mentions"), None))
    await talk.says("between us")
    await talk.says("@Builder tone: warm")
    await talk.hears("I read: tone: warm")
    assert not any("between us" in m.content for m in discord.said_by_bot(talk.thread))


async def test_other_bots_and_itself_are_never_answered(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    other = Person(discord, "Other")
    other.user.bot = True
    await other.says(talk.thread, "@Builder I read: hello")
    await talk.says("last")
    await talk.hears("I read: last")
    assert [m.text for c in interviewer.seen for m in c.messages] == ["hello", "last"]


async def test_a_direct_message_is_a_conversation(discord: LocalDiscord, start_bot: StartBot, ana: Person) -> None:
    discord.guild()
    await start_bot(Plain())
    talk = Talk(discord, ana, discord.direct(ana.user))
    await talk.says("role: guide")
    await talk.hears("I read: role: guide")


async def test_a_sticker_alone_gets_a_kind_word_and_starts_no_turn(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    await ana.says(talk.thread, "", stickers=({"id": snowflake(), "name": "wave", "format_type": 1},))
    await talk.hears("I cannot read stickers")
    assert len(interviewer.seen) == 1


async def test_a_file_of_30_mb_is_refused_in_words_and_the_message_beside_it_is_answered(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, ana, general, "hello")
    discord.gateway.duplicate = True
    big = attached(discord, "calls.pdf", b"%PDF-", size=30_000_000)
    await ana.says(talk.thread, "tone: warm", attachments=(big,))
    await talk.hears("“calls.pdf” has 30 MB")
    await talk.hears("I read: tone: warm")
    discord.gateway.duplicate = False
    await talk.says("last")
    await talk.hears("I read: last")
    assert sum("30 MB" in m.content for m in discord.said_by_bot(talk.thread)) == 1


async def test_a_shared_file_is_read_as_material(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    notes = attached(discord, "notes.md", "Öffnungszeiten: 9 to 5".encode())
    await ana.says(talk.thread, "see the notes", attachments=(notes,))
    await talk.hears("I read: see the notes")
    assert "Öffnungszeiten: 9 to 5" in interviewer.seen[-1].messages[0].text


async def test_without_the_message_content_intent_it_says_so_first_and_answers_mentions(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    discord.gateway.intents_allowed = False
    interviewer = Plain()
    await start_bot(interviewer)
    talk = await begins(discord, ana, general, "hello")
    assert "mention me whenever you talk to me" in discord.said_by_bot(talk.thread)[0].content
    await talk.says("nobody hears this")
    await talk.says("@Builder tone: warm")
    await talk.hears("I read: tone: warm")
    assert [m.text for c in interviewer.seen for m in c.messages] == ["hello", "tone: warm"]
    assert sum("mention me whenever" in m.content for m in discord.said_by_bot(talk.thread)) == 1


async def test_a_message_in_a_thread_of_somebody_else_is_none_of_its_business(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    await ana.says(general, "shall we have lunch?")
    await begins(discord, ana, general, "hello")
    assert [m.text for c in interviewer.seen for m in c.messages] == ["hello"]


async def test_a_file_without_words_is_read_for_what_it_says_and_not_for_its_name(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    bot = await start_bot()
    talk = Talk(discord, ana, discord.direct(ana.user))
    file = attached(discord, "cancel orders.md", b"We need a receptionist that books appointments.")
    await ana.says(talk.thread, "", attachments=(file,))
    await talk.hears(" % · ")
    (session,) = await sessions.listed(bot.engine.store)
    assert [goal.statement for goal in (await status(bot.engine, session.id)).spec.goals] == ["Book appointments"]


async def test_the_bots_own_role_is_the_bot_and_another_role_is_somebody_else(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    interviewer = Plain()
    await start_bot(interviewer)
    guild = discord.guilds[general.guild_id or ""]
    talk = await begins(discord, ana, general, "hello")
    await talk.says(f"<@&{guild.support_role}> and @Builder, no: <@&{guild.support_role}> tone: calm")
    await ana.says(talk.thread, f"<@&{guild.support_role}> would the <@&{guild.bot_role}> know? tone: grim")
    await ana.says(general, f"<@&{guild.bot_role}> role: host")
    await discord.until(lambda: len(discord.threads()) == 2, "a second thread")
    await Talk(discord, ana, discord.threads()[1]).hears("I read: role: host")
    assert not any("grim" in m.text for c in interviewer.seen for m in c.messages)
    assert any("calm" in m.text for c in interviewer.seen for m in c.messages)


async def test_the_effect_of_an_edit_and_of_a_deletion_is_offered_and_a_preview_is_neither(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, ana: Person
) -> None:
    await start_bot(Plain())
    message = await ana.says(general, "@Builder role: guide")
    await discord.until(lambda: bool(discord.threads()), "a thread")
    talk = Talk(discord, ana, discord.threads()[0])
    await talk.hears("I read: role: guide")
    await discord.gateway.dispatch("MESSAGE_UPDATE", message.json(general.guild_id), general.guild_id)
    edited = message.json(general.guild_id) | {"edited_timestamp": "2026-12-01T00:00:00+00:00"}
    edited["content"] = edited["content"].replace("guide", "host")
    await discord.gateway.dispatch("MESSAGE_UPDATE", edited, general.guild_id)
    await talk.hears("“host” instead of “guide”?")
    gone = {"id": message.id, "channel_id": general.id, "guild_id": general.guild_id}
    await discord.gateway.dispatch("MESSAGE_DELETE", gone, general.guild_id)
    await talk.hears("Without “guide”?")
