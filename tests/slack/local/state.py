"""What the local Slack knows: workspaces, people, channels, messages, files."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

_numbers = count(1)


def new_ts() -> str:
    """Unique and growing, as Slack's are."""
    return f"{1_800_000_000 + next(_numbers)}.000100"


@dataclass
class Message:
    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: list[Any] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    bot_id: str | None = None
    streaming: bool = False
    stopped_with: list[Any] = field(default_factory=list)
    """The blocks that ended its stream."""
    edits: int = 0
    attachments: list[dict[str, Any]] = field(default_factory=list)
    """The messages that it shares."""

    def as_json(self) -> dict[str, Any]:
        raw = {"type": "message", "channel": self.channel, "ts": self.ts, "user": self.user, "text": self.text}
        optional = {
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "metadata": self.metadata,
            "files": self.files,
            "bot_id": self.bot_id,
            "attachments": self.attachments,
        }
        return {**raw, **{key: value for key, value in optional.items() if value}}


@dataclass
class Channel:
    id: str
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: list[Message] = field(default_factory=list)
    last_post: float = float("-inf")

    @property
    def is_direct(self) -> bool:
        return self.id.startswith("D")

    def message(self, ts: str) -> Message | None:
        return next((m for m in self.messages if m.ts == ts), None)


@dataclass(frozen=True)
class Person:
    id: str
    name: str


@dataclass
class Group:
    """A user group."""

    id: str
    handle: str
    users: list[str]


@dataclass
class Team:
    id: str
    token: str
    bot_user: str
    bot_id: str
    channels: dict[str, Channel] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    homes: dict[str, Any] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: list[tuple[str, str]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    ephemerals: list[dict[str, Any]] = field(default_factory=list)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    installed: bool = True
