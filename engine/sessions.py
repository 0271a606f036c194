"""Sessions, asked about and told what to do: with `engine.turns` the only door for the bots and the admin API.

What is told is told for one moment; whoever acts on it later asks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import targets
from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.interview.contract import OnText, Question, read_question
from engine.messages.inbound import Author, ThreadKey
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from engine.rules import Rules
from engine.store import inbox, outbox, transcript
from engine.store import sessions as stored
from engine.store.cache import Hot
from engine.store.outbox import Posted
from engine.store.rows import Outbound, Session
from engine.targets import PLATFORM_NAMES, Bundle, zip_of
from engine.turns.engine import Engine
from engine.turns.lifecycle import abandon, create
from engine.turns.turn import resume
from engine.turns.views import SessionView, status
from engine.workflow import check, picture

__all__ = [
    "PLATFORM_NAMES",
    "Bundle",
    "Engine",
    "Hot",
    "OnText",
    "Outbound",
    "Posted",
    "Session",
    "SessionView",
    "abandon",
    "create",
    "resume",
    "status",
    "zip_of",
]


@dataclass(frozen=True, slots=True)
class Found:
    """A text derived from the spec, and what there is to say about it."""

    text: str
    findings: tuple[Finding, ...]


async def in_thread(engine: Engine, thread: ThreadKey) -> Session | None:
    """The open session of this thread."""
    return await stored.by_thread(engine.store, str(thread))


async def of(engine: Engine, session_id: str) -> Session:
    """Raises SessionNotFound."""
    return await stored.by_id(engine.store, session_id)


async def listed(engine: Engine, workspace: str, author: Author | None = None, limit: int = 50) -> Sequence[Session]:
    """Sessions that nobody abandoned, newest first. `workspace` is the beginning of their thread keys; `author` is
    somebody who opened the session or wrote in it."""
    person = author.id if author else None
    found = await stored.listed(engine.store, platform=workspace, author=person, limit=limit)
    return [session for session in found if session.status != "abandoned"]


async def set_rules(engine: Engine, session_id: str, rules: Rules) -> None:
    """Raises SessionNotFound."""
    await stored.set_rules(engine.store, session_id, rules)


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


async def spec_at(engine: Engine, session_id: str, version: int) -> AgentSpec | None:
    """The spec of that very version."""
    found = await transcript.version(engine.store, session_id, version)
    return found.spec if found else None


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The files for a platform, with what it takes differently. Raises PersonError where there is no such platform."""
    return targets.export(spec, platform, version)


def prompt(spec: AgentSpec) -> Found:
    """The system prompt, and what the linter found in it."""
    text = generate(spec)
    return Found(text, lint(spec, text))


def workflow(spec: AgentSpec) -> Found | None:
    """The call flow in words, and what is wrong with it; None where there is none yet."""
    return Found(picture.in_words(spec.flow), check.check(spec.flow, spec)) if spec.flow.nodes else None


async def flow_png(mermaid: str) -> bytes | None:
    """A drawn call flow; None where it cannot be drawn."""
    try:
        return await picture.png(mermaid)
    except picture.PictureFailed:
        return None


async def spec_png(spec: AgentSpec) -> bytes | None:
    """The call flow of a spec as a picture; None where it cannot be drawn."""
    return await flow_png(picture.mermaid(spec.flow))
