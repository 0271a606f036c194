"""The words of corrections, from `corrections.yaml`, as phrase books and sets."""

from collections.abc import Sequence
from functools import cache

from engine.language.lexicon import lexicon
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, fold


@cache
def phrases(key: str) -> PhraseBook:
    """The phrases under a key; those of a mapping stand for their own keys."""
    content = lexicon("corrections")[key]
    return PhraseBook(content if isinstance(content, dict) else {key: content})


@cache
def words(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("corrections")[key])


def first(key: str, tokens: Sequence[Token]) -> Hit | None:
    """The first phrase of that kind among the tokens."""
    return next(iter(phrases(key).find(tokens)), None)


def without_around(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without “no wait”, “sorry”, “please” and the like at both ends."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].folded in words("around") or not tokens[start].is_word):
        start += 1
    while end > start and (tokens[end - 1].folded in words("around") or not tokens[end - 1].is_word):
        end -= 1
    return tuple(tokens[start:end])


def is_request(text: str) -> bool:
    """“can you drop the second goal?” asks for it; “can I drop a goal later?” asks about it."""
    asks = text.rstrip(' "”)!').endswith("?")
    return not asks or text.casefold().lstrip(" ,").startswith(_REQUESTS)


_REQUESTS = ("can you", "could you", "would you", "will you", "can we", "could we", "please", "shall we", "let's")


def trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without what is of no account before and behind a name."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].folded in words("hollow") or not tokens[start].is_word):
        start += 1
    while end > start and (tokens[end - 1].folded in words("hollow") or not tokens[end - 1].is_word):
        end -= 1
    return tuple(tokens[start:end])


def bare(token: Token) -> Token:
    """“Kelly's left” speaks of Kelly."""
    text = token.text.removesuffix("'s").removesuffix("’s")
    return Token(text, token.folded[: len(text)], token.start, token.start + len(text))
