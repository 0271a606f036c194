"""The words of a reply while they come: a message of ours that grows, until the delivery makes it the reply."""

import discord

from bots.discord.markdown import discord_markdown
from bots.discord.posts import MOST_TEXT, Post, Words
from bots.discord.views import layout_of
from bots.text import split
from engine.messages.inbound import ThreadKey
from engine.sessions import TryLater

DRAFT_MARK = 999_999
"""Of a message that is no reply yet, see `layout_of`; those of replies are larger."""


class DiscordPen:
    """The `Pen` of one client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def begin(self, thread: ThreadKey, person: str, text: str) -> tuple[str, str]:
        try:
            message = await self._in(thread).send(view=_unfinished(text))
        except discord.RateLimited as error:
            raise TryLater(error.retry_after) from error
        return str(message.id), text

    async def go_on(self, thread: ThreadKey, message_id: str, shown: str, text: str) -> None:
        try:
            await self._in(thread).get_partial_message(int(message_id)).edit(view=_unfinished(text))
        except discord.RateLimited as error:
            raise TryLater(error.retry_after) from error

    def _in(self, thread: ThreadKey) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(int(thread.parts[1]))


def _unfinished(text: str) -> discord.ui.LayoutView:
    """The words so far; what is too long for one message stands in the reply."""
    words = next(iter(split(discord_markdown(text), MOST_TEXT - 2)), "")
    return layout_of(Post((Words(f"{words} …".strip()),)), DRAFT_MARK)
