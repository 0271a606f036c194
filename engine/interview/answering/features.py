"""What is looked at in a question to tell its kind: what it speaks of, how it asks, its words and pairs of words."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, pairwise

from engine.interview.answering.question import Names, Question
from engine.interview.answering.vocabulary import SLOTS, Vocabulary, cut, names, vocabulary

_MOST_WORDS = 40
"""What a question is about stands in its first words."""
_MOST_MEANINGS = 6
_WORDS_OF_A_NAME = 4


def features_of(question: Question, language: str, own: Names | None = None) -> tuple[str, ...]:
    """The names of everything that holds for a question. Meanings and forms are the same in every language."""
    words = _words(question.text, vocabulary(language), own or {})
    return tuple(dict.fromkeys([*_meant(question), *_form(question, words), *_said(words)]))


def _meant(question: Question) -> Iterator[str]:
    """The meanings that the words stand for, alone, in pairs, and with what is asked for."""
    meanings = list(dict.fromkeys(m for item in question.items for m in sorted(item.means)))[:_MOST_MEANINGS]
    yield from (f"means {one}" for one in meanings)
    yield from (f"asks {question.asks} {one}" for one in meanings)
    yield from (f"means {a} & {b}" for a, b in combinations(sorted(meanings), 2))


def _form(question: Question, words: Sequence[str]) -> Iterator[str]:
    yield f"asks {question.asks}"
    yield f"asks {question.asks} {question.who}"
    yield f"length {min(len(words), 12) // 3}"
    if question.text.rstrip().endswith("?"):
        yield "marked"
    if question.wish:
        yield f"may wish {question.who} {'also' if question.adds else ''}"


def _said(words: Sequence[str]) -> Iterator[str]:
    yield from (f"word {word}" for word in words)
    yield from (f"pair {a} {b}" for a, b in pairwise(words))
    yield from (f"first {' '.join(words[:most])}" for most in (1, 2, 3))
    yield f"last {words[-1] if words else ''}"


def _words(text: str, known: Vocabulary, own: Names) -> list[str]:
    """Stems, with every name as the kind of name that it is: `<language>`, `<tool>`."""
    folded = [t.folded for t in cut(text) if t.is_word][:_MOST_WORDS]
    said, at = list[str](), 0
    while at < len(folded):
        length, kind = _name_at(folded, at, own)
        said.append(f"<{kind}>" if kind else "0" if folded[at][0].isdigit() else known.stem(folded[at]))
        at += length or 1
    return said


def _name_at(words: Sequence[str], at: int, own: Names) -> tuple[int, str]:
    for length in range(_WORDS_OF_A_NAME, 0, -1):
        form = tuple(words[at : at + length])
        if len(form) == length and (kind := own[form][0] if form in own else _named().get(form, "")):
            return length, kind
    return 0, ""


@cache
def _named() -> Mapping[tuple[str, ...], str]:
    """Every written form of a name that we know -> the kind of name."""
    slots = {(slot,): kind for kind, slot in SLOTS.items()}
    return {form: kind for kind, forms in names().items() for form in forms} | slots
