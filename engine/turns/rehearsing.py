"""A rehearsal in the thread: its messages are a call with the agent, until somebody stops it.

Which one is open stands in the open question of the session, so that it is written with the turn, and nothing that is
said in it is read as a wish for the design. The call itself is played again from what was kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.document.changes import Change, EditNode
from engine.document.stages import Standing
from engine.errors import UnreadableDocument
from engine.ids import new_id
from engine.interview.contract import Message, Question, read_question
from engine.language.text import fold
from engine.messages.replies import Notice, Reply, ReplyPart, Suggestion, Suggestions, Text
from engine.sentences import quoted
from engine.store import rehearsals
from engine.store.rows import RehearsalTurn, Session, Waiting
from engine.turns.correcting import instruction_from
from engine.turns.engine import Engine
from engine.turns.pipeline import Thought, outcome_of, question_json, think
from engine.turns.session_cache import Memory

if TYPE_CHECKING:
    from engine.trials.rehearsal import Beat, Call

AS_CALLER = "(as the caller) "
"""What somebody said in a rehearsal, as it stands in the transcript."""
MOST_SAID = 200
"""Utterances of one call; whoever says more gets a word, and the call ends."""
_OPEN = "rehearsal:"
_BEGIN = frozenset({"rehearse", "/rehearse", "rehearse it", "rehearse again", "let's rehearse"})
_STOP = frozenset(
    {"stop", "/stop", "stop the rehearsal", "end the rehearsal", "stop rehearsing", "end rehearsal", "quit"}
)
_WRONG = re.compile(
    r"(?:no,? )?(?:that|this|it) (?:was|is) (?:wrong|not right|not ok|bad)\W*(?P<should>.*)", re.IGNORECASE | re.DOTALL
)
_MOST_INSTRUCTION = 1_500
AGAIN = Suggestion(label="Rehearse again", says="rehearse")
_NO_FLOW = "There is no call flow to rehearse yet. Tell me first what the agent should do."
_HELP = (
    "**Rehearsal.** You are the caller, I play the agent; tools are answered by stand-ins, and nothing that you say "
    "changes the design. Say “stop” to end it, or “that was wrong: it should have …” to change the step."
)
_CLICKED = "The rehearsal is over: the click changed the design."
_UNCLEAR = "What should it have done? Say it like this: “that was wrong: it should have asked for the name first”."


def concerns(session: Session, waiting: Sequence[Waiting]) -> bool:
    """Whether the first of these messages begins a rehearsal, or one is under way."""
    return _open_id(session) is not None or _begins(waiting[0])


def before_rehearsal(waiting: list[Waiting]) -> list[Waiting]:
    """The messages that come before one that begins a rehearsal: they are a turn of their own."""
    at = next((n for n, one in enumerate(waiting) if _begins(one)), len(waiting))
    return waiting[:at] or waiting


async def rehearse(engine: Engine, session: Session, memory: Memory, waiting: Sequence[Waiting]) -> Thought:
    """The turn of a rehearsal. It reads one message; a click that changes the design ends the call.

    Raises UnreadableDocument for a click that only a newer release understands.
    """
    first, rehearsal_id = waiting[0], _open_id(session)
    if first.newer:
        raise UnreadableDocument("click", session.id)
    if rehearsal_id is None:
        return _written(engine, session, memory, first, _begun(engine, session, memory, first))
    kept = await rehearsals.turns_of(engine.store, rehearsal_id)
    if first.changes:
        thought = await think(engine, session, memory, waiting[:1], notices=(_CLICKED,))
        ended = _turn(engine, kept[0], len(kept), first, "ended", ())
        return replace(thought, outcome=replace(thought.outcome, rehearsed=(ended,)))
    from engine.trials.rehearsal import replayed  # it reads playbooks, which a start does not need

    version = await memory.version(engine.store, session.id, kept[0].version)
    assert version is not None, "a rehearsal names only versions that were committed before it"
    call = replayed(version.spec, (turn.text for turn in kept if turn.kind == "said"))
    return _written(engine, session, memory, first, _heard(engine, session, memory, first, kept, call))


@dataclass(slots=True)
class _Exchange:
    """What one message of a rehearsal comes to."""

    parts: list[ReplyPart] = field(default_factory=list)
    turns: list[RehearsalTurn] = field(default_factory=list)
    asked: Any = None
    """The open question after it."""
    as_caller: bool = True


def _begun(engine: Engine, session: Session, memory: Memory, first: Waiting) -> _Exchange:
    spec = memory.current.spec
    if not spec.flow.nodes:
        return _Exchange([Notice(text=_NO_FLOW)], asked=session.asked, as_caller=False)
    key = new_id("reh")
    from engine.trials.rehearsal import Call

    beats = Call(spec).begin()
    author = first.message.author
    did = {"beats": list(map(asdict, beats)), "asked": session.asked}
    turn = RehearsalTurn(
        key, 0, "begun", author.id, author.name, memory.current.number, "", did, engine.clock()
    )  # fmt: skip
    question = Question(f"{_OPEN}{key}", "The rehearsal is still open: say something as the caller, or “stop”.")
    return _Exchange([Text(markdown=f"{_HELP}\n\n{shown(beats)}")], [turn], question_json(question), as_caller=False)


def _heard(
    engine: Engine, session: Session, memory: Memory, first: Waiting, kept: Sequence[RehearsalTurn], call: "Call"
) -> _Exchange:
    said, begun = first.message.text.strip(), kept[0]
    if _begins(first):
        words = f"A rehearsal is under way already, and {quoted(begun.author_name)} plays the caller. Say “stop” first."
        return _Exchange([Notice(text=words)], asked=session.asked, as_caller=False)
    if fold(said).rstrip(".! ") in _STOP:
        return _ended(engine, first, kept, "The rehearsal is over. Nothing in it has changed the design.")
    if wrong := _WRONG.match(said):
        return _corrected(engine, session, memory, first, kept, wrong["should"].strip(), call)
    if first.message.author.id != begun.author_id:
        words = f"{quoted(begun.author_name)} plays the caller in this rehearsal. Say “stop” to end it."
        return _Exchange([Notice(text=words)], asked=session.asked, as_caller=False)
    if len(kept) > MOST_SAID:
        return _ended(engine, first, kept, f"This call has {MOST_SAID} exchanges, so I end the rehearsal here.")
    beats = call.hear(said)
    turn = _turn(engine, begun, len(kept), first, "said", beats)
    if not call.ended:
        return _Exchange([Text(markdown=shown(beats))], [turn], session.asked)
    over = _ended(engine, first, [*kept, turn], f"{shown(beats)}\n\nThe call is over, and so is the rehearsal.")
    return replace(over, turns=[turn, *over.turns], as_caller=True)


def _ended(engine: Engine, first: Waiting, kept: Sequence[RehearsalTurn], words: str) -> _Exchange:
    """The question that was open before the rehearsal is asked again."""
    before = kept[0].did.get("asked")
    asked = read_question(before)
    suggestions = (*(asked.suggestions if asked else ()), AGAIN)
    again: list[ReplyPart] = [Text(markdown=asked.text)] if asked and asked.text else []
    turn = _turn(engine, kept[0], len(kept), first, "ended", ())
    return _Exchange([Text(markdown=words), *again, Suggestions(items=suggestions)], [turn], before, as_caller=False)


def _corrected(
    engine: Engine,
    session: Session,
    memory: Memory,
    first: Waiting,
    kept: Sequence[RehearsalTurn],
    should: str,
    call: "Call",
) -> _Exchange:
    """“that was wrong: it should have …” is offered as a change of the step that spoke last; the call ends there."""
    nodes = {node.id: node for node in memory.current.spec.flow.nodes}
    node = nodes.get(_last_step(kept) or "")
    rest = instruction_from(should)
    if not rest:
        return _Exchange([Notice(text=_UNCLEAR)], asked=session.asked, as_caller=False)
    if node is None:
        return _ended(engine, first, kept, "That step is no longer in the flow, so there is nothing to change in it.")
    text = f"{node.instruction or ''} {rest}".strip()
    change: Change = EditNode(id=node.id, values={"instruction": text[:_MOST_INSTRUCTION]})
    ask = f"I stopped the call. Shall I add this to the step {quoted(node.title)}: “{rest}”"
    yes, no = (
        Suggestion(label="Change the step", says="yes", changes=(change,)),
        Suggestion(label="Leave it", says="no"),
    )
    question = Question(f"flow.nodes.{node.id}.instruction", f"{ask}?", (change,), (yes, no))
    turn = _turn(engine, kept[0], len(kept), first, "ended", ())
    parts: list[ReplyPart] = [Text(markdown=question.text), Suggestions(items=(yes, no, AGAIN))]
    return _Exchange(parts, [turn], question_json(question), as_caller=False)


def _last_step(kept: Sequence[RehearsalTurn]) -> str | None:
    steps = [beat["step"] for turn in kept for beat in turn.did.get("beats", ()) if beat["kind"] != "ends"]
    return steps[-1] if steps else None


def shown(beats: Sequence["Beat"]) -> str:
    """The agent's words, the step, and each tool with its arguments and what its stand-in answered."""
    return "\n".join(_lines(beats))


