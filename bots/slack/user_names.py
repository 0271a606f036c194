"""The people who talk: their names, and the user groups that they belong to. Never waited for for long."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import structlog
from cachetools import LRUCache, TTLCache

from bots.slack.web import Failure, Web
from engine.messages.inbound import Author
from engine.sessions import Undeliverable

_log = structlog.get_logger()
SECONDS = 1.0
"""A message must be acknowledged within three; without an answer the id stands for the name."""
_MOST = 10_000
GROUP_SECONDS = 60.0
"""How long a new member of a user group waits for its rights, and one who left keeps them."""


class People:
    def __init__(self, web: Web) -> None:
        self._web = web
        self._names: LRUCache[tuple[str, str], str] = LRUCache(_MOST)
        self._members: TTLCache[tuple[str, str], frozenset[str]] = TTLCache(_MOST, GROUP_SECONDS)

    async def author(self, team: str, user: str, hint: str = "") -> Author:
        """The person with the name that the others in the thread see; `hint` is what an interaction said of it."""
        key = (team, user)
        name = self._names.get(key) or await self._asked(team, user)
        if not name:
            return Author(user, hint or user)
        self._names[key] = name
        return Author(user, name)

    async def groups(self, team: str, user: str, groups: Collection[str]) -> tuple[str, ...]:
        """Those of these user groups to which the person belongs."""
        return tuple([group for group in groups if user in await self._members_of(team, group)])

    async def group_name(self, team: str, group: str) -> str:
        """`@leads`; its id where Slack does not tell."""
        try:
            async with asyncio.timeout(SECONDS):
                client = await self._web.poster(team)
                found = (await client.usergroups_list()).get("usergroups") or []
        except (*Failure, Undeliverable):
            return group
        return next((f"@{one['handle']}" for one in found if one.get("id") == group and one.get("handle")), group)

    async def _members_of(self, team: str, group: str) -> frozenset[str]:
        """Nobody where Slack does not tell; it is asked again then."""
        key = (team, group)
        if key not in self._members:
            try:
                async with asyncio.timeout(SECONDS):
                    client = await self._web.poster(team)
                    answer = await client.usergroups_users_list(usergroup=group)
            except (*Failure, Undeliverable) as failure:
                _log.warning("The members of a user group are not known.", group=group, reason=str(failure))
                return frozenset()
            self._members[key] = frozenset(map(str, answer.get("users") or ()))
        return self._members[key]

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
