"""What people are told of a document: one message with numbers, what was taken from where, and what was not.

It is worked out from the spec as the turn left it, whoever read the document, so that it is true. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from annotated_types import MaxLen

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Conversation, Interview, Question, Speak, Spoken
from engine.interview.digest.due import READ_ON, WHAT_IS_LEFT
from engine.interview.digest.places import counted
from engine.interview.digest.shared import MOST_OF_DOCUMENT
from engine.interview.digest.sources import Entry, Source
from engine.interview.digest.taken import Content, left_in
from engine.messages.replies import Suggestion
from engine.sentences import listed, quoted

_MOST_SHOWN, _MOST_LISTED = 5, 15
_LONGEST = 140


def with_summary(interview: Interview, conversation: Conversation) -> Interview:
    """The interview, which first tells what was read for this turn."""
    if not conversation.read_now:
        return interview
    return replace(interview, speak=partial(_told, interview.speak, conversation), silent=False)


def list_of_left(sources: Sequence[Source], spec: AgentSpec) -> str:
    """The answer to “what is left?”."""
    left = left_in(sources, spec)
    unread = "\n\n".join(filter(None, map(_stopped, sources)))
    if not left:
        return unread or "Nothing is left: all that I found in your documents is in the agent."
    lines = [f"- {source.name}, {entry.place}: {quoted(entry.text, _LONGEST)}" for source, entry in left[:_MOST_LISTED]]
    if len(left) > _MOST_LISTED:
        lines.append(f"- … and {len(left) - _MOST_LISTED:,} more")
    told = "\n".join(["This stands in your documents and not in the agent:", "", *lines])
    return "\n\n".join(filter(None, (told, "Tell me which of it matters, in your own words.", unread)))


def _told(speak: Speak, conversation: Conversation, after: Standing, problems: Sequence[Problem]) -> Spoken:
    spoken = speak(after, problems)
    told = summary(conversation, after.spec)
    asked = spoken.asked and _with_buttons(spoken.asked, conversation, after.spec)
    return Spoken("\n\n".join(filter(None, (told, spoken.words))), asked)


def _with_buttons(asked: Question, conversation: Conversation, spec: AgentSpec) -> Question:
    """The question, beside which one can also ask for more of the documents."""
    read = [source for source, _ in conversation.read_now]
    more = [READ_ON] if any(not source.finished for source in conversation.sources) else []
    left = [WHAT_IS_LEFT] if left_in(read, spec) else []
    buttons = tuple(Suggestion(label=label, says=label) for label in (*more, *left))
    return replace(asked, suggestions=(*asked.suggestions, *buttons))


def summary(conversation: Conversation, after: AgentSpec) -> str:
    """“I read handbook.pdf (43 pages) and found 212 things. 190 of them are in the agent now: …”"""
    content = Content(after)
    told = [_of_source(source, conversation, content, after) for source, _ in conversation.read_now]
    read = {source.id for source, _ in conversation.read_now}
    asked = {message.id for message in conversation.messages}
    unread = [s for s in conversation.sources if s.message in asked and s.id not in read]
    return "\n\n".join([*told, *(_stopped(source) for source in unread)])


def _of_source(source: Source, conversation: Conversation, content: Content, after: AgentSpec) -> str:
    parts = source.read_for([message.id for message in conversation.messages])
    entries = [entry for part in parts for entry in part.entries]
    taken = [entry for entry in entries if content.holds(entry)]
    left = [entry for entry in entries if not content.holds(entry)]
    lines = [f"I have read {source.in_words}{_how_far(source)} and found {_things(len(entries))}."]
    lines += _taken(source, taken)
    if left:
        where = f"{source.name}, {left[0].place}: {quoted(left[0].text, _LONGEST)}"
        lines += [""] if taken else []
        such_as = ", such as" if len(left) > 1 else ":"
        lines.append(f"{_counted(len(left), 'is', 'are')} not in the agent{such_as} {where}")
    return "\n".join((*lines, *filter(None, (_full(after) if left else "", _stopped(source), _cut(source)))))


def _taken(source: Source, taken: Sequence[Entry]) -> Iterator[str]:
    if taken:
        yield f"{_counted(len(taken), 'is', 'are')} in the agent now:"
        yield ""
        yield from (f"- from {source.name}, {e.place}: {quoted(e.text, _LONGEST)}" for e in taken[:_MOST_SHOWN])
        if len(taken) > _MOST_SHOWN:
            yield f"- … and {len(taken) - _MOST_SHOWN:,} more"


def _how_far(source: Source) -> str:
    return "" if source.finished else f" up to {source.parts[-1].last}"


def _stopped(source: Source) -> str:
    if source.finished:
        return ""
    what = f"{source.name} after {source.parts[-1].last}" if source.parts else source.in_words
    return f"I have not read {what}: that is more than I read at once. Say “{READ_ON.lower()}”, and I go on there."


def _full(spec: AgentSpec) -> str:
    full = [f"{most} {words}" for part, words in _HELD.items() if len(getattr(spec, part)) >= (most := _most(part))]
    return f"It has no room for more: an agent holds {listed(full)} at most." if full else ""


_HELD = {"knowledge": "facts", "guardrails": "rules"}


def _most(part: str) -> int:
    """How many items the spec takes."""
    return next(limit.max_length for limit in AgentSpec.model_fields[part].metadata if isinstance(limit, MaxLen))


def _cut(source: Source) -> str:
    if not source.more:
        return ""
    end = f"{counted(source.extent, source.unit)}"
    return (
        f"{source.name} is longer than the {MOST_OF_DOCUMENT:,} characters that I keep of a document: I have its first "
        f"{end}. Send what comes after them as a file of its own."
    )


def _things(number: int) -> str:
    return "nothing that the agent needs" if not number else "1 thing" if number == 1 else f"{number:,} things"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} of them {one if number == 1 else several}"
