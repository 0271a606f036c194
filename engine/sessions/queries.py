"""What there is to know about a session, and about one of its replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as installed

from engine.document.spec import AgentSpec
from engine.errors import SessionNotFound
from engine.interview.contract import Question, Usage, read_question
from engine.messages.inbound import Author, ThreadKey
from engine.store import abandoned, inbox, outbox, transcript
from engine.store import dead_letters as letters
from engine.store import sessions as stored
from engine.store import usage as spent
from engine.store.outbox import Posted
from engine.store.rows import DeadLetter, Outbound, Session
from engine.store.usage import TurnUsage
from engine.turns.engine import Engine


@dataclass(frozen=True, slots=True)
class SessionUsage:
    """Of language models: turn by turn, oldest first, and all together."""

    turns: Sequence[TurnUsage]
    total: Usage
    budget: int | None
    """Tokens that the session may use; None: no limit."""
    prices: str
    """The data that the costs are estimated by."""

    @property
    def in_words(self) -> str:
        """`8 calls, 76,900 tokens in and 750 out, about $0.05; 8 % of the budget.`; empty where nothing was used."""
        used = self.total
        if not used.calls:
            return ""
        cost = "at no known price" if used.cost_usd is None else f"about ${used.cost_usd:.2f}"
        share = f"; {100 * used.tokens // self.budget} % of this session's budget" if self.budget else ""
        tokens = f"{used.input_tokens:,} tokens in and {used.output_tokens:,} out"
        return f"Language model: {used.calls} call{'s' * (used.calls > 1)}, {tokens}, {cost}{share}."


async def in_thread(engine: Engine, thread: ThreadKey) -> Session | None:
    """The open session of this thread."""
    return await stored.by_thread(engine.store, str(thread))


async def restorable(engine: Engine, thread: ThreadKey) -> Session | None:
    """The session that was abandoned last in this thread, if it can come back."""
    return await abandoned.newest_of(engine.store, str(thread), engine.clock())


async def of(engine: Engine, session_id: str) -> Session:
    """Raises SessionNotFound."""
    return await stored.by_id(engine.store, session_id)


async def check_workspace(engine: Engine, session_id: str, workspace: str) -> None:
    """Raises SessionNotFound where it is no session of this workspace: of others nobody learns that they are there."""
    if not await stored.in_workspace(engine.store, session_id, workspace):
        raise SessionNotFound(stored.NO_SESSION)


async def listed(engine: Engine, workspace: str, author: Author | None = None, limit: int = 50) -> Sequence[Session]:
    """Sessions that nobody abandoned, newest first. `workspace` is the beginning of their thread keys; `author` is
    somebody who opened the session or wrote in it."""
    person = author.id if author else None
    found = await stored.listed(engine.store, platform=workspace, author=person, limit=limit)
    return [session for session in found if session.status != "abandoned"]


def question_of(session: Session) -> Question | None:
    """What the builder asked last."""
    return read_question(session.asked)


async def posted(engine: Engine, outbox_id: int) -> Posted | None:
    """A reply as it was written, whether it was delivered or not."""
    return await outbox.posted(engine.store, outbox_id)


async def is_first(engine: Engine, outbound: Outbound) -> bool:
    """No reply was written to this session before."""
    return await outbox.is_first(engine.store, outbound)


async def first_of(engine: Engine, session_id: str) -> tuple[str, str]:
    """Event key and text of the message that began a session; empty where it began without one."""
    return await inbox.first_of(engine.store, session_id)


async def last_heard(
    engine: Engine, platform: str, before: datetime, limit: int
) -> Sequence[tuple[ThreadKey, datetime]]:
    """The threads of the open sessions that were last in use, and when the last message that we have from before then
    was sent there; where all are later, the first."""
    found = await inbox.last_heard(engine.store, platform, before, limit)
    return [(ThreadKey.parse(key), at) for key, at in found]


async def spec_at(engine: Engine, session_id: str, version: int) -> AgentSpec | None:
    """The spec of that very version; 0 is the empty one. Raises UnreadableDocument."""
    found = await transcript.version(engine.store, session_id, version)
    return found.spec if found else None


async def usage(engine: Engine, session_id: str) -> SessionUsage:
    """What its language models have cost."""
    turns = await spent.of_session(engine.store, session_id)
    prices = f"genai-prices {installed('genai-prices')}"
    return SessionUsage(turns, spent.total(turns), engine.settings.session_token_budget or None, prices)


async def dead_letters(engine: Engine, session_id: str | None = None) -> Sequence[DeadLetter]:
    """What failed too often and was set aside, newest first; of one session, or of all."""
    return await letters.listed(engine.store, session_id)
