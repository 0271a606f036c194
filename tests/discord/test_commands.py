"""Slash commands and the command in a message's menu."""

import json

import pytest

from engine.store import sessions
from engine.targets import TARGETS
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, Interaction, LocalDiscord, Person
from tests.discord.local.world import PERMISSIONS
from tests.discord.talk import Talk, begins
from tests.interviewers import Plain


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture
async def talk(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> Talk:
    await start_bot(Plain())
    return await begins(discord, Person(discord, "Ana"), general, "role: guide")


async def answer(discord: LocalDiscord, interaction: Interaction) -> str:
    await discord.until(lambda: bool(interaction.answer), "an answer")
    return interaction.answer


async def test_the_commands_are_there_for_servers_and_direct_messages_alone(
    discord: LocalDiscord, start_bot: StartBot
) -> None:
    discord.guild()
    await start_bot(Plain())
    group, menu = sorted(discord.commands["global"], key=lambda c: str(c["name"]), reverse=True)
    names = {option["name"] for option in group["options"]}
    assert names >= {"new", "status", "spec", "undo", "resume", "export", "list", "abandon", "help"}
    assert menu["name"] == "Design an agent from this"
    assert [(c["contexts"], c["integration_types"]) for c in (group, menu)] == [([0, 1], [0])] * 2


async def test_status_says_what_is_agreed_to_the_one_who_asked(discord: LocalDiscord, talk: Talk) -> None:
    asked = await talk.person.runs(talk.thread, "status")
    assert "**Guide**" in await answer(discord, asked)
    assert asked.message
    assert asked.message.flags & 64


async def test_spec_gives_the_whole_spec_as_a_file(discord: LocalDiscord, talk: Talk) -> None:
    asked = await talk.person.runs(talk.thread, "spec")
    await answer(discord, asked)
    assert asked.message
    (document,) = asked.message.files.values()
    assert json.loads(document)["role"] == "guide"


async def test_undo_takes_the_last_change_back(discord: LocalDiscord, talk: Talk) -> None:
    await talk.says("role: waiter")
    await talk.hears("I read")
    await talk.person.runs(talk.thread, "undo")
    await talk.hears("undo")
    assert "**Guide**" in await answer(discord, await talk.person.runs(talk.thread, "status"))


async def test_export_gives_the_files_in_the_thread(discord: LocalDiscord, talk: Talk) -> None:
    talk.seen = len(discord.said_by_bot(talk.thread))
    await talk.person.runs(talk.thread, "export", platform="markdown")
    given = await talk.hears("The export for Markdown")
    assert any(name.endswith(".zip") for name in given.files)


async def test_export_says_what_changed_between_two_versions(discord: LocalDiscord, talk: Talk) -> None:
    asked = await talk.person.runs(talk.thread, "export", platform="markdown", compare="0 and 0")
    assert "is the same in version 0 and version 0" in await answer(discord, asked)
    asked = await talk.person.runs(talk.thread, "export", platform="markdown", compare="prices")
    assert "Name one version" in await answer(discord, asked)


async def test_export_offers_the_platforms_while_somebody_types(discord: LocalDiscord, talk: Talk) -> None:
    assert await talk.person.completes(talk.thread, "export", "platform", "") == list(TARGETS)
    assert await talk.person.completes(talk.thread, "export", "platform", "Elev") == ["elevenlabs"]


async def test_an_unknown_platform_is_answered_with_those_there_are(discord: LocalDiscord, talk: Talk) -> None:
    asked = await talk.person.runs(talk.thread, "export", platform="siri")
    assert "`export elevenlabs`" in await answer(discord, asked)


async def test_list_shows_a_person_their_agents_of_this_guild_and_of_no_other(
    discord: LocalDiscord, talk: Talk
) -> None:
    rivals = next(iter(discord.guild("Rivals").channels.values()))
    assert f"<#{talk.thread.id}>" in await answer(discord, await talk.person.runs(talk.thread, "list"))
    for person, channel in ((talk.person, rivals), (Person(discord, "Eve"), talk.thread)):
        assert "no agents here yet" in await answer(discord, await person.runs(channel, "list"))


async def test_resume_wakes_a_paused_session_with_a_recap(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    talk = await begins(discord, Person(discord, "Ana"), general, "role: guide")
    (session,) = await sessions.listed(bot.engine.store)
    await sessions.pause_idle(bot.engine.store, session.expires_at.replace(year=2999))
    talk.seen = len(discord.said_by_bot(talk.thread))
    await talk.person.runs(talk.thread, "resume")
    assert "Guide" in (await talk.hears("Welcome back. This is what we agreed")).content


async def abandons(discord: LocalDiscord, talk: Talk) -> None:
    talk.seen = len(discord.said_by_bot(talk.thread))
    await answer(discord, await talk.person.runs(talk.thread, "abandon"))
    await talk.clicks(await talk.hears("Shall I abandon", label="Abandon it"), "Abandon it")
    await talk.hears("This agent is abandoned")


async def test_an_abandoned_thread_is_left_alone_until_somebody_mentions_it(discord: LocalDiscord, talk: Talk) -> None:
    await abandons(discord, talk)
    await talk.says("nice weather")
    await talk.says("@Builder tone: warm")
    await talk.hears("I read: tone: warm")
    assert len(talk.new()) == 1


async def test_abandoned_direct_messages_begin_anew_with_the_next_word(
    discord: LocalDiscord, start_bot: StartBot
) -> None:
    discord.guild()
    await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = Talk(discord, ana, discord.direct(ana.user))
    await talk.says("role: guide")
    await talk.hears("I read: role: guide")
    await abandons(discord, talk)
    await talk.says("tone: warm")
    await talk.hears("I read: tone: warm")
    await abandons(discord, talk)
    await ana.runs(talk.thread, "new", idea="tone: calm")
    await talk.hears("I read: tone: calm")


async def test_a_command_where_there_is_no_agent_opens_no_session(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    here, alone = Talk(discord, ana, general), Talk(discord, ana, discord.direct(ana.user))
    for word, told in (("help", "/agent new"), ("status", "No agent is being designed here"), ("undo", "No agent")):
        await here.says(f"@Builder {word}")
        await here.hears(told)
        await alone.says(word)
        await alone.hears(told)
    assert "/agent new" in await answer(discord, await ana.runs(general, "help"))
    assert (discord.threads(), await sessions.listed(bot.engine.store)) == ([], [])


async def test_a_mention_in_a_voice_channel_is_told_where_to_go(discord: LocalDiscord, start_bot: StartBot) -> None:
    lounge = discord.voice_channel(discord.guild(), "Lounge")
    bot = await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = Talk(discord, ana, lounge)
    await talk.says("@Builder role: guide")
    await talk.hears("There are no threads in this channel")
    assert "no threads in this channel" in await answer(discord, await ana.runs(lounge, "new", idea="hello"))
    message = await ana.says(lounge, "role: guide")
    used = await ana.uses_menu(message, "Design an agent from this")
    assert "no threads in this channel" in await answer(discord, used)
    assert await sessions.listed(bot.engine.store) == []


async def test_a_name_is_shown_as_it_is_written_and_never_as_a_link(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    talk = await begins(discord, Person(discord, "[Ana](https://evil.example.com) **x**\u202e"), general, "hello")
    told = await answer(discord, await talk.person.runs(talk.thread, "settings", approve="owner"))
    assert told.startswith("Only \\[Ana\\](https\\://evil.example.com) \\*\\*x\\*\\* may approve")


async def test_who_may_not_decide_is_told_so(discord: LocalDiscord, talk: Talk) -> None:
    assert "Only Ana may" in await answer(discord, await talk.person.runs(talk.thread, "settings", approve="owner"))
    eve = Person(discord, "Eve")
    for command in ("abandon", "settings"):
        options = {"approve": "anyone"} if command == "settings" else {}
        told = await answer(discord, await eve.runs(talk.thread, command, **options))
        assert "Only Ana may" in told


@pytest.mark.parametrize("command", ["status", "spec", "undo", "resume", "abandon"])
async def test_a_command_outside_of_a_thread_says_where_to_go(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, command: str
) -> None:
    await start_bot(Plain())
    told = await answer(discord, await Person(discord, "Ana").runs(general, command))
    assert "No agent is being designed here" in told


async def test_the_menu_of_a_message_makes_its_words_the_idea(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    ana, ben = Person(discord, "Ana"), Person(discord, "Ben")
    message = await ben.says(general, "role: guide")
    opened = await ana.uses_menu(message, "Design an agent from this")
    assert f"<#{message.id}>" in await answer(discord, opened)
    await Talk(discord, ana, discord.channels[message.id]).hears("I read: role: guide")
    again = await ana.uses_menu(message, "Design an agent from this")
    assert "has its agent already" in await answer(discord, again)


async def test_a_new_agent_in_direct_messages_is_designed_right_there(
    discord: LocalDiscord, start_bot: StartBot
) -> None:
    discord.guild()
    await start_bot(Plain())
    ana = Person(discord, "Ana")
    direct = discord.direct(ana.user)
    opened = await ana.runs(direct, "new", idea="role: guide")
    assert "here" in opened.answer
    await Talk(discord, ana, direct).hears("I read: role: guide")
    assert "designed here already" in await answer(discord, await ana.runs(direct, "new"))


async def test_a_new_agent_without_an_idea_is_asked_for_one(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot()
    talk = await begins(discord, Person(discord, "Ana"), general, "")
    assert talk.thread.name == "A new voice agent"
    await talk.agrees("A receptionist")


@pytest.mark.parametrize(
    ("denied", "named"),
    [("create_public_threads", "“Create Public Threads”"), ("attach_files", "“Attach Files”")],
)
async def test_a_missing_permission_in_a_channel_is_named(
    discord: LocalDiscord, start_bot: StartBot, general: Channel, denied: str, named: str
) -> None:
    general.denied = PERMISSIONS[denied]
    await start_bot(Plain())
    ana = Person(discord, "Ana")
    assert named in await answer(discord, await ana.runs(general, "new", idea="hello"))
    await ana.says(general, "@Builder hello")
    await Talk(discord, ana, general).hears(named)
    assert discord.threads() == []


async def test_a_channel_that_it_cannot_see_is_named_as_well(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    general.denied = PERMISSIONS["view_channel"]
    told = await answer(discord, await Person(discord, "Ana").runs(general, "new", idea="hello"))
    assert "“View Channel”" in told


async def test_a_mention_with_a_command_is_the_command(discord: LocalDiscord, talk: Talk) -> None:
    await talk.says("@Builder status")
    await talk.hears("Still to settle")


async def test_help_names_what_there_is(discord: LocalDiscord, talk: Talk) -> None:
    assert "/agent new" in await answer(discord, await talk.person.runs(talk.thread, "help"))


async def test_agents_are_listed_by_words_and_a_new_one_begins_from_an_earlier_one(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot(Plain())
    ana = Person(discord, "Ana")
    talk = await begins(discord, ana, general, "role: night porter")
    listed = await answer(discord, await ana.runs(general, "list", which="open", about="porter"))
    assert listed == f"- **Night porter** · The basics, 16 % <#{talk.thread.id}>"
    assert "none here that fits" in await answer(discord, await ana.runs(general, "list", about="nurse"))
    again = await begins(discord, ana, general, "from night porter")
    assert again.thread.id != talk.thread.id
    status = await answer(discord, await ana.runs(again.thread, "status"))
    assert "porter" in status.lower()
