"""What a turn does with an agent that somebody brings: takes it over, or asks first; and what it says about that.

It stands before every interviewer: none of them reads the agent, and the answer to “Shall I replace it?” is a plain yes
or no, whoever interviews.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.document.changes import Import
from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.document.upcast import read
from engine.errors import Problem
from engine.interview.contract import Interview, Message, Question, Speak, Spoken
from engine.interview.guided.short_answers import short_answer
from engine.language.text import fold, tokens_of
from engine.markdown import plain
from engine.messages.replies import Suggestion
from engine.sentences import listed, some
from engine.store.rows import Waiting
from engine.turns.draft import Draft, holds_something

PATH, EDIT = "import", "edit"
"""What the question is about that asks whether to take an agent over, or the edit of a message."""
_KEPT = "All right, everything stays as it is."
LEAVE = "Leave it"
_TAKE, _REPLACE = "Take it over", "Replace it"


class Answered(NamedTuple):
    """What the messages say to the open question whether to take an agent, or an edit, over."""

    waiting: Sequence[Waiting]
    """The messages, a yes as the click that it is."""
    says: str = ""
    still_open: Question | None = None


def with_answer(waiting: Sequence[Waiting], asked: Question | None) -> Answered:
    """An agent that nobody answers for is asked about once more, and then put aside."""
    if asked is None or asked.path not in (PATH, EDIT) or not asked.offer:
        return Answered(waiting)
    for at, message in enumerate(waiting):
        if message.changes is None and (answer := _answer(message.message.text, asked)):
            click = replace(message, changes=asked.offer if answer == "yes" else ())
            return Answered((*waiting[:at], click, *waiting[at + 1 :]), "" if answer == "yes" else _KEPT)
    if asked.turns == 0:
        return Answered(waiting, still_open=replace(asked, turns=1))
    if asked.path == EDIT:
        return Answered(waiting, "I leave the edited message as I had read it.")
    what = listed([_what(change) for change in asked.offer if isinstance(change, Import)])
    return Answered(waiting, f"I have put {what} aside; bring it again when you want it.")


def _answer(text: str, asked: Question) -> str:
    """`yes` or `no`; empty for anything else."""
    words = fold(text.strip(" .!"))
    labels = {fold(suggestion.label): suggestion.says for suggestion in asked.suggestions}
    if words in labels or words == "no":
        return labels.get(words, words)
    answer = short_answer(tokens_of(text))
    return {"yes": "yes", "all": "yes", "no": "no", "none": "no"}.get(answer or "", "")


def words_with(draft: Draft, said: Sequence[Message]) -> Iterator[Message]:
    """What people wrote beside the agents that were taken over, still to be read."""
    by_id = {message.id: message for message in said}
    for step in draft.applied:
        if isinstance(step.change, Import) and step.change.words and step.origin.message in by_id:
            yield replace(by_id[step.origin.message], text=step.change.words)


def told(interview: Interview, draft: Draft, before: AgentSpec, answered: Answered) -> Interview:
    """The interview that says what was read, or asks whether to take it over."""
    taken = [step.change for step in draft.applied if isinstance(step.change, Import)]
    first = ["" if draft.offered else answered.says, *map(said, taken)]
    if taken and holds_something(before):
        first.append("“undo” brings back what stood here.")
    if draft.same:
        first.append(f"Nothing has changed: {_what(draft.same)} is what stands here already.")
    asked = _question(draft.offered, draft.spec) if draft.offered else answered.still_open
    if interview.silent or (asked is None and not any(first)):
        return interview
    return replace(interview, speak=spoken_first(interview.speak, " ".join(filter(None, first)), asked))


def spoken_first(speak: Speak, first: str, asked: Question | None) -> Speak:
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
    parts = _parts(read(change.agent))
    if holds_something(spec):
        text = f"Shall I replace {_standing(spec)} with {_named(change)} from {change.source} ({parts})?"
        text, label = f"{text} Nothing has changed so far.", _REPLACE
    else:
        text, label = f"That reads like a whole system prompt: {parts}. Shall I take it over as the agent?", _TAKE
    offer = (change.model_copy(update={"agreed": True}),)
    return Question(PATH, text, offer, (Suggestion(label=label, says="yes"), Suggestion(label=LEAVE, says="no")))


def _standing(spec: AgentSpec) -> str:
    """What would be overwritten."""
    who = plain(spec.name) if spec.name else f"the {plain(spec.role)}" if spec.role else "what we have"
    return f"{who} ({_parts(spec)})"


def _what(change: Import) -> str:
    return f"the agent from {change.source}" if change.sure else "the prompt"


def _named(change: Import) -> str:
    return plain(str(change.agent.get("name") or "the agent"))


def _parts(spec: AgentSpec) -> str:
    """What is in it, in numbers."""
    counted = {"goal": spec.goals, "tool": spec.tools, "step": spec.flow.nodes, "rule": spec.guardrails}
    there = [f"{len(items)} {what}{'' if len(items) == 1 else 's'}" for what, items in counted.items() if items]
    return listed(there) or "no goals, tools or steps"
