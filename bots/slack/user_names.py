"""The names of the people who talk; asked of Slack once, and never waited for for long."""

import asyncio
from collections.abc import Mapping
from typing import Any

from cachetools import LRUCache

from bots.slack.web import Failure, Web
from engine.messages.inbound import Author
from engine.sessions import Undeliverable

SECONDS = 1.0
"""A message must be acknowledged within three; without an answer the id stands for the name."""
_MOST = 10_000


class People:
    def __init__(self, web: Web) -> None:
        self._web = web
        self._names: LRUCache[tuple[str, str], str] = LRUCache(_MOST)

    async def author(self, team: str, user: str, hint: str = "") -> Author:
        """The person with the name that the others in the thread see; `hint` is what an interaction said of it."""
        key = (team, user)
        name = self._names.get(key) or await self._asked(team, user)
        if not name:
            return Author(user, hint or user)
        self._names[key] = name
        return Author(user, name)

    async def _asked(self, team: str, user: str) -> str:
        try:
            async with asyncio.timeout(SECONDS):
                client = await self._web.poster(team)
                answer = await client.users_info(user=user)
        except (*Failure, Undeliverable):
            return ""
        return _name(answer.get("user") or {})


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(name) for name in names if name), "")
