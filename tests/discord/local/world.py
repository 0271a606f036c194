"""What there is in a Discord: guilds, channels and threads, messages, interactions. Plain records and their JSON."""

import copy
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
TEXT, DM, VOICE, PUBLIC_THREAD = 0, 1, 2, 11
PERMISSIONS = {
    "create_public_threads": 1 << 35,
    "send_messages": 1 << 11,
    "send_messages_in_threads": 1 << 38,
    "view_channel": 1 << 10,
    "attach_files": 1 << 15,
    "embed_links": 1 << 14,
    "read_message_history": 1 << 16,
    "manage_threads": 1 << 34,
    "administrator": 1 << 3,
}
BOT_MAY = sum(
    PERMISSIONS[name]
    for name in (
        "create_public_threads",
        "send_messages",
        "send_messages_in_threads",
        "view_channel",
        "attach_files",
        "embed_links",
        "read_message_history",
    )
)
_count = itertools.count(1)


def snowflake() -> str:
    """An id whose upper bits are the time, as Discord's are."""
    return str((int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22 | next(_count) & 0x3FFFFF)


SUPPRESS_EMBEDS = 1 << 2
COMPONENTS_V2 = 1 << 15


def walk(components: list[Json]) -> Iterator[Json]:
    """The components of a message, nested ones included."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if "accessory" in component:
            yield component["accessory"]


def words_of(payload: Json) -> str:
    """All that people read in a message, whichever way it was sent."""
    said = [c["content"] for c in walk(payload.get("components") or []) if c["type"] == 10]
    return "\n\n".join([*filter(None, [payload.get("content")]), *said])


_ROLES = re.compile(r"<@&(\d+)>")


@dataclass
class User:
    id: str
    name: str
    bot: bool = False
    roles: tuple[str, ...] = ()
    """On every server."""

    def json(self) -> Json:
        return {
            "id": self.id,
            "username": self.name.lower(),
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
        }


@dataclass
class Message:
    id: str
    channel_id: str
    author: User
    content: str
    payload: Json = field(default_factory=dict)
    """What the bot sent: components, attachments, nonce."""
    files: dict[str, bytes] = field(default_factory=dict)
    mentions: tuple[User, ...] = ()
    attachments: tuple[Json, ...] = ()
    stickers: tuple[Json, ...] = ()
    flags: int = 0
    edits: int = 0
    refers: Json = field(default_factory=dict)
    """To the message that it answers or forwards, as Discord tells of it."""
    interaction: str = ""
    """The interaction that this message answers, for one that only its person sees."""

    @property
    def components(self) -> list[Json]:
        found: list[Json] = self.payload.get("components") or []
        return found

    @property
    def embeds(self) -> list[Json]:
        """Hidden, as Discord does, where the message asks for that."""
        return [] if self.flags & SUPPRESS_EMBEDS else list(self.payload.get("embeds") or [])

    def controls(self) -> list[Json]:
        """Buttons and selects that can be used, in order."""
        return [c for c in self.all_controls() if not c.get("disabled")]

    def all_controls(self, below: str = "") -> list[Json]:
        """Spent ones too; only those below these words."""
        found, words = list[Json](), ""
        for component in walk(self.components):
            words = component["content"] if component["type"] == 10 else words
            if component["type"] in (2, 3) and below in words:
                found.append(component)
        return found

    def _shown(self) -> list[Json]:
        """The components as Discord gives them back: each has an id, and files have an address of Discord's."""
        shown = copy.deepcopy(self.components)
        urls = {f"attachment://{a['filename']}": a["url"] for a in self.attachments}
        for number, component in enumerate(walk(shown), 1):
            component["id"] = component.get("id") or number
            for media in [component.get("file"), *(i["media"] for i in component.get("items") or ())]:
                if media:
                    media["url"] = urls.get(media["url"], media["url"])
            if component["type"] == 13:
                component |= {"name": component["file"]["url"].rpartition("/")[2], "size": 1}
        return shown

    def json(self, guild_id: str | None = None) -> Json:
        value: Json = {
            "id": self.id,
            "channel_id": self.channel_id,
            "author": self.author.json(),
            "content": "" if self.flags & COMPONENTS_V2 else self.content,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [u.json() for u in self.mentions],
            "mention_roles": _ROLES.findall(self.content),
            "attachments": list(self.attachments),
            "embeds": self.embeds,
            "pinned": False,
            "type": 0,
            "flags": self.flags,
            "components": self._shown(),
            "sticker_items": list(self.stickers),
            **self.refers,
        }
        if self.payload.get("nonce") is not None:
            value["nonce"] = self.payload["nonce"]
        if guild_id:
            value |= {"guild_id": guild_id, "member": member_json(self.author)}
        return value


@dataclass
class Channel:
    id: str
    guild_id: str | None
    name: str
    type: int = TEXT
    parent_id: str | None = None
    owner_id: str = ""
    archived: bool = False
    locked: bool = False
    denied: int = 0
    """Permissions that the bot does not have here."""
    recipient: User | None = None
    messages: list[Message] = field(default_factory=list)
    typed: int = 0
    """How often the bot showed that it is typing."""

    def json(self) -> Json:
        value: Json = {"id": self.id, "type": self.type, "name": self.name}
        if self.recipient:
            return {"id": self.id, "type": DM, "last_message_id": None, "recipients": [self.recipient.json()]}
        value |= {"guild_id": self.guild_id, "parent_id": self.parent_id}
        if self.type != PUBLIC_THREAD:
            deny = [{"id": self.guild_id, "type": 0, "allow": "0", "deny": str(self.denied)}] if self.denied else []
            value |= {"position": 0, "permission_overwrites": deny, "nsfw": False, "topic": None}
            return value | ({"bitrate": 64_000, "user_limit": 0} if self.type == VOICE else {})
        return value | {
            "owner_id": self.owner_id,
            "message_count": len(self.messages),
            "member_count": 2,
            "total_message_sent": len(self.messages),
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": datetime.now(UTC).isoformat(),
                "create_timestamp": datetime.now(UTC).isoformat(),
            },
        }


