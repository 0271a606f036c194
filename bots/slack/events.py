"""Slack's payloads -> what we need of them. Pure: nothing is asked of Slack or of the store here.

Nothing in a payload is taken to be of the kind that it should be: what is not is as if it were not there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs

from engine.messages.inbound import ThreadKey

Payload = Mapping[str, Any]
_MARK = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
"""Slack's own markup for people, channels, broadcasts and links, as its documents define it."""
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,10}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_QUOTED = 10
_SUBTYPES = (None, "file_share", "thread_broadcast")
_JOINS = re.compile(r"(?:[\s,&+]|and\b)*")
"""What stands between the names of those whom a message speaks to."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened: the thread of a channel, and who did it."""

    team: str
    channel: str
    thread_ts: str
    user: str
    home: str = ""
    """The workspace of that person, where it is another: in a channel that two of them share."""

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
    stub: bool = False
    """Slack tells the rest only when it is asked: of a file in a channel that workspaces share."""


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
    """It begins by mentioning a person or a group, and not us among them."""
    people: tuple[str, ...]
    """Whom else it mentions: `person:ID`, or `group:ID` for a user group."""
    files: tuple[SharedFile, ...]
    quoted: tuple["Quoted", ...]
    """What it forwards, or links to."""

    @property
    def event_key(self) -> str:
        return key_of(self.spot, self.ts)

    @property
    def sent_at(self) -> datetime | None:
        return time_of(self.ts)

    @property
    def starts(self) -> bool:
        """A first message at its place, and not in a thread."""
        return self.spot.thread_ts == self.ts


