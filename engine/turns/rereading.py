"""A message that was answered, read again after an edit: what would be different now is offered, and never just done.

The words are read where they were read first: by the spec of that moment. What they ask for now and did not then is
the effect of the edit, as far as nobody has decided otherwise since. Of a message that was deleted, nothing is left to
ask for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any

from engine.document.changes import (
    Add,
    AddToGoal,
    Approve,
    Change,
    GoBack,
    Import,
    OfferTools,
    Remove,
    RemoveFromGoal,
    Set,
    Skip,
    TakeTool,
    Undo,
    apply,
)
from engine.document.diff import DiffLine, diff, origin_of
from engine.document.history import NewerChange
from engine.document.spec import ITEM_KEYS, AgentSpec, Origin
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Conversation, Message, OnText, Question, Spoken, Usage
from engine.markdown import plain
from engine.messages.replies import Notice, Reply, Suggestion
from engine.sentences import listed, quoted
from engine.store import transcript
from engine.store.rows import Session, Waiting
from engine.turns.compose import compose
from engine.turns.engine import Engine
from engine.turns.importing import EDIT, LEAVE
from engine.turns.pipeline import Thought, outcome_of, question_json
from engine.turns.session_cache import Memory

SEEN = "I have read your edit. It changes nothing in the design."
_TAKE, _TAKE_BACK = "Take the edit", "Take it back"
_NO_EDIT = (Approve, Undo, Import, OfferTools, TakeTool, GoBack, Skip)
"""What is decided by a message of its own, and never by an edit."""
_TELLING = ("statement", "purpose", "label", "title", "description", "text", "condition", "when")
_MOST_PHRASES = 4


@dataclass(frozen=True, slots=True)
class _Then:
    """How the message was read first."""

    message: Message
    before: AgentSpec
    changes: tuple[Change, ...]
    """What its words asked for."""


async def reread(
    engine: Engine, session: Session, memory: Memory, waiting: Sequence[Waiting], on_text: OnText | None = None
) -> Thought:
    """The turn of one edit or deletion. Nothing of the spec is changed in it."""
    edit, spec = waiting[0], memory.current.spec
    then = await _then(engine, session, edit)
    asks, silent, used = await _asks_now(engine, then, edit)
    changes = _effect(spec, then, asks) if then else ()
    said = replace(edit.message, text=f"(edited) {edit.message.text}" if edit.message.text else "(took a message back)")
    asked, reply, standing = session.asked, None, Standing(spec)
    spoken = partial(compose, before=standing, after=standing, secrets=edit.secrets)
    if changes:
        question = _question(spec, changes, edit)
        asked, reply = question_json(question), spoken(Spoken(question.text, question))
    elif edit.secrets:
        reply = spoken(Spoken("" if silent else SEEN))
    elif edit.message.text and not silent:
        reply = Reply(parts=(Notice(text=SEEN),))
    outcome = outcome_of(engine, Standing(spec), session.version, reply, asked, session.rules)
    outcome = replace(outcome, said=[said], answered=[edit.id], used=used)
    return Thought(outcome, memory.after(memory.current, memory.earlier, (said, *outcome.replied)))


async def _then(engine: Engine, session: Session, edit: Waiting) -> _Then | None:
    """None for a message that is not in the transcript."""
    found = await transcript.message(engine.store, edit.edits or "")
    if found is None:
        return None
    number, message = found
    version = await transcript.version(engine.store, session.id, number)
    before = await transcript.version(engine.store, session.id, max(0, number - 1))
    if version is None or before is None:
        return None
    asked_for = [c for c, origin in version.changes if origin.message == message.id and origin.how == "said"]
    changes = tuple(change for change in asked_for if not isinstance(change, NewerChange))
    return _Then(message, before.spec if changes else version.spec, changes)


async def _asks_now(engine: Engine, then: _Then | None, edit: Waiting) -> tuple[tuple[Change, ...], bool, Usage]:
    """What the words ask for now; whether they are for somebody else; what reading them cost."""
    if then is None or not edit.message.text:
        return (), True, Usage()
    paths = [change.path for change in then.changes if isinstance(change, Set)]
    asked = Question(path=paths[0]) if paths and then.before != AgentSpec() else None
    message = replace(then.message, text=edit.message.text)
    read = await engine.interviewer.interview(Conversation(spec=then.before, messages=(message,), asked=asked))
    said = tuple(proposal.change for proposal in read.proposals if proposal.how == "said")
    return said, read.silent, read.used


def _effect(spec: AgentSpec, then: _Then, asks: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that bring the spec to what the message says now."""
    new = [change for change in asks if change not in then.changes and not isinstance(change, _NO_EDIT)]
    gone = [change for change in then.changes if change not in asks]
    kept = {_place(change) for change in new}
    back = [undone for change in gone if _place(change) not in kept and (undone := _undone(change, then.before))]
    wanted, draft = list[Change](), spec
    for change in (*back, *new):
        origin = origin_of(spec, _place(change))
        after = apply(draft, change, origin=Origin(author=then.message.author.id, message=then.message.id))
        if isinstance(after, Problem) or after == draft or (origin and origin.message != then.message.id):
            continue
        wanted.append(change)
        draft = after
    return tuple(wanted)