def _lines(beats: Sequence["Beat"]) -> Iterator[str]:
    step = ""
    for beat in beats:
        if beat.kind == "says":
            where = f" `{beat.step}`" if beat.step != step else ""
            step = beat.step
            yield f"> {beat.text}{where}\n"
        elif beat.kind == "uses":
            arguments = ", ".join(f"{name}: {value}" for name, value in (beat.arguments or {}).items())
            answer = f" → {beat.text}" if beat.text else ""
            yield f"- `{beat.tool}({arguments.replace('`', '')})`{answer}\n"


def _turn(
    engine: Engine, begun: RehearsalTurn, number: int, first: Waiting, kind: Any, beats: Sequence["Beat"]
) -> RehearsalTurn:
    author, text = first.message.author, first.message.text if kind == "said" else ""
    did = {"beats": list(map(asdict, beats))}
    return RehearsalTurn(
        begun.rehearsal_id, number, kind, author.id, author.name, begun.version, text, did, engine.clock()
    )  # fmt: skip


def _written(engine: Engine, session: Session, memory: Memory, first: Waiting, came: _Exchange) -> Thought:
    reply = Reply(parts=tuple(came.parts))
    standing = Standing(memory.current.spec)
    outcome = outcome_of(engine, standing, session.version, reply, came.asked, session.rules)
    said = _as_caller(first.message) if came.as_caller else first.message
    outcome = replace(outcome, said=[said], answered=[first.id], rehearsed=came.turns)
    return Thought(outcome, memory.after(memory.current, memory.earlier, (said, *outcome.replied)))


def _as_caller(message: Message) -> Message:
    return replace(message, text=f"{AS_CALLER}{message.text}", addressed=False)


def _begins(waiting: Waiting) -> bool:
    return not waiting.changes and not waiting.edits and fold(waiting.message.text).strip(" .!") in _BEGIN


def _open_id(session: Session) -> str | None:
    path = str((session.asked or {}).get("path", ""))
    return path.removeprefix(_OPEN) if path.startswith(_OPEN) else None
