"""Who may do what: roles as Discord knows them, in what people write, click and choose in a command."""

from dataclasses import replace

import pytest

from engine.document.changes import Approve
from engine.messages.replies import Suggestion
from engine.store import sessions
from engine.turns.turn import Engine, status
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.talk import Talk, begins
from tests.interviewers import Offers, Plain

APPROVE = Suggestion(label="Approve", changes=(Approve(what="basics"),))


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


def support(discord: LocalDiscord) -> str:
    return next(iter(discord.guilds.values())).support_role


def of_support(discord: LocalDiscord, name: str) -> Person:
    """A member with that role."""
    person = Person(discord, name)
    person.user = replace(person.user, roles=(support(discord),))
    return person


async def approved_by(engine: Engine, talk: Talk) -> str:
    session = await sessions.by_thread(engine.store, f"discord:{talk.thread.guild_id}:{talk.thread.id}")
    assert session is not None
    approval = (await status(engine, session.id)).spec.approvals.get("basics")
    return approval.by.author_name if approval else ""


async def test_members_of_a_role_may_approve_by_click_and_others_are_told_alone_who_may(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Offers(APPROVE))
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    asking = await talk.hears("Shall we?", label="Approve")
    told = await talk.person.runs(talk.thread, "settings", role=support(discord))
    await discord.until(lambda: "Only \\@support may approve, export, push or abandon." in told.answer, "the rule")
    refused = await talk.clicks(asking, "Approve")
    await discord.until(lambda: "Only \\@support may approve" in refused.answer, "a private word")
    assert await approved_by(bot.engine, talk) == ""
    await of_support(discord, "Sue").clicks(asking, "Approve")
    await talk.hears("Shall we?")
    assert await approved_by(bot.engine, talk) == "Sue"


async def test_members_of_a_role_may_approve_by_word(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "role: guide")
    await talk.says(f"@Builder settings approve <@&{support(discord)}>")
    await talk.hears("Only \\@support may approve")
    await talk.says("approve basics")
    await talk.hears("Only \\@support may approve")
    talk.person = of_support(discord, "Sue")
    await talk.says("approve basics")
    await talk.hears(" % · ")
    assert await approved_by(bot.engine, talk) == "Sue"


async def test_who_may_not_change_the_agent_is_told_in_a_direct_message(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    ben = Person(discord, "Ben")
    talk = await begins(discord, Person(discord, "Ana"), general, "role: guide")
    told = await talk.person.runs(talk.thread, "settings", edit="owner", approve="owner")
    await discord.until(lambda: "Only Ana may change the agent, approve" in told.answer, "the rule")
    said = len(discord.said_by_bot(talk.thread))
    await ben.says(talk.thread, "role: waiter")

    def private() -> list[str]:
        direct = [c for c in discord.channels.values() if c.recipient and c.recipient.id == ben.user.id]
        return [m.content for c in direct for m in discord.said_by_bot(c)]

    await discord.until(lambda: bool(private()), "a direct message")
    assert private() == ["Only Ana may change the agent. Ask them. What you say here I keep as context."]
    assert len(discord.said_by_bot(talk.thread)) == said
