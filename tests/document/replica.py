"""A replica in a process of its own, of our release or of a newer one; it does what it is told, line by line.

Run as `python -m tests.document.replica ours|newer DATABASE_URL REDIS_URL`: JSON in, JSON out.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

if __name__ == "__main__" and sys.argv[1] == "newer":
    from tests.document.release import become_newer

    become_newer()

import structlog

from engine.document.changes import CHANGE
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Conversation, Interview, OnText, Proposal, Spoken
from engine.messages.inbound import Action, Author, Inbound, ThreadKey
from engine.settings import load_settings
from engine.store import transcript
from engine.turns.turn import Engine, accept, answer_to, open_engine, status, take_turns
from tests.talk import waiting

THREAD = ThreadKey.terminal("both")
Json = dict[str, Any]


def _done(after: Standing, problems: Sequence[Problem]) -> Spoken:
    return Spoken(f"Done: {len(problems)} refused." if problems else "Done.")


class Literally:
    """Takes every message for a list of changes in JSON."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        if conversation.clicked:
            return Interview(speak=_done)
        read = [Proposal(CHANGE.validate_python(c), m) for m in conversation.messages for c in json.loads(m.text)]
        return Interview(proposals=tuple(read), speak=_done)


async def say(engine: Engine, key: str, changes: list[Json]) -> Json:
    """A message, its turn, and where the session stands then."""
    accepted = await accept(engine, Inbound(THREAD, key, Author("ana", "Ana"), json.dumps(changes)))
    await take_turns(engine, accepted.session_id)
    answer = await answer_to(engine, accepted.inbox_id, timeout=60)
    assert answer is not None
    assert answer.reply is not None
    return {"text": answer.reply.text, **await look(engine, accepted.session_id)}


async def look(engine: Engine, session_id: str) -> Json:
    view = await status(engine, session_id)
    versions = await transcript.versions(engine.store, session_id)
    return {
        "session_id": session_id,
        "missing": list(view.progress.missing),
        "spec": view.spec.model_dump(mode="json"),
        "said": [m.text for _, _, m in await transcript.page(engine.store, session_id) if m.role == "person"],
        "history": [[change.op for change, _ in v.changes] for v in reversed(versions)],
    }


async def click(engine: Engine, key: str, change: Json) -> Json:
    """A click that is accepted here, and no more."""
    action = Action("Click", (CHANGE.validate_python(change),))
    accepted = await accept(engine, Inbound(THREAD, key, Author("ana", "Ana"), "", action))
    return {"session_id": accepted.session_id}


async def turns(engine: Engine, session_id: str) -> Json:
    """Take the turns that are due; which messages wait after that."""
    await take_turns(engine, session_id)
    return {"waiting": [w.attempts for w in await waiting(engine, session_id)]}


COMMANDS: dict[str, Callable[..., Any]] = {"say": say, "look": look, "click": click, "turns": turns}


async def _serve(database_url: str, redis_url: str) -> None:
    settings = load_settings(None, database_url=database_url, redis_url=redis_url or None)
    engine = await open_engine(settings, Literally())
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(await COMMANDS[command](engine, *arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(_serve(*sys.argv[2:]))
