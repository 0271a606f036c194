"""Slack's payloads -> what we need of them. Pure: nothing is asked of Slack or of the store here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

from engine.inbound import ThreadKey

Payload = Mapping[str, Any]
_MARK = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
"""Slack's own markup for people, channels, broadcasts and links, as its documents define it."""
_SUBTYPES = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened: the thread of a channel, and who did it."""

    team: str
    channel: str
    thread_ts: str
    user: str

    @property
    def thread(self) -> ThreadKey:
        return ThreadKey.slack(self.team, self.channel, self.thread_ts)


@dataclass(frozen=True, slots=True)
class SharedFile:
    id: str
    name: str
    media_type: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person."""

    spot: Spot
    ts: str
    text: str
    """In plain words: people as `@name`, links as addresses, nothing escaped; without a leading mention of us."""
    mentions_us: bool
    direct: bool
    """In a direct message, or an assistant thread."""
    opens_to_another: bool
    """It begins by mentioning somebody else."""
    people: tuple[str, ...]
    """Ids of the other people it mentions."""
    files: tuple[SharedFile, ...]

    @property
    def event_key(self) -> str:
        """A mention arrives as `message` and as `app_mention`, and each may come again: all have this key."""
        return f"slack:{self.spot.team}:{self.spot.channel}:{self.ts}"

    @property
    def sent_at(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(float(self.ts), UTC)
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def starts(self) -> bool:
        """A first message at its place, and not in a thread."""
        return self.spot.thread_ts == self.ts


def said(body: Payload, us: str) -> Said | None:
    """The message of an event; None for bots, for ourselves (`us` is our user id), for edits, joins and the like."""
    event = body.get("event") or {}
    user, channel, ts = (str(event.get(key) or "") for key in ("user", "channel", "ts"))
    if event.get("bot_id") or event.get("bot_profile") or event.get("subtype") not in _SUBTYPES or user == us:
        return None
    team = team_of(body)
    if not (user and channel and ts and team):
        return None
    raw = str(event.get("text") or "")
    mentioned = [m["target"] for m in _MARK.finditer(raw) if m["kind"] == "@"]
    first = _MARK.match(raw.lstrip())
    return Said(
        spot=Spot(team, channel, str(event.get("thread_ts") or "") or ts, user),
        ts=ts,
        text=in_words(raw, us),
        mentions_us=us in mentioned or event.get("type") == "app_mention",
        direct=event.get("channel_type") in ("im", "app_home") or channel.startswith("D"),
        opens_to_another=bool(first and first["kind"] == "@" and first["target"] != us),
        people=tuple(dict.fromkeys(m for m in mentioned if m != us)),
        files=tuple(_file(f) for f in event.get("files") or () if isinstance(f, dict)),
    )


def team_of(body: Payload) -> str:
    """The workspace, or the organisation where the app is installed for all of it."""
    enterprise = _id(body.get("enterprise")) or str(body.get("enterprise_id") or "")
    installed: Sequence[Payload] = body.get("authorizations") or ({},)
    whole = body.get("is_enterprise_install") or installed[0].get("is_enterprise_install")
    if enterprise and str(whole).lower() == "true":
        return enterprise
    event = body.get("event") or {}
    return _id(body.get("team")) or str(body.get("team_id") or event.get("team") or "") or enterprise


def spot_of(body: Payload) -> Spot | None:
    """Where a click or a message shortcut was made; None where it was in no message."""
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = _id(body.get("channel")) or str(container.get("channel_id") or "")
    ts = str(message.get("ts") or container.get("message_ts") or "")
    thread_ts = str(message.get("thread_ts") or container.get("thread_ts") or "") or ts
    user = _id(body.get("user"))
    team = team_of(body)
    return Spot(team, channel, thread_ts, user) if team and channel and thread_ts and user else None


def in_words(raw: str, us: str = "") -> str:
    """Slack's markup as plain words, without a leading mention of `us`."""
    text = raw.strip()
    first = _MARK.match(text)
    if us and first and first["kind"] == "@" and first["target"] == us:
        text = text[first.end() :].lstrip(" ,:\n")
    return unescape(_MARK.sub(_word, text)).strip()


def _word(mark: re.Match[str]) -> str:
    target, label = mark["target"], mark["label"]
    match mark["kind"]:
        case "@":
            return f"@{label or target}"
        case "#":
            return f"#{label or target}"
        case "!":
            return label or f"@{target.partition('^')[0]}"
        case _:
            return target.removeprefix("mailto:") if not label or label in target else f"{label} ({target})"


def _file(raw: Payload) -> SharedFile:
    size = raw.get("size")
    return SharedFile(
        id=str(raw.get("id") or ""),
        name=str(raw.get("name") or raw.get("title") or "a file"),
        media_type=str(raw.get("mimetype") or ""),
        size=size if isinstance(size, int) else 0,
        url=str(raw.get("url_private_download") or raw.get("url_private") or ""),
    )


def _id(value: object) -> str:
    return str(value.get("id") or "") if isinstance(value, Mapping) else ""


def values_of(view: Payload) -> Mapping[str, str]:
    """What was typed into a modal: block id -> text or the chosen option."""
    state: Mapping[str, Mapping[str, Payload]] = (view.get("state") or {}).get("values") or {}
    return {block_id: _value(next(iter(elements.values()), {})) for block_id, elements in state.items()}


def selected(action: Payload) -> Sequence[str]:
    """The values chosen in a select."""
    return [str(option.get("value")) for option in action.get("selected_options") or ()]


def _value(element: Payload) -> str:
    option = element.get("selected_option")
    return str(option.get("value") or "") if isinstance(option, Mapping) else str(element.get("value") or "")
