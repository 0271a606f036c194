"""From waiting messages to everything that a turn will write. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from engine.document.changes import Import
from engine.document.spec import Stage
from engine.document.stages import Standing
from engine.errors import UnreadableDocument
from engine.ids import new_id
from engine.interview.contract import Conversation, Interview, Message, OnText, Proposal, Question, read_question
from engine.interview.digest.sources import Source
from engine.messages.inbound import Author
from engine.messages.material import background
from engine.messages.replies import Reply, Suggestion
from engine.rules import Rules
from engine.settings import Settings
from engine.store.outcome import Outcome
from engine.store.rows import Session, Version, Waiting
from engine.targets import TARGETS, Bundle, export
from engine.turns.approvers import EVERY, asked_of, asking
from engine.turns.budgets import over_budget
from engine.turns.choosing_tools import offered, with_pick, words_of_documents
from engine.turns.compose import compose
from engine.turns.draft import Draft, VersionOf, apply_proposals, bring_up_to_date, earlier_than, redraw
from engine.turns.engine import Engine
from engine.turns.importing import told, with_answer, words_with
from engine.turns.session_cache import Memory
from engine.turns.stream import forgiving
from engine.turns.views import is_paused

BUILDER = Author("builder", "Agent Builder")
QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


@dataclass(frozen=True, slots=True)
class Thought:
    """What a turn came to: what it writes, and what the next one will want to know."""

    outcome: Outcome
    memory: Memory


async def think(
    engine: Engine,
    session: Session,
    memory: Memory,
    waiting: Sequence[Waiting],
    on_text: OnText | None = None,
    sources: tuple[Source, ...] = (),
    notices: tuple[str, ...] = (),
) -> Thought:
    """Interview, apply, draw, speak, compose. Whatever the interviewer raises comes out as it is.

    Raises UnreadableDocument for a click that only a newer release understands: it is left to that one.
    """
    if any(w.newer for w in waiting):
        raise UnreadableDocument("click", session.id)
    on_text = forgiving(on_text) if on_text else None
    version_of = partial(memory.version, engine.store, session.id)
    draft, interview = await _interviewed(engine, session, memory, waiting, on_text, version_of, sources)
    before, after = memory.current, _next_version(engine, memory.current, draft, waiting)
    was, now = Standing(before.spec), Standing(after.spec)
    bundles = _bundles(was, now, after.number)
    reply, asked = None, session.asked
    if not interview.silent:
        spoken = interview.speak(now, draft.problems)
        asked = question_json(spoken.asked)
        if on_text and spoken.words:
            await on_text(spoken.words)
        reply = compose(
            spoken,
            before=was,
            after=now,
            applied=draft.applied,
            notices=(*_background(memory), *notices, *interview.notices, *draft.told),
            problems=draft.problems,
            bundles=bundles,
            pushes=_pushes(engine.settings, session, bundles),
            show_diff=interview.show_diff,
            shows=interview.shows,
            secrets=[kind for w in waiting for kind in w.secrets],
            resumed=is_paused(engine, session),
        )
        if session.asked is None or asked is None or asked["path"] != session.asked["path"] or draft.told:
            reply = reply.model_copy(update={"parts": (*asking(session.rules, asked, draft.votes), *reply.parts)})
    outcome = replace(
        outcome_of(engine, now, after.number, reply, asked, session.rules),
        votes=draft.votes,
        said=[w.message for w in waiting],
        answered=[w.id for w in waiting],
        new_version=after if after is not before else None,
        refused=draft.refused,
        bundles=bundles,
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
    sources: tuple[Source, ...],
) -> tuple[Draft, Interview]:
    """Clicks are applied as they are, then what the words ask for; then the call flow is drawn, once."""
    said = tuple(w.message for w in waiting)
    asked = read_question(session.asked)
    answered = with_answer(waiting, asked)
    picked = with_pick(answered.waiting, asked, memory.current.spec)
    waiting = picked.waiting
    draft = Draft.of(memory.current)
    draft.votes = session.votes
    await _click(draft, waiting, version_of, session.rules)
    typed = (*words_with(draft, said), *words_of_documents(draft), *(w.message for w in waiting if w.changes is None))
    if typed and any(not isinstance(step.change, Import) for step in draft.applied):
        redraw(draft)  # the words are read in the light of the clicks
    conversation = Conversation(
        spec=draft.spec,
        messages=typed or said,
        history=memory.window,
        asked=asked,
        earlier=await earlier_than(draft, version_of),
        clicked=not typed,
        spent=session.tokens,
        over=await over_budget(engine, session),
        sources=sources,
    )
    interview = await engine.interviewer.interview(conversation, on_text)
    await apply_proposals(draft, interview.proposals, said, version_of, session.rules)
    bring_up_to_date(draft, said[-1])
    return draft, await offered(told(interview, draft, memory.current.spec, answered), draft, picked)


async def _click(draft: Draft, waiting: Sequence[Waiting], version_of: VersionOf, rules: Rules) -> None:
    """Apply every click, one after the other; who clicked in vain is told why."""
    for click in (w for w in waiting if w.changes):
        refused, done = len(draft.problems), len(draft.applied)
        proposals = [Proposal(change, click.message) for change in click.changes or ()]
        await apply_proposals(draft, proposals, [click.message], version_of, rules)
        why = [*dict.fromkeys(problem.message for problem in draft.problems[refused:])]
        if why:
            rest = ["The rest of it is done."] if len(draft.applied) > done else []
            draft.refused = {**draft.refused, click.id: " ".join([*why, *rest])}


def _background(memory: Memory) -> list[str]:
    """In the first reply: what was there before the builder was called."""
    if any(message.role == "builder" for message in memory.window):
        return []
    authors = [message.author.name for message in memory.window if not message.addressed]
    return [background(authors)] if authors else []


def outcome_of(
    engine: Engine, standing: Standing, version: int, reply: Reply | None, asked: Any, rules: Rules
) -> Outcome:
    """What a turn writes that ends on this version with this reply."""
    now, stage = engine.clock(), standing.stage
    message = Message(new_id("msg"), "builder", BUILDER, reply.text, now) if reply else None
    return Outcome(
        status="completed" if stage == Stage.COMPLETED else "active",
        stage=stage,
        version=version,
        asked=asked,
        now=now,
        expires=engine.expiry(now),
        reply=reply,
        reply_message=message,
        remind=now + EVERY if asked_of(rules, asked, {}) else None,
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


def _pushes(settings: Settings, session: Session, bundles: Sequence[Bundle]) -> tuple[Suggestion, ...]:
    """A button for each platform that this process has a key for; who uses the API has an address for it."""
    if session.thread_key.startswith("api:"):
        return ()
    able = [TARGETS[b.platform] for b in bundles if TARGETS[b.platform].push and settings.key_for(b.platform)]
    return tuple(Suggestion(label=f"Push to {t.title}", says=f"/export {t.name} push") for t in able)


def _bundles(was: Standing, now: Standing, version: int) -> tuple[Bundle, ...]:
    """The exports of a session that is completed just now."""
    if now.stage != Stage.COMPLETED or was.stage == Stage.COMPLETED:
        return ()
    return tuple(export(now.spec, platform, version) for platform in now.spec.platforms)
