"""Those who are asked to approve are asked again once a day, until somebody answers or the session is paused."""

from engine.errors import PersonError
from engine.interview.contract import read_question
from engine.interview.recap import headline
from engine.messages.replies import Reply, Suggestions, Text
from engine.store import reminders
from engine.store.rows import Session
from engine.turns.approvers import EVERY, asking
from engine.turns.engine import Engine
from engine.turns.views import status


async def remind(engine: Engine) -> None:
    """Ask again where an approval has waited for a day: once, on however many replicas."""
    now = engine.clock()
    for session in await reminders.due(engine.store, now):
        reply = await _reminder(engine, session)
        await reminders.put(engine.store, session, reply, now, now + EVERY if reply else None)


async def _reminder(engine: Engine, session: Session) -> Reply | None:
    parts, question = asking(session.rules, session.asked, session.votes), read_question(session.asked)
    if not parts or question is None:
        return None
    try:
        spec = (await status(engine, session.id)).spec
    except PersonError:  # it cannot be read here, or was erased just now
        return None
    words = Text(markdown=f"{headline(spec)} still waits for this:\n\n{question.text}")
    buttons = (Suggestions(items=question.suggestions),) if question.suggestions else ()
    return Reply(parts=(*parts, words, *buttons))