def _place(change: Change) -> str:
    """The spec path of what it sets, adds or takes out; empty for other changes."""
    match change:
        case Set(path=path):
            return path
        case Add(part=part, item=item):
            return f"{part}.{getattr(item, ITEM_KEYS[part]) if part in ITEM_KEYS else item}"
        case Remove(part=part, id=key):
            return f"{part}.{key}"
        case _:
            return ""


def _undone(change: Change, before: AgentSpec) -> Change | None:
    """What takes this change back; None where only an undo could."""
    match change:
        case Set(path=path):
            return Set(path=path, value=_value(before, path))
        case Add(part=part):
            return Remove(part=part, id=_place(change).removeprefix(f"{part}."))
        case AddToGoal(goal=goal, part=part, item=str() as item):
            return RemoveFromGoal(goal=goal, part=part, item=item)
        case _:
            return None


def _value(spec: AgentSpec, path: str) -> Any:
    value: Any = spec.model_dump(mode="json")
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _question(spec: AgentSpec, changes: tuple[Change, ...], edit: Waiting) -> Question:
    after = spec
    for change in changes:
        done = apply(after, change, origin=Origin(author=edit.message.author.id))
        after = after if isinstance(done, Problem) else done
    what, who = _in_words(diff(spec, after)), plain(edit.message.author.name)
    taken_back = not edit.message.text
    begins = "A message was deleted that I had read." if taken_back else f"{who} edited a message."
    text = f"{begins} {what[:1].upper()}{what[1:]}?"
    label = _TAKE_BACK if taken_back else _TAKE
    return Question(EDIT, text, changes, (Suggestion(label=label, says="yes"), Suggestion(label=LEAVE, says="no")))


def _in_words(lines: Sequence[DiffLine]) -> str:
    """`“Nora” instead of “Mai”`, `without “Book appointments”`, `also “warm”`."""
    return listed([*_phrases([line for line in lines if _is_telling(line)])][:_MOST_PHRASES]) or "with what it says now"


def _phrases(lines: Sequence[DiffLine]) -> Iterator[str]:
    yield from (_instead(line.after, line.before) for line in lines if line.before and line.after)
    came = [line.after for line in lines if not line.before]
    went = [line.before for line in lines if not line.after]
    for new, old in zip_longest(came, went):
        yield _instead(new, old) if new and old else f"also {quoted(new)}" if new else f"without {quoted(old)}"


def _instead(new: str, old: str) -> str:
    return f"{quoted(new)} instead of {quoted(old)}"


def _is_telling(line: DiffLine) -> bool:
    """A value by itself, or what an item says in a line."""
    steps = line.path.split(".")
    return steps[0] not in ITEM_KEYS or steps[-1] in _TELLING
