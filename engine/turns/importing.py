"""A session that begins with an agent somebody brings: our own export, a vendor's agent, a prompt."""

import asyncio
from dataclasses import replace

from engine.document.spec import GROUPS, ITEM_KEYS, AgentSpec, Origin
from engine.document.stages import Standing
from engine.errors import OperatorError
from engine.interview.asking.questions import next_question
from engine.interview.contract import Spoken
from engine.messages.inbound import Author
from engine.sentences import listed, some
from engine.store import lease as leases
from engine.store.outcome import commit
from engine.store.rows import Version
from engine.targets.read import Imported, read
from engine.turns.compose import compose
from engine.turns.engine import Engine
from engine.turns.lifecycle import create
from engine.turns.pipeline import outcome_of, question_json
from engine.turns.views import Answer, status


async def import_agent(engine: Engine, text: str, *, author: Author, create_key: str | None = None) -> Answer:
    """Open a session whose first version is what this text holds. The reply says what was read and what was kept as a
    note, and asks what comes next. The same `create_key` gives the same session.

    Raises PersonError where it is no agent; then no session is opened.
    """
    found = await asyncio.to_thread(read, text)
    opened = await create(engine, author=author, create_key=create_key)
    session_id = opened.session.session_id
    if opened.session.version > 0:
        return Answer(opened.session, None)
    lease = await leases.take(engine.store, session_id, engine.name, seconds=engine.lease_seconds, if_waiting=False)
    if lease is None:
        raise OperatorError("Another process has just opened this session. Try again in a moment.")
    spec = _marked(found.spec, author)
    now = Standing(spec)
    asked = next_question(now)
    spoken = Spoken(" ".join(filter(None, (said(found), asked.text if asked else ""))), asked)
    reply = compose(spoken, before=Standing(AgentSpec()), after=now)
    version = Version(1, 0, spec, (), author, None, engine.clock())
    outcome = outcome_of(engine, now, 1, reply, question_json(asked))
    await commit(engine.store, lease, replace(outcome, new_version=version))
    await engine.memories.forget(session_id)
    return Answer(await status(engine, session_id), reply)


def said(found: Imported) -> str:
    """What was read, in a sentence or two."""
    spec = found.spec
    parts = [
        _counted(len(spec.goals), "goal"),
        _counted(len(spec.tools), "tool"),
        _counted(len(spec.flow.nodes), "step"),
    ]
    what = f"I have read {spec.name or 'the agent'} from {found.source}: {listed(parts)}."
    if not found.kept:
        return what
    return f"{what} I found no place for these, so they are notes: {some(found.kept)}."


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _marked(spec: AgentSpec, author: Author) -> AgentSpec:
    """The spec that says of each of its values who brought it, where it does not say so itself."""
    by = Origin(author=author.id, author_name=author.name, how="imported")
    paths: list[str] = []
    for part, value in spec.model_dump(exclude_defaults=True).items():
        if part in ITEM_KEYS:
            paths += [f"{part}.{getattr(item, ITEM_KEYS[part])}" for item in getattr(spec, part)]
        elif part in GROUPS:
            paths += [f"{part}.{name}" for name in value]
        elif part not in ("origins", "approvals", "schema_version", "flow"):
            paths.append(part)
    return spec.model_copy(update={"origins": dict.fromkeys(paths, by) | dict(spec.origins)})
