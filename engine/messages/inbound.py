"""What comes in from outside: a message or a click, where it came from, and who said it.

Every adapter and the API normalise to `Inbound` at their edge. Thread keys are built and parsed here, side by side.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self

from engine.document.changes import Change


class Author(NamedTuple):
    """A person. `id` is what the platform calls them; it is unique within the thread's platform."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
    """Ids of the groups that they belonged to when they said it, of those that have a right in the session."""


@dataclass(frozen=True, slots=True)
class ThreadKey:
    """Where a session lives, as one string: `slack:{team}:{channel}:{thread_ts}`, `discord:{guild or dm}:{channel}`,
    `api:{session}`, `terminal:{name}`; `{platform}+:{room}` on a platform that is not one of ours."""

    platform: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ":".join((self.platform, *self.parts))

    @property
    def workspace(self) -> str:
        """What the keys of one Slack workspace or Discord server begin with; empty where there is none."""
        shared = self.platform in ("slack", "discord") and self.parts[0] != "dm"
        return f"{self.platform}:{self.parts[0]}:" if shared else ""

    @classmethod
    def slack(cls, team: str, channel: str, thread_ts: str) -> Self:
        return cls._checked("slack", team, channel, thread_ts)

    @classmethod
    def discord(cls, guild: str | None, channel: str) -> Self:
        return cls._checked("discord", guild or "dm", channel)

    @classmethod
    def api(cls, session_id: str) -> Self:
        return cls._checked("api", session_id)

    @classmethod
    def terminal(cls, name: str) -> Self:
        return cls._checked("terminal", name)

    @classmethod
    def foreign(cls, platform: str, room: str) -> Self:
        """A room of a chat of your own; the plus keeps its name apart from ours."""
        return cls._checked(f"{platform}+", room)

    @classmethod
    def parse(cls, key: str) -> Self:
        """The key of this text, or ValueError. `parse(str(key)) == key`."""
        platform, *parts = key.split(":")
        match platform, parts:
            case "slack", [team, channel, thread_ts]:
                return cls.slack(team, channel, thread_ts)
            case "discord", [guild, channel]:
                return cls.discord(guild, channel)
            case "api", [session_id]:
                return cls.api(session_id)
            case "terminal", [name]:
                return cls.terminal(name)
            case _, [room] if platform.endswith("+") and platform != "+":
                return cls.foreign(platform.removesuffix("+"), room)
            case _:
                raise ValueError(f"not a thread key: {key!r}")

    @classmethod
    def _checked(cls, platform: str, *parts: str) -> Self:
        if any(not part or ":" in part for part in parts):
            raise ValueError(f"a thread key needs non-empty parts without colons: {parts!r}")
        return cls(platform, parts)


@dataclass(frozen=True, slots=True)
class Action:
    """A click or a sent form: already structured, so no interviewer needs to read it."""

    label: str
    """What the person saw on the button; it stands in the transcript."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message or click. The same `event_key` is accepted once, however often it is delivered."""

    thread: ThreadKey
    event_key: str
    author: Author
    text: str = ""
    action: Action | None = None
    sent_at: datetime | None = None
    """When the platform says it was sent (aware, UTC); messages of one turn are read in this order."""
    addressed: bool = True
    """False: said in the thread but to somebody else; kept as context, and starts no turn by itself."""
    attachments: tuple["Attachment", ...] = field(default=())


MOST_OF_FILE = 2_000_000
"""Characters of a shared file that an adapter reads. An agent with 40 steps has about 300,000."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file somebody shared, already read as text by the adapter; longer than `MOST_OF_FILE` where there was more."""

    name: str
    media_type: str
    text: str
