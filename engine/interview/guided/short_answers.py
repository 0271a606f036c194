"""Yes, no, “I don't know” and “skip”, in all their forms."""

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token

Short = Literal["yes", "no", "unknown", "skip", "all", "none"]
_ORDER: tuple[Short, ...] = ("unknown", "skip", "all", "none", "no", "yes")


def is_polite(token: Token) -> bool:
    """A word or a mark that changes nothing: “please”, “thanks”, “!”."""
    return token.folded in word_set("polite") or not token.is_word


class Answer(NamedTuple):
    """A short answer at the start of a message, and the index of the first token after it."""

    kind: Short
    end: int


def short_answer(tokens: Sequence[Token]) -> Short | None:
    """What a message means that is nothing but a short answer; None where there is more in it."""
    found: set[Short] = set()
    at = 0
    while at < len(tokens):
        answer = _at(tokens, at)
        if answer:
            found.add(answer.kind)
            at = answer.end
        elif is_polite(tokens[at]):
            at += 1
        else:
            return None
    if found == {"yes", "no"} or _only_thanks(tokens):
        return None
    return next((kind for kind in _ORDER if kind in found), None)


def _only_thanks(tokens: Sequence[Token]) -> bool:
    """“ok thx”: thanks for what was just done, and no yes to the next question."""
    words = {t.folded for t in tokens if t.is_word}
    return bool(words & word_set("thanking")) and words <= word_set("thanking") | {"ok", "okay", "k", "cool"}


def leading_answer(tokens: Sequence[Token]) -> Answer | None:
    """“Yes, but …”, “No. …”: the short answer that a longer message begins with."""
    answer = _at(tokens, 0)
    if not answer or answer.kind not in ("yes", "no"):
        return None
    end = answer.end
    if end >= len(tokens):
        return answer
    if tokens[end].is_word and tokens[end].folded not in word_set("after"):
        return None
    return answer


def _at(tokens: Sequence[Token], at: int) -> Answer | None:
    best: Answer | None = None
    for kind in _ORDER:
        hit = _book(kind).at(tokens, at)
        if hit and (best is None or hit.end > best.end):
            best = Answer(kind, hit.end)
    return best


@cache
def _book(kind: Short) -> PhraseBook:
    return PhraseBook({kind: [str(phrase) for phrase in lexicon("answers")[kind]]})


@cache
def ordinals() -> PhraseBook:
    """`the second one` -> `2`; the last one is `-1`."""
    return PhraseBook({str(n): [str(w) for w in words] for n, words in lexicon("answers")["ordinals"].items()})
