"""Lists of bare things: “burst pipes, no heating, leaks” names troubles, where “no refunds” forbids something."""

from collections.abc import Iterator, Sequence

from engine.language.grammar import Grammar
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.text import Token

_LONGEST_ITEM = 3
"""Words of a bare thing."""


def troubles_in(sentence: Sequence[Token], grammar: Grammar) -> Iterator[int]:
    """Where a negator only says what is broken: its item stands among bare things, and is nothing to be given."""
    items = list(_items(sentence, grammar))
    for place, (begin, end) in enumerate(items):
        hit = grammar.negators.at(sentence, begin)
        if not hit or hit.end == end or sentence[begin].folded not in word_set("lacking"):
            continue
        beside = [items[i] for i in (place - 1, place + 1) if 0 <= i < len(items)]
        bare = [_is_bare_thing(sentence[b:e], grammar) for b, e in beside]
        named = begin > 0 and sentence[begin - 1].text == ":"
        if any(bare) and (all(bare) or named or place == len(items) - 1) and not _can_be_given(sentence, hit.end):
            yield from range(begin, hit.end)


def _items(sentence: Sequence[Token], grammar: Grammar) -> Iterator[tuple[int, int]]:
    """The parts between commas, colons and joints; of “calls about leaks” only what stands behind “about”."""
    begin = 0
    for at, token in enumerate(sentence):
        if token.text in ",:;/" or token.folded in grammar.joints or token.folded in word_set("about"):
            if at > begin:
                yield begin, at
            begin = at + 1
    if begin < len(sentence):
        yield begin, len(sentence)


def _is_bare_thing(item: Sequence[Token], grammar: Grammar) -> bool:
    """A few words that say no tone, language, role or subject, and begin with no verb that has an object."""
    if not 0 < len(item) <= _LONGEST_ITEM or not all(t.is_word for t in item):
        return False
    if any(book(name).find(item) for name in ("tones", "people")) or book("roles", "heads").find(item):
        return False
    if language_names().find(item) or any(t.folded in grammar.triggers | grammar.common for t in item):
        return False
    return not (grammar.verb_at(item, 0) and len(item) > 1) and not grammar.negators.at(item, 0)


def _can_be_given(sentence: Sequence[Token], at: int) -> bool:
    """Refunds and medical advice are what an agent could give, so “no” forbids them."""
    return bool(book("forbidden").at(sentence, at)) or any(book("forbidden").find(sentence[at : at + _LONGEST_ITEM]))


def items_of(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The parts between commas and semicolons, without what stands in brackets."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text in ",;" and not depth:
            items.append([])
        elif not depth and token.text != ")":
            items[-1].append(token)
    return [tuple(item) for item in items if item]
