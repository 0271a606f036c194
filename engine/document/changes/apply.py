"""`apply`: the only way a spec changes by somebody's word. Pure."""

from typing import assert_never

from pydantic import ValidationError

from engine.document.changes.decisions import approve, go_back
from engine.document.changes.edits import replace, together
from engine.document.changes.flow import edit_flow
from engine.document.changes.goals import add_to_goal, adopt, remove_from_goal, remove_goal
from engine.document.changes.imports import imported
from engine.document.changes.items import add_item, edit_item, move, remove
from engine.document.changes.kinds import (
    Accept,
    Add,
    AddEdge,
    AddNode,
    AddToGoal,
    Adopt,
    Approve,
    Change,
    Configure,
    Decline,
    Edit,
    EditEdge,
    EditNode,
    GoBack,
    Import,
    Move,
    OfferTools,
    Remove,
    RemoveEdge,
    RemoveFromGoal,
    RemoveNode,
    Set,
    Skip,
    TakeTool,
    Undo,
    path_of,
)
from engine.document.changes.references import broken_by
from engine.document.changes.taking import take_tool
from engine.document.changes.values import add_word, set_value
from engine.document.spec import AgentSpec, Origin
from engine.errors import Problem
from engine.secrets import secrets_in
from engine.sentences import sentence_of

BUILDER = Origin(author="builder", how="inferred")


def apply(
    spec: AgentSpec, change: Change, *, origin: Origin = BUILDER, earlier: AgentSpec | None = None
) -> AgentSpec | Problem:
    """The spec after `change`, or the Problem that a person can read. Pure. Without effect: `spec` itself.

    Args:
        origin: who asked for it, kept beside every value that the change touches.
        earlier: the spec that an `Undo` goes back to; None when there is none.
    """
    if isinstance(change, OfferTools):  # looked through when it came in, too
        return spec
    if isinstance(change, Import):  # a whole agent was looked through when it came in, beside the event loop
        return imported(spec, change, origin)
    if secrets_in(change.model_dump(mode="json")):
        return Problem("That looks like a real key or token. Give me only the name of the secret, such as CRM_API_KEY.")
    if isinstance(change, Undo):
        return earlier if earlier is not None else Problem("There is nothing to undo yet.")
    try:
        edited = _edited(spec, change, origin)
        if isinstance(edited, Problem) or edited == spec:
            return edited if isinstance(edited, Problem) else spec
        return broken_by(edited, spec) or together(edited)
    except ValidationError as error:
        return Problem(sentence_of(error), path_of(change))


def _edited(spec: AgentSpec, change: Change, origin: Origin) -> AgentSpec | Problem:
    """`apply` without the final check of the whole document."""
    match change:
        case Set(path=path, value=value):
            return set_value(spec, path, value, origin)
        case Add(part="tone" | "languages" | "platforms" | "questions" as part, item=str(word)):
            return add_word(spec, part, word, origin)
        case Add(part=part, item=item):
            return add_item(spec, part, item, origin)
        case Edit(part=part, id=key, values=values):
            return edit_item(spec, part, key, values, origin)
        case Configure(tool=key, values=values):
            return edit_item(spec, "tools", key, values, origin)
        case Accept(tool=key):
            return edit_item(spec, "tools", key, {"state": "accepted"}, origin)
        case Decline(tool=key):
            return edit_item(spec, "tools", key, {"state": "declined"}, origin)
        case AddToGoal(goal=key, part=part, item=item):
            return add_to_goal(spec, key, part, item, origin)
        case RemoveFromGoal(goal=key, part=part, item=item):
            return remove_from_goal(spec, key, part, item, origin)
        case Adopt():
            return adopt(spec, change, origin)
        case Remove(part="goals", id=key):
            return remove_goal(spec, key)
        case Remove(part=part, id=key):
            return remove(spec, part, key)
        case Move(part=part, id=key, before=before):
            return move(spec, part, key, before)
        case AddNode() | EditNode() | RemoveNode() | AddEdge() | EditEdge() | RemoveEdge():
            return edit_flow(spec, change, origin)
        case Approve(what=what):
            return approve(spec, what, origin)
        case Skip(path=path):
            return replace(spec, skipped=(*spec.skipped, path)) if path not in spec.skipped else spec
        case GoBack(stage=stage):
            return go_back(spec, stage)
        case TakeTool(tool=tool, goal=goal):
            return take_tool(spec, tool, goal, origin)
        case OfferTools():
            return spec
        case Import() | Undo():
            raise AssertionError("apply answers it before it comes here")
        case _:
            assert_never(change)