def said(body: Payload, us: str) -> Said | None:
    """The message of an event; None for bots, for ourselves (`us` is our user id), for edits, joins and the like."""
    event = mapping(body.get("event"))
    user, ts = text_of(event.get("user")), text_of(event.get("ts"))
    if event.get("bot_id") or event.get("bot_profile") or event.get("subtype") not in _SUBTYPES or user == us:
        return None
    spot = place(team_of(body), event.get("channel"), event.get("thread_ts") or ts, user)
    if spot is None or not _TS.fullmatch(ts):
        return None
    home = text_of(event.get("user_team")) or text_of(event.get("team"))
    spot = replace(spot, home=home if home != spot.team and _ID.fullmatch(home) else "")
    raw = text_of(event.get("text"))
    mentioned = [m["target"] for m in _MARK.finditer(raw) if m["kind"] == "@"]
    spoken_to = _spoken_to(raw)
    return Said(
        spot=spot,
        ts=ts,
        text=in_words(raw, us),
        mentions_us=us in mentioned or event.get("type") == "app_mention",
        direct=event.get("channel_type") in ("im", "app_home") or spot.channel.startswith("D"),
        opens_to_another=bool(spoken_to) and us not in spoken_to,
        people=tuple(dict.fromkeys(_who(mark) for mark in _MARK.finditer(raw) if _is_somebody(mark, us))),
        files=tuple(file_of(mapping(file)) for file in many(event.get("files"))),
        quoted=quoted_in(event),
    )


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that another one shares."""

    channel: str
    ts: str
    thread_ts: str
    user: str
    name: str
    """Empty where Slack does not tell it."""
    text: str
    files: tuple[SharedFile, ...]


def quoted_in(message: Payload) -> tuple[Quoted, ...]:
    """The messages that this one shares; Slack shows them as attachments."""
    shared = [a for a in map(mapping, many(message.get("attachments"))) if a.get("is_share") or a.get("is_msg_unfurl")]
    found = [_quoted(a) for a in shared[:_MOST_QUOTED]]
    return tuple(q for q in found if _TS.fullmatch(q.ts) and _ID.fullmatch(q.channel))


def _quoted(attachment: Payload) -> Quoted:
    ts = text_of(attachment.get("ts"))
    thread = parse_qs(text_of(attachment.get("from_url")).partition("?")[2]).get("thread_ts")
    return Quoted(
        channel=text_of(attachment.get("channel_id")),
        ts=ts,
        thread_ts=thread[0] if thread else ts,
        user=text_of(attachment.get("author_id")),
        name=text_of(attachment.get("author_name")),
        text=in_words(text_of(attachment.get("text"))),
        files=tuple(file_of(mapping(file)) for file in many(attachment.get("files"))),
    )


def time_of(ts: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Changed:
    """A message that somebody edited or deleted."""

    spot: Spot
    ts: str
    now: Said | None
    """None: it was deleted."""
    edit: str
    """Tells this edit from others of the same message."""

    @property
    def event_key(self) -> str:
        return key_of(self.spot, self.ts)


def changed(body: Payload, us: str) -> Changed | None:
    """The edit or deletion that an event tells of; None for previews that Slack adds, for bots and for ourselves."""
    event = mapping(body.get("event"))
    if event.get("subtype") not in ("message_changed", "message_deleted"):
        return None
    old, new = mapping(event.get("previous_message")), mapping(event.get("message"))
    was = said(_told_by(body, old), us)
    if event.get("subtype") == "message_deleted" or new.get("subtype") == "tombstone":
        return Changed(was.spot, was.ts, None, "deleted") if was else None
    now, edit = said(_told_by(body, new), us), text_of(mapping(new.get("edited")).get("ts"))
    same = was is not None and now is not None and was.text == now.text
    return Changed(now.spot, now.ts, now, edit) if now and edit and not same else None


def _told_by(body: Payload, message: Payload) -> Payload:
    """The event that would have brought this message itself."""
    event = mapping(body.get("event"))
    return {**body, "event": {**message, **{name: event.get(name) for name in ("channel", "channel_type")}}}


def key_of(spot: Spot, ts: str) -> str:
    """A mention arrives as `message` and as `app_mention`, and each may come again: all have this key."""
    return f"slack:{spot.team}:{spot.channel}:{ts}"


def _spoken_to(raw: str) -> Sequence[str]:
    """Ids of the people and groups whom a message mentions before its first word."""
    found, at = list[str](), 0
    while (mark := _MARK.match(raw, _after(_JOINS, raw, at))) and _is_somebody(mark):
        found.append(mark["target"])
        at = mark.end()
    return found


def _is_somebody(mark: re.Match[str], us: str = "") -> bool:
    """A person or a group, and not us."""
    is_person = mark["kind"] == "@" and (mark["target"] != us or not us)
    return is_person or mark["target"].startswith("subteam^")


def _who(mark: re.Match[str]) -> str:
    target = mark["target"]
    return f"group:{target.removeprefix('subteam^')}" if target.startswith("subteam^") else f"person:{target}"


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def team_of(body: Payload) -> str:
    """The workspace where the app is installed, or the organisation where it is for all of it. In a channel that
    workspaces share, what happens may come from another one."""
    enterprise = id_of(body.get("enterprise")) or text_of(body.get("enterprise_id"))
    installed = mapping(next(iter(many(body.get("authorizations"))), None))
    whole = body.get("is_enterprise_install") or installed.get("is_enterprise_install")
    if enterprise and str(whole).lower() == "true":
        return enterprise
    event, view = mapping(body.get("event")), mapping(body.get("view"))
    if own := text_of(view.get("app_installed_team_id")) or text_of(installed.get("team_id")):
        return own
    return id_of(body.get("team")) or text_of(body.get("team_id")) or text_of(event.get("team")) or enterprise


def spot_of(body: Payload) -> Spot | None:
    """Where a click or a message shortcut was made; None where it was in no message."""
    container, message = mapping(body.get("container")), mapping(body.get("message"))
    channel = id_of(body.get("channel")) or container.get("channel_id")
    ts = message.get("thread_ts") or container.get("thread_ts") or message.get("ts") or container.get("message_ts")
    return place(team_of(body), channel, ts, id_of(body.get("user")))


def place(team: object, channel: object, thread_ts: object, user: object) -> Spot | None:
    """The spot of these, if they are what Slack gives: ids, and the timestamp of a message."""
    parts = tuple(text_of(part) for part in (team, channel, thread_ts, user))
    known = all(_ID.fullmatch(parts[at]) for at in (0, 1, 3)) and _TS.fullmatch(parts[2])
    return Spot(*parts) if known else None


def mapping(value: object) -> Payload:
    return value if isinstance(value, Mapping) else {}


def many(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def id_of(value: object) -> str:
    return text_of(mapping(value).get("id"))


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


def file_of(raw: Payload) -> SharedFile:
    size = raw.get("size")
    return SharedFile(
        id=id_of(raw),
        name=text_of(raw.get("name")) or text_of(raw.get("title")) or "a file",
        media_type=text_of(raw.get("mimetype")),
        size=size if isinstance(size, int) else 0,
        url=text_of(raw.get("url_private_download")) or text_of(raw.get("url_private")),
        stub=raw.get("file_access") == "check_file_info",
    )


def values_of(view: Payload) -> Mapping[str, str]:
    """What was typed into a modal: block id -> text or the chosen option."""
    state = mapping(mapping(view.get("state")).get("values"))
    return {name: _value(mapping(next(iter(mapping(elements).values()), None))) for name, elements in state.items()}


def selected(action: Payload) -> Sequence[str]:
    """The values chosen in a select."""
    return [text_of(mapping(option).get("value")) for option in many(action.get("selected_options"))]


def _value(element: Payload) -> str:
    return text_of(mapping(element.get("selected_option")).get("value")) or text_of(element.get("value"))
