"""What shared documents say, as a model is told it: first what is new and not in the agent yet."""

from collections.abc import Iterator, Sequence
from typing import Any

from engine.document.spec import AgentSpec
from engine.interview.contract import Conversation
from engine.interview.digest.places import counted
from engine.interview.digest.sources import Entry, Source
from engine.interview.digest.taken import Content

_LATER = 4
"""In a turn that reads nothing, documents have this part of their room."""


def digest(conversation: Conversation, most: int) -> Iterator[tuple[str, Any]]:
    """A line for each document, and one for each thing that it says, up to so many characters of these."""
    if not conversation.sources:
        return
    for source in conversation.sources:
        yield "document", _document(source)
    room = most if conversation.read_now else most // _LATER
    ordered = _ordered(conversation)
    for number, (source, entry) in enumerate(ordered):
        room -= len(entry.text)
        if room < 0:
            yield "not_shown", f"{len(ordered) - number} more things that these documents say"
            return
        yield "says", {"document": source.name, "where": str(entry.place), "text": entry.text}


def _document(source: Source) -> dict[str, Any]:
    read = "all of it" if source.finished else f"up to {source.parts[-1].last}" if source.parts else "nothing yet"
    return {"name": source.name, "length": counted(source.extent, source.unit), "read": read}


def _ordered(conversation: Conversation) -> Sequence[tuple[Source, Entry]]:
    """What this turn has read, then what is not in the agent, then the rest; each in the order of the document."""
    now = {id(entry) for _, parts in conversation.read_now for part in parts for entry in part.entries}
    found = [(source, entry) for source in conversation.sources for entry in source.entries]
    content = Content(conversation.spec if found else AgentSpec())
    return sorted(found, key=lambda one: (id(one[1]) not in now, content.holds(one[1])))
