"""What a turn does with an agent that somebody brings: takes it over, or asks first; and what it says about that.

It stands before every interviewer: none of them reads the agent, and the answer to “Shall I replace it?” is a plain yes
or no, whoever interviews.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.document.changes import Import
from engine.document.diff import said as in_words
from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.document.upcast import read
from engine.errors import Problem
from engine.interview.contract import Interview, Message, Question, Speak, Spoken
from engine.interview.guided.short_answers import short_answer
from engine.language.text import fold, tokens_of
from engine.messages.replies import Suggestion
from engine.sentences import listed, quoted, some
from engine.store.rows import Waiting
from engine.turns.draft import Draft, holds_something

PATH = "import"
"""What the question is about that asks whether to take an agent over."""
_KEPT = "All right, everything stays as it is."
_TAKE, _REPLACE, _LEAVE = "Take it over", "Replace it", "Leave it"


def with_answer(waiting: Sequence[Waiting], asked: Question | None) -> tuple[Sequence[Waiting], str]:
    """The messages with a yes to the open question as the click that it is; and what there is to say to any other
    answer. Nothing is kept of an agent that nobody answers for."""
    if asked is None or asked.path != PATH or not asked.offer:
        return waiting, ""
    for at, message in enumerate(waiting):
        if message.changes is None and (answer := _answer(message.message.text)):
            click = replace(message, changes=asked.offer if answer == "yes" else ())
            return (*waiting[:at], click, *waiting[at + 1 :]), "" if answer == "yes" else _KEPT
    source = next((change.source for change in asked.offer if isinstance(change, Import)), "")
    return waiting, f"I have put the agent from {source} aside; bring it again when you want it."


def _answer(text: str) -> str:
    """`yes` or `no`; empty for anything else."""
    words = fold(text.strip(" .!"))
    if words in (fold(_LEAVE), "no"):
        return "no"
    if words in (fold(_TAKE), fold(_REPLACE)):
        return "yes"
    answer = short_answer(tokens_of(text))
    return {"yes": "yes", "all": "yes", "no": "no", "none": "no"}.get(answer or "", "")


def words_with(draft: Draft, said: Sequence[Message]) -> Iterator[Message]:
    """What people wrote beside the agents that were taken over, still to be read."""
    by_id = {message.id: message for message in said}
    for step in draft.applied:
        if isinstance(step.change, Import) and step.change.words and step.origin.message in by_id:
            yield replace(by_id[step.origin.message], text=step.change.words)


def told(interview: Interview, draft: Draft, before: AgentSpec, answered: str) -> Interview:
    """The interview that says what was read, or asks whether to take it over."""
    taken = [step.change for step in draft.applied if isinstance(step.change, Import)]
    first = [answered, *(said(change) for change in taken)]
    if taken and holds_something(before):
        first.append("“undo” brings back what stood here.")
    if draft.same:
        first.append(f"The agent from {draft.same.source} is the one that stands here already, so nothing has changed.")
    asked = _question(draft.offered, draft.spec) if draft.offered else None
    if asked is None and not any(first):
        return interview
    return replace(interview, speak=_spoken(interview.speak, " ".join(filter(None, first)), asked), silent=False)


def _spoken(speak: Speak, first: str, asked: Question | None) -> Speak:
    """One question at a time: that of the interviewer gives way."""

    def spoken(now: Standing, problems: Sequence[Problem]) -> Spoken:
        own = speak(now, problems)
        if asked is None:
            return Spoken("\n\n".join(filter(None, (first, own.words))), own.asked)
        words = own.words.removesuffix(own.asked.text if own.asked else "").strip()
        return Spoken("\n\n".join(filter(None, (first, words, asked.text))), asked)

    return spoken


def said(change: Import) -> str:
    """What was read, in a sentence or two."""
    what = f"I have read {_named(change)} from {change.source}: {_parts(read(change.agent))}."
    if not change.kept:
        return what
    return f"{what} I found no place for these, so they are notes: {some(change.kept)}."


def _question(change: Import, spec: AgentSpec) -> Question:
    """May it be taken over? A plain yes does it."""
    agent = read(change.agent)
    what = f"{_named(change)} from {change.source} ({_parts(agent)})"
    if holds_something(spec):
        text = f"Shall I replace {_standing(spec)} with {what}? Nothing has changed so far."
        label = _REPLACE
    else:
        text, label = f"That reads like a finished system prompt: {_parts(agent)}. Shall I take it over?", _TAKE
    offer = (change.model_copy(update={"agreed": True}),)
    return Question(PATH, text, offer, (Suggestion(label=label, says="yes"), Suggestion(label=_LEAVE, says="no")))


def _standing(spec: AgentSpec) -> str:
    """What would be overwritten."""
    who = quoted(spec.name) if spec.name else in_words(spec.role) or "what we have"
    return f"{who} ({_parts(spec)})"


def _named(change: Import) -> str:
    return str(change.agent.get("name") or "the agent")


def _parts(spec: AgentSpec) -> str:
    steps, tools = len(spec.flow.nodes), len(spec.tools)
    return listed([_counted(len(spec.goals), "goal"), _counted(tools, "tool"), _counted(steps, "step")])


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
