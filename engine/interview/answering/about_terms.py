"""The difference between two of our words: what each of them is, one after the other."""

from engine.interview.answering.answer import Situation
from engine.interview.answering.table import kinds

_MOST = 3


def difference(situation: Situation) -> str | None:
    """None where the question names less than two words that we explain."""
    meanings = [m for item in situation.question.items for m in sorted(item.means)]
    told = [kind.answer for m in dict.fromkeys(meanings) if (kind := kinds().get(f"what_is_{m}")) and kind.answer]
    return "\n\n".join(told[:_MOST]) if len(told) > 1 else None