@dataclass
class Guild:
    id: str
    name: str
    channels: dict[str, Channel] = field(default_factory=dict)
    bot_role: str = field(default_factory=snowflake)
    """The role that Discord makes for a bot when it is invited with permissions."""
    support_role: str = field(default_factory=snowflake)

    def json(self, bot: User) -> Json:
        plain = [c for c in self.channels.values() if c.type != PUBLIC_THREAD]
        threads = [c for c in self.channels.values() if c.type == PUBLIC_THREAD and not c.archived]
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "owner_id": "1",
            "roles": [
                _role(self.id, "@everyone"),
                _role(self.bot_role, bot.name) | {"managed": True, "tags": {"bot_id": bot.id}},
                _role(self.support_role, "support"),
            ],
            "emojis": [],
            "stickers": [],
            "features": [],
            "channels": [c.json() for c in plain],
            "threads": [c.json() for c in threads],
            "members": [member_json(bot) | {"user": bot.json()}],
            "member_count": 3,
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "premium_progress_bar_enabled": False,
            "system_channel_flags": 0,
            "large": False,
            "unavailable": False,
        }


@dataclass
class Interaction:
    """One use of a command, a button or a modal, and what the bot answered."""

    id: str
    token: str
    body: Json
    person: User
    created: float
    """On this machine's clock."""
    later: float
    """What `LocalDiscord.later` was then."""
    response: Json | None = None
    """The callback: `{type, data}`."""
    acknowledged_after: float | None = None
    """Seconds."""
    message: Message | None = None
    """The message that the callback made, or that was sent for it later."""
    followups: list[Message] = field(default_factory=list)

    @property
    def answer(self) -> str:
        """The last words that the person got for it alone."""
        last = self.followups[-1] if self.followups else self.message
        return last.content if last else ""


def member_json(user: User) -> Json:
    return {
        "nick": None,
        "roles": list(user.roles),
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "avatar": None,
    }


def _role(role_id: str, name: str) -> Json:
    return {
        "id": role_id,
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": str(BOT_MAY),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
