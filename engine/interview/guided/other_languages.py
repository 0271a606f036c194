"""What an opening in a language without a grammar needs: pieces of words, sentence by sentence."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import fold

_SENTENCE = re.compile(r"[.!?。！？؟\n]+")
_CALLED = re.compile(r"(?:名前|名字|이름|اسمه|اسمها)[^「『\"“«]{0,6}[「『\"“«]([^」』\"”»]{1,40})[」』\"”»]")
_QUOTED = re.compile(r"[「『«]([^」』»]{2,60})[」』»]")
_WE_ARE = re.compile(r"نحن\s+(\S+(?:\s+\S+){0,3}?)(?=\s+في\s|[،,.])")
"""Arabic “we are X in Y”."""


def is_other(language: str) -> bool:
    return bool(language) and language.split("-")[0] not in LANGUAGES


def pieces_in(text: str, key: str) -> list[str]:
    """The values of a mapping in the lexicon that the sentences without a negation name, in the lexicon's order."""
    sentences = _affirmative(text)
    return [value for value, pieces in _pieces(key).items() if any(p in s for s in sentences for p in pieces)]


def speaks_of(text: str, key: str) -> bool:
    """Whether any piece of a list in the lexicon stands in the text."""
    return any(fold(piece) in fold(text) for piece in lexicon("other_languages")[key])


def agent_named(text: str) -> str:
    """`さくら` of “名前は「さくら」です”."""
    found = _CALLED.search(text)
    return found[1].strip() if found else ""


def company_named(text: str, agent: str) -> str:
    """The first quoted name that is not the agent's, or the words after the Arabic “we are”."""
    names = [*_QUOTED.findall(text), *_WE_ARE.findall(text)]
    return next((name.strip() for name in names if name.strip() != agent), "")


def _affirmative(text: str) -> Sequence[str]:
    negators = [fold(piece) for piece in lexicon("other_languages")["negators"]]
    return [s for s in _SENTENCE.split(fold(text)) if s and not any(n in s for n in negators)]


@cache
def _pieces(key: str) -> Mapping[str, tuple[str, ...]]:
    return {value: tuple(fold(p) for p in pieces) for value, pieces in lexicon("other_languages")[key].items()}
