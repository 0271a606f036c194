"""What an operator allows: channels and roles as Discord knows them, and how much of it."""

import pytest

from engine.settings import Settings
from engine.store import sessions
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, LocalDiscord, Person
from tests.discord.talk import Talk
from tests.discord.test_rights import general, of_support, support
from tests.interviewers import Plain

__all__ = ["general"]


@pytest.fixture
def settings(settings: Settings, discord: LocalDiscord, general: Channel) -> Settings:
    return settings.model_copy(update={"allowed_channels": f" {general.id}, 1", "allowed_roles": support(discord)})


async def test_agents_begin_in_allowed_channels_and_with_members_of_allowed_roles(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    guild = discord.guilds[general.guild_id or ""]
    lounge = discord.text_channel(guild, "lounge")
    sue, ana = of_support(discord, "Sue"), Person(discord, "Ana")
    elsewhere = await sue.runs(lounge, "new", idea="role: guide")
    await discord.until(lambda: "not set up for this channel" in elsewhere.answer, "a word about the channel")
    stranger = await ana.runs(general, "new", idea="role: guide")
    await discord.until(lambda: "not set up for everybody" in stranger.answer, "a word about the people")
    await ana.says(general, "@Builder role: guide")
    assert await sessions.listed(bot.engine.store) == []
    message = await sue.says(general, "@Builder role: guide")
    await discord.until(lambda: message.id in discord.channels, "a thread")
    talk = Talk(discord, sue, discord.channels[message.id])
    await talk.hears("I read: role: guide")
    await ana.says(talk.thread, "role: waiter")
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    assert not any("waiter" in m.content for m in discord.said_by_bot(talk.thread))
