"""From waiting messages to everything that a turn will write. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from engine.compose import compose
from engine.edits import Draft, VersionOf, apply_proposals, earlier_than, redraw
from engine.errors import UnreadableDocument
from engine.inbound import Author
from engine.interview.contract import Conversation, Interview, Message, OnText, Proposal, Question, read_question
from engine.memory import Memory
from engine.replies import Reply
from engine.rules import Rules
from engine.spec import Stage
from engine.stages import stage_of
from engine.store.ids import new_id
from engine.store.outcome import Outcome
from engine.store.rows import Session, Version, Waiting
from engine.targets import Bundle, export
from engine.views import is_paused
from engine.wiring import Engine

BUILDER = Author("builder", "Agent Builder")
QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to: what it writes, and what the next one will want to know."""

    outcome: Outcome
    memory: Memory


async def think(
    engine: Engine, session: Session, memory: Memory, waiting: Sequence[Waiting], on_text: OnText | None = None
) -> Thought:
    """Interview, apply, draw, compose. Whatever the interviewer raises comes out as it is.

    Raises UnreadableDocument for a click that only a newer release understands: it is left to that one.
    """
    if any(w.newer for w in waiting):
        raise UnreadableDocument("click", session.id)
    version_of = partial(memory.version, engine.store, session.id)
    draft, interview = await _interviewed(engine, session, memory, waiting, on_text, version_of)
    before, after = memory.current, _next_version(engine, memory.current, draft, waiting)
    reply = None
    if not interview.silent:
        reply = compose(
            interview,
            before=before.spec,
            after=after.spec,
            version=after.number,
            applied=draft.applied,
            problems=draft.problems,
            secrets=[kind for w in waiting for kind in w.secrets],
            resumed=is_paused(engine, session),
        )
    asked = session.asked if interview.silent else question_json(interview.asked)
    ends = outcome_of(engine, after, reply, asked)
    outcome = replace(
        ends,
        said=[w.message for w in waiting],
        answered=[w.id for w in waiting],
        new_version=after if after is not before else None,
        refused=draft.refused,
        bundles=_bundles(before, after) if ends.stage == Stage.COMPLETED else (),
        used=interview.used,
    )
    earlier = None if after.parent is None else await version_of(after.parent)
    return Thought(outcome, memory.after(after, earlier, (*outcome.said, *outcome.replied)))


async def _interviewed(
    engine: Engine,
    session: Session,
    memory: Memory,
    waiting: Sequence[Waiting],
    on_text: OnText | None,
    version_of: VersionOf,
) -> tuple[Draft, Interview]:
    """Clicks are applied as they are; words are read, and read once more if their changes could not be applied."""
    said = tuple(w.message for w in waiting)
    typed = tuple(w.message for w in waiting if w.changes is None)
    clicked = await _clicked(Draft.of(memory.current), waiting, version_of, session.rules)
    conversation = Conversation(
        spec=clicked.spec,
        messages=typed or said,
        history=memory.window,
        asked=read_question(session.asked),
        earlier=await earlier_than(clicked, version_of),
        clicked=not typed,
        spent=session.tokens,
    )
    interview = await engine.interviewer.interview(conversation, on_text)
    draft = await _applied(clicked, interview.proposals, said, version_of, session.rules)
    refused = tuple(draft.problems[len(clicked.problems) :])
    if refused:
        first = interview.used
        interview = await engine.interviewer.interview(replace(conversation, problems=refused), on_text)
        interview = replace(interview, used=first + interview.used)
        draft = await _applied(clicked, interview.proposals, said, version_of, session.rules)
    return draft, interview


async def _clicked(draft: Draft, waiting: Sequence[Waiting], version_of: VersionOf, rules: Rules) -> Draft:
    """A copy of the draft with every click applied, one after the other."""
    for click in (w for w in waiting if w.changes):
        proposals = [Proposal(change, click.message) for change in click.changes or ()]
        after = await _applied(draft, proposals, [click.message], version_of, rules)
        problems = after.problems[len(draft.problems) :]
        if problems:
            why = [*dict.fromkeys(p.message for p in problems)]
            rest = ["The rest of it is done."] if len(after.applied) > len(draft.applied) else []
            after.refused = {**draft.refused, click.id: " ".join([*why, *rest])}
        draft = after
    return draft


async def _applied(
    draft: Draft, proposals: Sequence[Proposal], said: Sequence[Message], version_of: VersionOf, rules: Rules
) -> Draft:
    """A copy of the draft with the proposals applied, and its call flow up to date."""
    branch = draft.branch()
    await apply_proposals(branch, proposals, said, version_of, rules)
    if branch.spec is not draft.spec:
        redraw(branch)
    return branch


def outcome_of(engine: Engine, version: Version, reply: Reply | None, asked: Any) -> Outcome:
    """What a turn writes that ends on this version with this reply."""
    now, stage = engine.clock(), stage_of(version.spec)
    message = Message(new_id("msg"), "builder", BUILDER, reply.text, now) if reply else None
    return Outcome(
        status="completed" if stage == Stage.COMPLETED else "active",
        stage=stage,
        version=version.number,
        asked=asked,
        now=now,
        expires=engine.expiry(now),
        reply=reply,
        reply_message=message,
    )


def question_json(question: Question | None) -> Any:
    return QUESTION.dump_python(question, mode="json") if question else None


def _next_version(engine: Engine, before: Version, draft: Draft, waiting: Sequence[Waiting]) -> Version:
    """The version that this turn makes; the same one where nothing changed."""
    if draft.spec == before.spec:
        return before
    last = waiting[-1].message
    return Version(
        number=before.number + 1,
        parent=draft.parent,
        spec=draft.spec,
        changes=draft.changes,
        author=last.author,
        message_id=last.id,
        created_at=engine.clock(),
    )


def _bundles(before: Version, after: Version) -> tuple[Bundle, ...]:
    """The exports of a session that is completed, where it was not before."""
    if stage_of(before.spec) == Stage.COMPLETED:
        return ()
    return tuple(export(after.spec, platform, after.number) for platform in after.spec.platforms)
