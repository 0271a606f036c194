"""Several orders in one sentence: “make it formal and add Dutch”; what no order follows stays whole."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.interview.guided.corrections.vocabulary import without_around, words
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token

_JOINTS = ("and", "y", "et", "und", "e", "en", "then", ";")


def orders_in(sentence: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The orders of a sentence, one after the other."""
    start = 0
    for at, token in enumerate(sentence[:-1]):
        joint = token.text == "," or token.folded in _JOINTS
        if joint and at > start and verb_of(sentence[at + 1 :]) and _is_order(sentence[start:at]):
            yield sentence[start:at]
            start = at + 1
    yield sentence[start:]


def clauses_in(text: str, tokens: Sequence[Token], *, joints: bool) -> list[str]:
    """The clauses of a sentence. What takes back what was said stands for all: “sorry, | it's 17 | and that one can
    go”. `joints`: “and” and “but” part them as well.
    """
    clauses: list[tuple[Token, ...]] = [()]
    for at, token in enumerate(tokens):
        inside = 0 < at < len(tokens) - 1 and tokens[at - 1].end == token.start and tokens[at + 1].start == token.end
        if (token.text in ",;:–-—." and not inside) or (joints and token.folded in _BETWEEN):
            clauses.append(())
        else:
            clauses[-1] = (*clauses[-1], token)
    told = [clause[clause.index(without_around(clause)[0]) :] for clause in clauses if without_around(clause)]
    before = [t for t in tokens if told and t.start < told[0][0].start]
    lead = _TAKING_BACK if any(t.folded in words("taking_back") for t in before) else ""
    return [lead + text[clause[0].start : clause[-1].end] for clause in told]


_BETWEEN = ("and", "but", "und", "y", "et")
_TAKING_BACK = "sorry, "
"""In the words of one that means nothing else: “no” before a clause would forbid it."""


def verb_of(tokens: Sequence[Token]) -> Hit | None:
    """The verb that an order begins with, of setting, adding or removing."""
    return verbs().at(tokens, 0) if tokens else None


def without_softeners(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without “actually”, “could you please”, “on second thought”."""
    at = 0
    while at < len(tokens):
        hit = _book("softeners").at(tokens, at)
        if hit:
            at = hit.end
        elif not tokens[at].is_word:
            at += 1
        else:
            break
    return tuple(tokens[at:])


def _is_order(tokens: tuple[Token, ...]) -> bool:
    rest = without_softeners(tokens)
    while rest and not rest[-1].is_word:
        rest = rest[:-1]
    choice = rest and rest[0].folded in word_set("choosing")
    ends = PhraseBook({"after": [*lexicon("corrections")["removed_after"], *lexicon("corrections")["gone"]]}).find(rest)
    return bool(rest) and (
        bool(choice)
        or verb_of(rest) is not None
        or bool(fields().find(rest[:4]))
        or bool(ends and ends[-1].end == len(rest))
    )


@cache
def verbs() -> PhraseBook:
    kinds = {kind: lexicon("edits")[kind] for kind in ("set", "add", "remove")}
    kinds["remove"] = [*kinds["remove"], *lexicon("corrections")["dropping"]]
    return PhraseBook(kinds)


@cache
def fields() -> PhraseBook:
    """“the greeting”, “its name” -> the path of that value."""
    return PhraseBook(lexicon("edits")["fields"])


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("edits")[key]})


def links() -> PhraseBook:
    """Words between a field and its value: “to”, “is”, “should be”."""
    return _book("links")
