"""`/agent …` and the command in the menu of a message. They run in servers and in direct messages, and nowhere else."""

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bots.chat import Acknowledge
from bots.commands import COMMANDS
from bots.compare_command import is_compare
from bots.discord import incoming, threads
from bots.discord.answers import Interaction, author_of, claimed, say, thread_of
from bots.discord.conversation import Conversation
from bots.discord.incoming import place_of
from bots.discord.platform import Source
from engine import sessions
from engine.errors import PersonError
from engine.messages.inbound import Attachment, ThreadKey
from engine.rules import RIGHTS, Holder
from engine.sessions import PLATFORM_NAMES

MENU = "Design an agent from this"
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=False)
_OWN_FORM = ("export", "settings", "list")
"""Commands with options; the others take none, and are registered from the table as they are."""
_PUBLIC = ("export",)
MOST_VERSION = 999_999_999
_ACKNOWLEDGED = {
    "undo": "I take the last change back.",
    "export": "This is what a push would do.",
    "abandon": "I ask once more before I do it.",
    "rehearse": "You are the caller now.",
}
"""What is said to a command whose answer is a reply in the thread."""
_HERE_ALREADY = (
    "An agent is being designed here already, and each has a thread of its own. "
    "Use `/agent new` in a text channel of a server for another one."
)


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
        self._chat = conversation.chat
        for name in COMMANDS:
            if name not in _OWN_FORM:
                self.add_command(self._plain(name))

    def _plain(self, name: str) -> app_commands.Command[Any, ..., None]:
        async def follow(interaction: Interaction) -> None:
            await self._follow(interaction, name)

        text = COMMANDS[name].help
        return app_commands.Command(name=name, description=f"{text[:1].upper()}{text[1:]}", callback=follow)

    @app_commands.command(description="Begin a new voice agent, in a thread of its own")
    @app_commands.describe(
        idea="What it should do, in a sentence or two", file="A document to read, or an agent to take"
    )
    async def new(
        self,
        interaction: Interaction,
        idea: app_commands.Range[str, 0, 4000] = "",
        file: discord.Attachment | None = None,
    ) -> None:
        await begin(self._conversation, interaction, idea, [file] if file else [])

    @app_commands.command(description="The files for a platform, as the agent stands now; or bring it there")
    @app_commands.describe(
        platform="Where the agent will run",
        push="Show what would change there, and bring the agent there once you agree",
        version="Push an earlier version",
        compare="Say what changed in it: `3` for since version 3, `3 5` for between two, `last two` exports",
    )
    async def export(
        self,
        interaction: Interaction,
        platform: str,
        push: bool = False,
        version: app_commands.Range[int, 0, MOST_VERSION] | None = None,
        compare: app_commands.Range[str, 0, 30] = "",
    ) -> None:
        earlier = [] if version is None else [str(version)]
        more = ["compare", *_versions(compare)] if compare else ["push", *earlier] if push else []
        if await claimed(interaction, ephemeral=False):
            await self._follow(interaction, "export", platform, *more)

    @export.autocomplete("platform")
    async def _platforms(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.casefold()
        names = [(p, name) for p, name in PLATFORM_NAMES.items() if wanted in p or wanted in name.casefold()]
        return [app_commands.Choice(name=name, value=p) for p, name in names][:25]

    @app_commands.command(description="Your agents on this server")
    @app_commands.describe(which="Which of them", about="Words that its name, its role or its company has")
    @app_commands.choices(which=[app_commands.Choice(name=n, value=n) for n in ("mine", "open", "paused", "done")])
    async def list(
        self, interaction: Interaction, which: str = "", about: app_commands.Range[str, 0, 100] = ""
    ) -> None:
        await self._follow(interaction, "list", *filter(None, (which, "about" if about else "", *about.split())))

    @app_commands.command(description="Who may do what, and which messages I answer")
    @app_commands.describe(
        edit="Who may change the agent",
        approve="Who may approve; and export, push and abandon, until you say otherwise",
        export="Who may export",
        push="Who may push",
        abandon="Who may abandon and restore",
        approvals="How many people have to approve",
        right="What the person or the role below may do",
        person="Somebody who may",
        role="A role whose members may",
        answers="Which messages I answer here",
    )
    @app_commands.choices(
        **{right: [app_commands.Choice(name=n, value=n) for n in ("anyone", "owner")] for right in RIGHTS},
        approvals=[app_commands.Choice(name=n, value=n) for n in ("1", "2")],
        right=[app_commands.Choice(name=n, value=n) for n in RIGHTS],
        answers=[app_commands.Choice(name=n, value=n) for n in ("all", "mentions")],
    )
    async def settings(
        self,
        interaction: Interaction,
        edit: str = "",
        approve: str = "",
        export: str = "",
        push: str = "",
        abandon: str = "",
        approvals: str = "",
        right: str = "approve",
        person: discord.User | None = None,
        role: discord.Role | None = None,
        answers: str = "",
    ) -> None:
        people = [Holder(who=f"person:{person.id}", name=person.display_name)] if person else []
        people += [Holder(who=f"group:{role.id}", name=f"@{role.name}")] if role else []
        rights = {"edit": edit, "approve": approve, "export": export, "push": push, "abandon": abandon}
        given = rights | {"approvals": approvals, "answers": answers}
        asked = [[name, value] for name, value in given.items() if value]
        asked += [[right, "people"]] if people else []
        for words in asked[:-1]:
            await self._follow(interaction, "settings", *words, quiet=True)
        await self._follow(interaction, "settings", *(asked[-1] if asked else []), people=people)

    async def _follow(
        self, interaction: Interaction, name: str, *words: str, people: Sequence[Holder] = (), quiet: bool = False
    ) -> None:
        async def acknowledge() -> None:
            await say(interaction, _ACKNOWLEDGED[name], ephemeral=name not in _PUBLIC)

        key, thread = f"discord:interaction:{interaction.id}", thread_of(interaction)
        author = await self._chat.who(interaction, thread)
        shown = await self._chat.follow(thread, key, author, name, words, people, acknowledge)
        if shown and not quiet:
            await say(interaction, shown.markdown, shown.files, ephemeral=name not in _PUBLIC)


def _versions(compare: str) -> list[str]:
    """`3 5`, `3 and 5` or `last two`, as the command of every platform takes them."""
    words = [word for word in re.findall(r"[^\W_]+", compare.casefold()) if word not in ("and", "to")]
    if not is_compare(["-", "compare", *words]):
        raise PersonError("Name one version, such as `3`, or two, such as `3 5`, or write `last two`.")
    return words


def menu(conversation: Conversation) -> app_commands.ContextMenu:
    """The command in a message's menu: its words are the idea."""

    async def design(interaction: Interaction, message: discord.Message) -> None:
        await begin_from(conversation, interaction, message)

    return app_commands.ContextMenu(name=MENU, callback=design, allowed_contexts=_CONTEXTS, allowed_installs=_INSTALLS)


async def begin(
    conversation: Conversation, interaction: Interaction, idea: str, shared: Sequence[discord.Attachment] = ()
) -> None:
    """Open a thread (or take the one we are in) and talk about the idea there."""
    await conversation.chat.check_begins(interaction, thread_of(interaction), place_of(interaction.channel), idea)
    threads.check_may(interaction.app_permissions, interaction.channel)
    if shared and not await claimed(interaction):
        return
    files = await incoming.material(shared)
    if threads.is_home(interaction.channel):
        await _begin_here(conversation, interaction, idea, interaction, files)
    elif interaction.response.is_done() or await claimed(interaction):
        thread = await threads.open_beside(interaction.channel, idea)
        key = threads.key_in(thread.id, interaction.guild_id)

        async def acknowledge() -> None:
            await say(interaction, f"Let us talk about it in {thread.mention}.")

        await _begin(conversation, interaction, key, idea, acknowledge, interaction, files)


async def begin_from(conversation: Conversation, interaction: Interaction, message: discord.Message) -> None:
    """Open the thread of a message (or take the one we are in) and talk about its words there."""
    await conversation.chat.check_begins(interaction, thread_of(interaction), place_of(interaction.channel))
    threads.check_may(interaction.app_permissions, interaction.channel)
    if message.attachments and not await claimed(interaction):
        return
    files = await incoming.material(message.attachments)
    if threads.is_home(interaction.channel):
        await _begin_here(conversation, interaction, message.content, message, files)
        return
    threads.threaded(interaction.channel)
    key = threads.key_in(message.id, interaction.guild_id)
    await _check_free(conversation, key, f"That message has its agent already, in <#{message.id}>.")

    async def acknowledge() -> None:
        if interaction.response.is_done() or await claimed(interaction):
            await threads.open_from(message, message.content)
            await say(interaction, f"Let us talk about it in <#{message.id}>.")

    await _begin(conversation, interaction, key, message.content, acknowledge, message, files)


async def _begin_here(
    conversation: Conversation,
    interaction: Interaction,
    idea: str,
    source: Source,
    files: Sequence[Attachment | str] = (),
) -> None:
    """`source`: that with which it begins; what stands before it is read."""
    key = thread_of(interaction)
    await _check_free(conversation, key, _HERE_ALREADY)

    async def acknowledge() -> None:
        await say(interaction, "Let us talk about it here.")

    await _begin(conversation, interaction, key, idea, acknowledge, source, files)


async def _begin(
    conversation: Conversation,
    interaction: Interaction,
    key: ThreadKey,
    idea: str,
    acknowledge: Acknowledge,
    source: Source,
    files: Sequence[Attachment | str] = (),
) -> None:
    event = f"discord:interaction:{interaction.id}"
    await conversation.chat.begin(key, event, author_of(interaction.user), idea, acknowledge, source, files)
    if refused := [words for words in files if isinstance(words, str)]:
        await say(interaction, "\n".join(refused))


async def _check_free(conversation: Conversation, key: ThreadKey, otherwise: str) -> None:
    known = await sessions.in_thread(conversation.chat.engine, key)
    if known and known.version:
        raise PersonError(otherwise)
