"""The agents of a person: listed, filtered, searched by words; and beginning a new one from one of them."""

import re
from collections.abc import Callable, Sequence

from engine import sessions
from engine.document.stages import TITLES
from engine.errors import PersonError
from engine.interview.recap import headline
from engine.messages.inbound import Action, Author, ThreadKey
from engine.sentences import listed, quoted
from engine.sessions import Engine, SessionStatus, SessionView

MOST_LISTED = 20
MOST_LOOKED_AT = 100
"""Newest sessions of a person that are searched."""
_FILTERS: dict[str, tuple[SessionStatus]] = {"open": ("active",), "paused": ("paused",), "done": ("completed",)}
_MINE, _ABOUT, _ALL = "mine", "about", "all"
_FROM = re.compile(
    r"(?:new\s+)?from\s+(?P<template>(?:a\s+|the\s+)?template\s+)?[\"“']?(?P<name>[^\"”\n]{1,80}?)[\"”']?[.!]?",
    re.IGNORECASE,
)
_MOST_WORDS = 6
"""Of the name behind “from”; what is longer is an idea."""


def is_list(words: Sequence[str]) -> bool:
    """Whether these words behind `list` are filters, and not a sentence: `open`, `mine done`, `about dental`."""
    plain = [word.lower() for word in words]
    known = plain[: plain.index(_ABOUT)] if _ABOUT in plain else plain
    return all(word in (*_FILTERS, _MINE, _ALL) for word in known)


async def found(engine: Engine, workspace: str, author: Author, words: Sequence[str] = ()) -> list[SessionView]:
    """Sessions that this person opened or wrote in, newest first. `workspace` is the beginning of their thread keys;
    `words` are filters (`mine`: only opened), and what the agent's headline must hold."""
    asked = [word.lower() for word in words]
    wanted = {status for word in asked for status in _FILTERS.get(word, ())}
    search = [word for word in asked if word not in (*_FILTERS, _MINE, _ABOUT, _ALL)]
    rows = await sessions.listed(engine, workspace, author, MOST_LOOKED_AT if asked else MOST_LISTED)
    rows = [row for row in rows if not wanted or row.status in wanted]
    rows = [row for row in rows if _MINE not in asked or row.author.id == author.id]
    views = [item.view for item in await sessions.in_list(engine, rows)]
    return [view for view in views if all(word in _told(view) for word in search)][:MOST_LISTED]


def line_of(session: SessionView) -> str:
    """One session in a list."""
    progress, paused = session.progress, " · paused" if session.status == "paused" else ""
    return f"{headline(session.spec)} · {TITLES[progress.stage]}, {progress.percent} %{paused}"


def lines(views: Sequence[SessionView], link: Callable[[ThreadKey], str]) -> str:
    """The list in Markdown; `link` leads to a thread."""
    return "\n".join(f"- {line_of(view)} {link(view.thread)}".rstrip() for view in views)


async def beginning(engine: Engine, thread: ThreadKey, author: Author, idea: str) -> Action | None:
    """What `from NAME` and `from template NAME` bring; None for any other idea. Raises PersonError where nothing, or
    more than one, has that name."""
    asked = _FROM.fullmatch(idea.strip())
    if asked is None or len(asked["name"].split()) > _MOST_WORDS:
        return None
    name = asked["name"].strip().lower()
    if asked["template"]:
        return sessions.from_template(_template(name))
    views = await found(engine, thread.workspace.rstrip(":") or thread.platform, author, [_ABOUT, *name.split()])
    views = [view for view in views if view.version]
    if not views:
        raise PersonError(f"You have no agent that is called {quoted(name)} here. `list` shows those that you have.")
    exact = [view for view in views if (view.spec.name or "").lower() == name]
    return await sessions.from_session(engine, (exact or views)[0].session_id, author)


def templates_in_words(prefix: str) -> str:
    known = ", ".join(sessions.templates().values())
    return f"I have templates for these: {known}.\n\nSay `{prefix}new from template NAME`."


def _template(name: str) -> str:
    """The id of the one trade that is meant."""
    titles = {trade_id: title.lower() for trade_id, title in sessions.templates().items()}
    fits = [t for t, title in titles.items() if title == name or t.replace("_", " ") == name]
    fits = fits or [t for t, title in titles.items() if all(word in title for word in name.split())]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise PersonError(f"I have no template {quoted(name)}. `templates` shows those that there are.")
    raise PersonError(f"Which one do you mean: {listed([sessions.templates()[t] for t in fits[:10]], 'or')}?")


def _told(view: SessionView) -> str:
    spec = view.spec
    return " ".join(filter(None, (spec.name, spec.role, spec.company, spec.industry, spec.use_case))).lower()
