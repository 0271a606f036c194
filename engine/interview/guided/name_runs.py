"""A run of words written like a name: capitals, with “of”, “&” or “de” between them."""

from collections.abc import Sequence
from functools import cache

from engine.language.cldr import cldr_names
from engine.language.language_names import language_names
from engine.language.lexicon import lexicon, word_set
from engine.language.text import Token, fold, joined, sentence_case

MOST_WORDS = 6
QUOTES = "\"“'‘«„「"


def name_at(text: str, tokens: Sequence[Token], at: int, *, most: int = MOST_WORDS, bare: bool = False) -> str:
    """The name that begins at `at`; with `bare`, a quotation or one word of a text in small letters will do."""
    if bare and at < len(tokens) and tokens[at].text in QUOTES:
        return _quoted(text, tokens, at + 1, most)
    end = run_end(tokens, at, most=most)
    if end > at:
        return "" if language_names().at(tokens, at) else joined(text, tokens[at:end]).strip("'’")
    if bare and at < len(tokens) and text.islower() and _may_be_bare(tokens[at]):
        return sentence_case(tokens[at].text)
    return ""


def _quoted(text: str, tokens: Sequence[Token], at: int, most: int) -> str:
    end = next((i for i in range(at, min(at + most + 1, len(tokens))) if not tokens[i].is_word), len(tokens))
    if not at < end <= at + most:
        return ""
    found = joined(text, tokens[at:end])
    return found if tokens[at].is_capital else sentence_case(found)


def _may_be_bare(token: Token) -> bool:
    return token.text.isalpha() and token.folded not in not_names()


def run_end(tokens: Sequence[Token], at: int, *, most: int = MOST_WORDS) -> int:
    """Where the run of capitals that begins at `at` ends; `at` itself where none begins."""
    end = at
    while end < len(tokens) and end - at < most:
        if not (_may_go_on(tokens, at, end) if end > at else _may_begin(tokens, at)):
            break
        end += 1
    return end


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    """A name may begin with “The” only if it goes on: “The Grand Budapest”."""
    token = tokens[at]
    if not token.is_capital:
        return False
    if token.folded in ("the", "la", "le", "el", "die", "das", "der", "il", "l'", "de", "o", "a", "los", "les"):
        return at + 1 < len(tokens) and tokens[at + 1].is_capital and tokens[at + 1].folded not in not_names()
    if token.folded in lexicon("names")["titles"]:
        surname = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].text == ".")
        return surname < len(tokens) and tokens[surname].is_capital
    if token.folded in lexicon("names")["may_begin"]:
        follows = tokens[at + 1] if at + 1 < len(tokens) else None
        if follows is None or not follows.is_capital:
            return False
        return follows.folded in word_set("abbreviations") or follows.folded not in not_names()
    return token.folded not in not_names() and token.folded not in _territories()


def _may_go_on(tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[end]
    if token.is_capital:
        return True
    if token.text.isdigit():
        return end == at + 1
    if token.text == ".":
        return tokens[end - 1].folded in word_set("abbreviations")
    connects = token.folded in lexicon("names")["connectors"] or token.text in "'’"
    return connects and any(t.is_capital for t in tokens[end + 1 : end + 2 + (token.folded in ("de", "of", "della"))])


@cache
def not_names() -> frozenset[str]:
    """Words that are written large and are no names."""
    return frozenset(fold(word) for word in lexicon("names")["not_names"])


@cache
def _territories() -> frozenset[str]:
    return frozenset(map(fold, cldr_names().territories))
