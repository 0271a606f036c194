"""Changes that a model may only make with a person's own words beside them, and what people are told without."""

from engine.document.changes import (
    Change,
    Edit,
    Remove,
    RemoveEdge,
    RemoveFromGoal,
    RemoveNode,
    Set,
    Skip,
    Undo,
)
from engine.document.changes.kinds import path_of
from engine.document.spec import AgentSpec
from engine.errors import Problem
from engine.interview.contract import Conversation, Message
from engine.interview.llm.consent import asks_for, says
from engine.sentences import quoted


def unquoted(change: Change, quote: str, message: Message, conversation: Conversation) -> Problem | None:
    """Why the change cannot be made, if nobody's words ask for it.

    What takes something away or leaves it open needs any words of the person; a compliance switch, which others rely
    on, needs a statement.
    """
    if _switches(change):
        return None if asks_for(quote, message) or says(quote, message, negated_only=True) else _untold(change)
    if not _takes_away(change, conversation) or says(quote, message):
        return None
    return _untold(change)


def _switches(change: Change) -> bool:
    return isinstance(change, Set) and change.path.startswith("compliance.")


def _takes_away(change: Change, conversation: Conversation) -> bool:
    match change:
        case Remove(part="questions", id=question):
            return conversation.asked is None or conversation.asked.path != f"questions.{question}"
        case Remove() | RemoveFromGoal() | RemoveNode() | RemoveEdge() | Skip() | Undo():
            return True
        case Set(path=path, value=value):
            return value in (None, [], "") and _stands(conversation.spec, path)
        case Edit(values=values):
            return any(value in (None, [], "") for value in values.values())
        case _:
            return False


def _stands(spec: AgentSpec, path: str) -> bool:
    group, _, field = path.rpartition(".")
    return bool(getattr(getattr(spec, group) if group else spec, field))


def _untold(change: Change) -> Problem:
    match change:
        case Undo():
            what = "undo anything"
        case Skip(path=path):
            what = f"leave {quoted(path)} open"
        case Set(path=path) if _switches(change):
            what = f"switch {quoted(path.removeprefix('compliance.').replace('_', ' '))}"
        case Set(path=path):
            what = f"clear {quoted(path)}"
        case RemoveFromGoal(item=item):
            what = f"take out {quoted(item)}"
        case _:
            what = f"take out {quoted(path_of(change).rpartition('.')[2])}"
    why = f"I found nobody's words that ask me to {what}, so I did not. Please say so, or click."
    return Problem(why, path_of(change))
