"""Two things fit: which one was meant? Each button makes the change."""

from collections.abc import Callable, Sequence

from engine.document.changes import Change
from engine.interview.contract import Question
from engine.interview.guided.targets import Item
from engine.interview.guided.understanding import Meaning
from engine.messages.replies import Suggestion

_MOST = 6
_LABEL = 75


def which(items: Sequence[Item], text: str, changes: Callable[[Item], Sequence[Change]]) -> Meaning:
    """A question with a button for each item."""
    suggestions = tuple(
        Suggestion(label=item.label.strip("`")[:_LABEL], says=item.label.strip("`"), changes=tuple(changes(item)))
        for item in items[:_MOST]
    )
    return Meaning(question=Question(items[0].part, text, suggestions=suggestions))
