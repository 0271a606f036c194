"""What a reply offers that is no change of the agent: a command behind a button, and the words that take it up.

Such a suggestion says a line that begins with `/`; it is followed by the chat, outside of any turn.
"""

from collections.abc import Sequence

from engine.messages.replies import Reply, Suggestion, Suggestions, Text
from engine.store import outbox, sessions
from engine.turns.engine import Engine

_MOST_TYPED = 80
"""Characters of what may be a label or a plain yes; anything longer is a message."""


async def offer(engine: Engine, session_id: str, markdown: str, choices: Sequence[Suggestion]) -> None:
    """Write into the thread of a session, with buttons. Raises SessionNotFound."""
    session = await sessions.by_id(engine.store, session_id)
    reply = Reply(parts=(Text(markdown=markdown), *([Suggestions(items=tuple(choices))] if choices else [])))
    await outbox.put(engine.store, session, reply, engine.clock())


async def taken_up(engine: Engine, session_id: str, typed: str) -> str | None:
    """What these words mean to the last reply of the session: see `meant`."""
    if len(typed) > _MOST_TYPED:
        return None
    reply = await outbox.newest(engine.store, session_id)
    return meant(reply, typed) if reply else None


def meant(reply: Reply, typed: str) -> str | None:
    """The command that words take up: by its label, by a plain yes the first one, by a plain no the one that ends so.
    None: they are a message like any other."""
    commands = {s.label.casefold(): s.says for s in reply.suggestions if s.says.startswith("/")}
    if not commands or len(typed) > _MOST_TYPED:
        return None
    if typed.strip().casefold() in commands:
        return commands[typed.strip().casefold()]
    match _short(typed):
        case "yes":
            return next(iter(commands.values()))
        case "no":
            return next((command for command in commands.values() if command.endswith(" no")), None)
    return None


def _short(typed: str) -> str:
    from engine.interview.guided.short_answers import short_answer  # a chat that offers nothing needs no lexicon
    from engine.language.text import tokens_of

    return short_answer(tokens_of(typed)) or ""
