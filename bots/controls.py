"""Buttons, selects and forms: their short ids, and what a click on one of them means now.

An id names a reply in the outbox and a place in it. So a click works after a restart and on another replica, and what
it changes is what was shown. A card that time has overtaken gets a kind word instead of a wrong change, and nothing of
another thread can be reached: the row must belong to the thread in which somebody clicked.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeVar, cast, get_args

from bots import commands
from engine import sessions
from engine.document.changes import Accept, Approve, Change, Decline, Set
from engine.document.spec import Stage, Tool
from engine.errors import PersonError
from engine.markdown import plain
from engine.messages.inbound import Action, Author, Inbound, ThreadKey
from engine.messages.replies import Form, Reply, Suggestion, ToolCard
from engine.rules import NOT_YOURS
from engine.sentences import listed, quoted
from engine.sessions import PLATFORM_NAMES, Engine, Session, SessionView
from engine.tools.forms import changes_from, form_for

Kind = Literal["suggestion", "accept", "decline", "configure", "form", "platforms"]
_PREFIX = "ab"
_Item = TypeVar("_Item")

GONE = "I no longer know what that button was for. Tell me in words what you would like."


@dataclass(frozen=True, slots=True)
class Control:
    """One thing to click in one reply: the `index`-th of its kind, from 0.

    `accept`, `decline` and `configure` count tool cards, `form` counts forms, `suggestion` counts suggestions.
    """

    outbox_id: int
    kind: Kind
    index: int = 0

    def __str__(self) -> str:
        """At most 40 characters, so it fits a Discord `custom_id` (100) and a Slack `action_id` (255)."""
        return f"{_PREFIX}:{self.kind}:{self.outbox_id}:{self.index}"

    @property
    def question(self) -> str:
        """The same for all buttons that answer one question: the suggestions of a reply, or a card's yes and no."""
        if self.kind == "suggestion":
            return f"{_PREFIX}:suggestions:{self.outbox_id}"
        if self.kind in ("platforms", "form"):
            return str(self)
        return f"{_PREFIX}:card:{self.outbox_id}:{self.index}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The control of this id; None for anything else. `parse(str(control)) == control`."""
        match text.split(":"):
            case [prefix, kind, outbox_id, index] if (
                prefix == _PREFIX and kind in get_args(Kind) and _is_number(outbox_id) and _is_number(index)
            ):
                return cls(int(outbox_id), cast(Kind, kind), int(index))
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a click stands for. Of the buttons that answer one question the first click is accepted, however many people
    click however often: they share the event key."""

    event_key: str
    says: str
    changes: tuple[Change, ...] = ()

    @property
    def command(self) -> tuple[str, Sequence[str]] | None:
        """Of a button that says a command, such as `/export retell push`."""
        return commands.parse(self.says) if self.says.startswith("/") and not self.changes else None

    def inbound(self, thread: ThreadKey, author: Author) -> Inbound:
        """As a message of the person who clicked; without changes it is read like words."""
        action = Action(self.says, self.changes) if self.changes else None
        return Inbound(thread, self.event_key, author, text=self.says, action=action)


@dataclass(frozen=True, slots=True)
class Setup:
    """The form behind a Configure button, as the tool stands now."""

    session: SessionView
    tool: Tool
    form: Form


@dataclass(frozen=True, slots=True)
class Stale:
    """The button is overtaken, or not for this person; `words` say so kindly, and nothing was changed."""

    words: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """The reply that holds the control, and the session as it is now."""

    reply: Reply
    newest: bool
    session: SessionView
    stored: Session


async def chosen(
    engine: Engine, control: Control, thread: ThreadKey, person: str, values: Sequence[str] = ()
) -> Chosen | Stale:
    """What a click of this person (an id) on a button means; `values` are those of a select of platforms."""
    shown = await _shown(engine, control, thread)
    if isinstance(shown, Stale):
        return shown
    match control.kind:
        case "suggestion":
            return _suggestion(shown, control, person)
        case "accept" | "decline":
            return _decision(shown, control)
        case "platforms":
            return _platforms(shown, control, values)
        case "configure" | "form":
            return Stale("Fill in the form that opened.")


async def setup(engine: Engine, control: Control, thread: ThreadKey) -> Setup | Stale:
    """The form to show for a Configure button."""
    shown = await _shown(engine, control, thread)
    return shown if isinstance(shown, Stale) else _setup(shown, control)


async def filled(
    engine: Engine, control: Control, thread: ThreadKey, values: Mapping[str, str]
) -> Chosen | Stale | Mapping[str, str]:
    """What a sent form means, or `field path -> sentence` for what is wrong in it."""
    shown = await _shown(engine, control, thread)
    found = shown if isinstance(shown, Stale) else _setup(shown, control)
    if isinstance(found, Stale):
        return found
    changes = changes_from(found.tool, values)
    if isinstance(changes, Mapping):
        return changes
    if found.tool.state == "proposed":
        changes = (Accept(tool=found.tool.name), *changes)
    digest = hashlib.sha256(json.dumps(sorted(values.items())).encode()).hexdigest()[:16]
    return Chosen(f"form:{control}:{digest}", f"Set up {found.tool.name}", changes)


async def _shown(engine: Engine, control: Control, thread: ThreadKey) -> _Shown | Stale:
    row = await sessions.posted(engine, control.outbox_id)
    if row is None or row.thread_key != str(thread):
        return Stale(GONE)
    session = await sessions.of(engine, row.session_id)
    if session.status == "abandoned":
        return Stale("This session was abandoned, so its buttons do nothing any more. Start a new one.")
    try:
        view = await sessions.status(engine, session.id)
    except PersonError as error:
        return Stale(str(error))
    return _Shown(row.reply, row.newest, view, session)


def _suggestion(shown: _Shown, control: Control, person: str) -> Chosen | Stale:
    suggestion = _at(shown.reply.suggestions, control.index)
    if suggestion is None:
        return Stale(GONE)
    decides = suggestion.says.startswith("/") or any(isinstance(change, Approve) for change in suggestion.changes)
    if decides and not shown.stored.rules.may_decide(person):
        return Stale(NOT_YOURS)
    if not shown.newest and suggestion not in _open_suggestions(shown):
        return Stale(_overtaken(shown))
    return Chosen(f"click:{control.question}", suggestion.says or suggestion.label, suggestion.changes)


def _decision(shown: _Shown, control: Control) -> Chosen | Stale:
    card = _at(_cards(shown.reply), control.index)
    if card is None:
        return Stale(GONE)
    tool = shown.session.spec.tool(card.tool.name)
    if tool is None:
        return Stale(f"{quoted(card.tool.name)} is no longer among the tools.")
    if tool.state != "proposed":
        return Stale(_decided(shown, tool))
    change = Accept(tool=tool.name) if control.kind == "accept" else Decline(tool=tool.name)
    return Chosen(f"click:{control.question}", f"{control.kind.capitalize()} {tool.name}", (change,))


def _platforms(shown: _Shown, control: Control, values: Sequence[str]) -> Chosen | Stale:
    known = [p for p in PLATFORM_NAMES if p in values]
    if not known:
        return Stale("Choose at least one platform.")
    if not shown.newest and shown.session.progress.stage == Stage.COMPLETED:
        return Stale(_overtaken(shown))
    names = listed([PLATFORM_NAMES[p] for p in known])
    return Chosen(f"click:{control}:{','.join(known)}", f"For {names}", (Set(path="platforms", value=[*known]),))


def _setup(shown: _Shown, control: Control) -> Setup | Stale:
    name = _tool_name(shown.reply, control)
    tool = shown.session.spec.tool(name) if name else None
    if tool is None:
        return Stale(f"{quoted(name)} is no longer among the tools." if name else GONE)
    if tool.state == "declined":
        return Stale(_decided(shown, tool))
    form = form_for(tool, shown.session.spec)
    if form is None:
        return Stale(
            f"{quoted(tool.name)} has everything it needs. To change something about it, say it in the thread."
        )
    return Setup(shown.session, tool, form)


def _tool_name(reply: Reply, control: Control) -> str:
    if control.kind == "form":
        form = _at([p for p in reply.parts if isinstance(p, Form)], control.index)
        return form.tool if form else ""
    card = _at(_cards(reply), control.index)
    return card.tool.name if card else ""


def _decided(shown: _Shown, tool: Tool) -> str:
    origin = shown.session.spec.origins.get(f"tools.{tool.name}.state")
    by = f" by {plain(origin.author_name)}" if origin and origin.author_name else ""
    return f"{quoted(tool.name)} was {tool.state} already{by}. To change that, say it in the thread."


def _overtaken(shown: _Shown) -> str:
    asked = sessions.question_of(shown.stored)
    now = f" The open one is: {quoted(asked.text, 300)}" if asked and asked.text else ""
    return f"That button belongs to an earlier question, so I left everything as it is.{now}"


def _open_suggestions(shown: _Shown) -> tuple[Suggestion, ...]:
    asked = sessions.question_of(shown.stored)
    return asked.suggestions if asked else ()


def _cards(reply: Reply) -> list[ToolCard]:
    return [p for p in reply.parts if isinstance(p, ToolCard)]


def _at(items: Sequence[_Item], index: int) -> _Item | None:
    return items[index] if index < len(items) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
