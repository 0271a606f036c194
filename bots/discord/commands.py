"""`/agent …` and the command in the menu of a message. They run in servers and in direct messages, and nowhere else."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bots import commands, permissions
from bots.discord import threads
from bots.discord.answers import Interaction, author_of, claimed, say, thread_of
from bots.discord.conversation import HELLO, HOW_TO_BEGIN, NO_SESSION, Conversation
from engine.changes import Undo
from engine.errors import PersonError, SessionNotFound
from engine.inbound import Action, Inbound, ThreadKey
from engine.store import sessions
from engine.store.rows import Session
from engine.targets import PLATFORM_NAMES
from engine.turns.turn import status

MENU = "Design an agent from this"
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=False)


class AgentCommands(app_commands.Group):
    """The slash commands."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(
            name="agent",
            description="Design a voice agent by talking about it",
            allowed_contexts=_CONTEXTS,
            allowed_installs=_INSTALLS,
        )
        self._conversation = conversation
        self._engine = conversation.engine

    @app_commands.command(description="Begin a new voice agent, in a thread of its own")
    @app_commands.describe(idea="What it should do, in a sentence or two")
    async def new(self, interaction: Interaction, idea: app_commands.Range[str, 0, 4000] = "") -> None:
        await begin(self._conversation, interaction, idea)

    @app_commands.command(description="What is agreed, and what is missing")
    async def status(self, interaction: Interaction) -> None:
        await self._run(interaction, "status")

    @app_commands.command(description="The whole spec as a file")
    async def spec(self, interaction: Interaction) -> None:
        await self._run(interaction, "spec")

    @app_commands.command(description="Take the last change back")
    async def undo(self, interaction: Interaction) -> None:
        session = await self._session(interaction)
        key = f"discord:interaction:{interaction.id}"
        inbound = Inbound(thread_of(interaction), key, author_of(interaction.user), "undo", Action("undo", (Undo(),)))
        sessions.check_open(session)

        async def acknowledge() -> None:
            await say(interaction, "I take the last change back.")

        await self._conversation.talk(inbound, acknowledge)

    @app_commands.command(description="Wake a paused session, with a short recap")
    async def resume(self, interaction: Interaction) -> None:
        session = await self._session(interaction)
        sessions.check_open(session)
        paused = (await status(self._engine, session.id)).status == "paused"
        await say(interaction, "Welcome back." if paused else "This session is awake. Just go on.")
        await self._conversation.wake(session.id)

    @app_commands.command(description="The files for a platform, as the agent stands now")
    @app_commands.describe(platform="Where the agent will run")
    async def export(self, interaction: Interaction, platform: str) -> None:
        if await claimed(interaction, ephemeral=False):
            await self._run(interaction, "export", [platform], ephemeral=False)

    @export.autocomplete("platform")
    async def _platforms(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.casefold()
        names = [(p, name) for p, name in PLATFORM_NAMES.items() if wanted in p or wanted in name.casefold()]
        return [app_commands.Choice(name=name, value=p) for p, name in names][:25]

    @app_commands.command(description="Your agents on this server")
    async def list(self, interaction: Interaction) -> None:
        workspace = f"discord:{interaction.guild_id or 'dm'}"
        found = await commands.own_sessions(self._engine, workspace, author_of(interaction.user))
        lines = [f"- <#{s.thread.parts[1]}> {commands.line_of(s)}" for s in found]
        await say(interaction, "\n".join(lines) or "You have no agents here yet. Begin one with `/agent new`.")

    @app_commands.command(description="Who may approve, and which messages I answer")
    @app_commands.describe(approve="Who may approve, export and abandon", answers="Which messages I answer here")
    @app_commands.choices(
        approve=[app_commands.Choice(name=n, value=n) for n in ("anyone", "owner")],
        answers=[app_commands.Choice(name=n, value=n) for n in ("all", "mentions")],
    )
    async def settings(
        self,
        interaction: Interaction,
        approve: str = "",
        person: discord.User | None = None,
        answers: str = "",
    ) -> None:
        session, author = await self._session(interaction), author_of(interaction.user)
        people = [str(person.id)] if person else []
        words = [["approve", approve or "people"]] if approve or people else []
        words += [["answers", answers]] if answers else []
        for change in words or [[]]:
            told = await permissions.set_rules(self._engine, session.id, author, change, people)
        await say(interaction, told)

    @app_commands.command(description="End this session for good")
    async def abandon(self, interaction: Interaction) -> None:
        await self._run(interaction, "abandon")

    @app_commands.command(description="What I can do")
    async def help(self, interaction: Interaction) -> None:
        await say(interaction, commands.help_text(HOW_TO_BEGIN))

    async def _run(
        self, interaction: Interaction, name: str, words: Sequence[str] = (), *, ephemeral: bool = True
    ) -> None:
        session = await self._session(interaction)
        view = await status(self._engine, session.id)
        request = commands.Request(self._engine, view, author_of(interaction.user), words)
        shown = await commands.run(name, request)
        await say(interaction, shown.markdown, shown.files, ephemeral=ephemeral)

    async def _session(self, interaction: Interaction) -> Session:
        found = await sessions.by_thread(self._engine.store, str(thread_of(interaction)))
        if found is None:
            raise SessionNotFound(NO_SESSION)
        return found


def menu(conversation: Conversation) -> app_commands.ContextMenu:
    """The command in a message's menu: its words are the idea."""

    async def design(interaction: Interaction, message: discord.Message) -> None:
        await begin_from(conversation, interaction, message)

    return app_commands.ContextMenu(name=MENU, callback=design, allowed_contexts=_CONTEXTS, allowed_installs=_INSTALLS)


async def begin(conversation: Conversation, interaction: Interaction, idea: str) -> None:
    """Open a thread (or take the one we are in) and talk about the idea there."""
    threads.check_may(interaction.app_permissions, interaction.channel)
    if threads.is_home(interaction.channel):
        await _begin_here(conversation, interaction, idea)
    elif await claimed(interaction):
        thread = await threads.open_beside(interaction.channel, idea)
        key = threads.key_in(thread.id, interaction.guild_id)

        async def acknowledge() -> None:
            await say(interaction, f"Let us talk about it in {thread.mention}.")

        await conversation.talk(_first(interaction, key, idea), acknowledge)


async def begin_from(conversation: Conversation, interaction: Interaction, message: discord.Message) -> None:
    """Open the thread of a message (or take the one we are in) and talk about its words there."""
    threads.check_may(interaction.app_permissions, interaction.channel)
    if threads.is_home(interaction.channel):
        await _begin_here(conversation, interaction, message.content)
        return
    threads.threaded(interaction.channel)
    key = threads.key_in(message.id, interaction.guild_id)
    await _check_free(conversation, key, f"That message has its agent already, in <#{message.id}>.")

    async def acknowledge() -> None:
        if await claimed(interaction):
            await threads.open_from(message, message.content)
            await say(interaction, f"Let us talk about it in <#{message.id}>.")

    await conversation.talk(_first(interaction, key, message.content), acknowledge)


async def _begin_here(conversation: Conversation, interaction: Interaction, idea: str) -> None:
    key = thread_of(interaction)
    await _check_free(conversation, key, _HERE_ALREADY)

    async def acknowledge() -> None:
        await say(interaction, "Let us talk about it here.")

    await conversation.talk(_first(interaction, key, idea), acknowledge)


async def _check_free(conversation: Conversation, key: ThreadKey, otherwise: str) -> None:
    known = await sessions.by_thread(conversation.engine.store, str(key))
    if known and known.version:
        raise PersonError(otherwise)


def _first(interaction: Interaction, key: ThreadKey, idea: str) -> Inbound:
    """What somebody says who begins by a command."""
    return Inbound(key, f"discord:interaction:{interaction.id}", author_of(interaction.user), idea or HELLO)


_HERE_ALREADY = (
    "An agent is being designed here already, and each has a thread of its own. "
    "Use `/agent new` in a text channel of a server for another one."
)
