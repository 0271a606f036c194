"""The shape of each slot's values. What lacks it is not taken, whatever the question was."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

from engine.document.spec import AgentSpec
from engine.language.grammar import grammar_of
from engine.language.lexicon import book, lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold

Fit = Literal["sure", "likely", "no"]
_LONGEST_GREETING = 60
"""Words."""
_SHORTEST_GREETING = 2


def greeting_fit(tokens: Sequence[Token], spec: AgentSpec) -> Fit:
    """A greeting greets, says who is speaking, or offers help; two of them are surely one, one of them may be."""
    words = [t for t in tokens if t.is_word]
    if not _SHORTEST_GREETING <= len(words) <= _LONGEST_GREETING:
        return "no"
    names = [fold(name) for name in (spec.name, spec.company) if name]
    text = " ".join(t.folded for t in words)
    signs = [
        bool(_phrases("greets").at(words, 0)) or bool(_phrases("greets").find(words[:3])),
        bool(_phrases("speaking").find(words)) or any(name in text for name in names) or bool(name_in_greeting(tokens)),
        bool(_phrases("helps").find(words)),
    ]
    opens = (tokens[-1].text == "?" and words[0].is_capital) or _names_itself(tokens)
    return "sure" if sum(signs) > 1 or ((signs[0] or signs[1]) and opens) else "likely" if sum(signs) or opens else "no"


def _names_itself(tokens: Sequence[Token]) -> bool:
    """“St Brigid's shelter. You can talk to me.”: a few words without a verb, and then somebody is spoken to."""
    end = next((i for i, t in enumerate(tokens) if t.text == "." and i > _TITLE), len(tokens))
    named = tokens[0].is_capital and end <= _LONGEST_NAME and not any(map(_verb_at(tokens), range(end)))
    return named and any(t.folded in _SPOKEN_TO for t in tokens[end:])


def name_in_greeting(tokens: Sequence[Token]) -> str:
    """“Humber Pest, what have you seen?”, “Good day, Crystal Dry Cleaners, …”: several capitals between marks."""
    piece: list[Token] = []
    for token in tokens:
        if token.is_word and token.folded != "here":
            piece.append(token)
        elif _is_a_name(piece):
            return " ".join(t.text for t in piece)
        elif token.text not in "'’&":
            piece = []
    return ""


def speaker_in_greeting(tokens: Sequence[Token], company: str) -> str:
    """“…, this is Mia, …”, “Mia speaking”: one name that is not the company's. Nobody where no company is known, for
    then it may be that."""
    own = {fold(word) for word in company.split()}
    behind = [tokens[hit.end : hit.end + 2] for hit in _phrases("myself").find(tokens)]
    before = [tokens[max(0, at - 2) : at][::-1] for at, token in enumerate(tokens) if token.folded == "speaking"]
    for first, *beside in filter(None, (*behind, *before)) if own else ():
        alone = not (beside and beside[0].is_capital)
        if first.is_capital and alone and first.folded.removesuffix("'s") not in own:
            return first.text
    return ""


def _is_a_name(words: Sequence[Token]) -> bool:
    capital = all(t.is_capital or t.folded in ("and", "of", "the") for t in words) and len(words) > 1
    return capital and words[0].is_capital and not _phrases("greets").at(words, 0)


def _verb_at(tokens: Sequence[Token]) -> Callable[[int], object]:
    return lambda at: grammar_of("en").verb_at(tokens, at)


_TITLE = 1
"""The first mark that may end a sentence; the one behind “St.” does not."""
_LONGEST_NAME = 6
_SPOKEN_TO = ("you", "your")


def is_tone(word: str) -> bool:
    """An adjective for a manner: one that the lexicon knows, or that has the ending of one."""
    return word in book("tones") or word.endswith(_MANNERS)


_MANNERS = ("ful", "ous", "ive", "ish", "ly", "less", "ed", "ing", "ic", "al", "ant", "ent", "able", "ible", "y")


@cache
def _phrases(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("greeting_shape")[key]})
