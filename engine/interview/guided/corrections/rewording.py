"""A goal with another object: “Take damage reports” and “theft reports” -> “Take theft reports”."""

from collections.abc import Sequence

from engine.language.grammar import grammar_of
from engine.language.text import Token, tokens_of

_FUNCTION_WORDS = ("a", "an", "the", "for", "about", "of", "on", "with")


def reworded(statement: str, new: str) -> str:
    """`statement` with `new` for its object; a `new` that begins with a verb is all of it."""
    words = tokens_of(new)
    grammar = grammar_of("en")
    verb = grammar.verb_at(words, 0)
    if verb and verb[0].form == "base" and verb[1] < len(words):
        return new
    tokens = tokens_of(statement)
    shared = _shared_head(tokens, words)
    if shared is not None:
        return f"{statement[: tokens[shared].start]}{new}"
    own = grammar.verb_at(tokens, 0)
    end = own[1] if own else 1
    while end < len(tokens) and tokens[end].folded in _FUNCTION_WORDS[3:]:
        end += 1
    return f"{statement[: tokens[end - 1].end]} {new}" if tokens else new


def _shared_head(tokens: Sequence[Token], new: Sequence[Token]) -> int | None:
    """Where the part begins that ends with the same noun: “damage reports”, “theft reports”."""
    if not tokens or not new or len(new) < 2 or tokens[-1].folded != new[-1].folded:
        return None
    return max(1, len(tokens) - len(new))
