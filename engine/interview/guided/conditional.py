"""“if it's a nest in summer it just explains the law”, “CO alarm -> tell them to get out”: how one case goes.

What the agent does in one case only is no job of every call. It is kept in the team's words; what it asks for there is
read as any other. “if they want to cancel, cancel it” names a job like any other sentence.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from engine.interview.guided.recognisers.data_fields import asks_for_fields
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.understanding import Meaning, Part
from engine.language.lexicon import word_set
from engine.language.text import Token

_FEWEST = 6
"""Tokens of a case with what is done in it."""
_ARROWS = ("->", "=>", "→")


def conditional(part: Part) -> Meaning | None:
    """None where the sentence holds for every call, asks something, or only says when somebody wants something."""
    if "?" in part.text or not is_one_case(part.tokens, part.text):
        return None
    return replace(in_own_words(part), tells_more=asks_for_fields(part.tokens))


def is_one_case(tokens: Sequence[Token], text: str) -> bool:
    words = [t for t in tokens if t.is_word]
    while words and words[0].folded in word_set("discourse"):
        words.pop(0)
    if len(tokens) < _FEWEST or not words:
        return False
    if any(arrow in text for arrow in _ARROWS):
        return True
    near = [t.folded for before, t in pairwise(words[:_NEAR]) if before.folded != "of"]  # “out of | order” is a state
    return words[0].folded in _OPENERS and not word_set("wanting_a_job") & set(near)


_OPENERS = frozenset(("if", "when", "whenever", "unless", "wenn", "falls", "si", "quand", "cuando", "lorsque"))
_NEAR = 6
"""Words of the condition in which it says what somebody wants."""
