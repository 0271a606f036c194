"""How people put a correction: the forms of `corrections.yaml`, each with its operation and its slots.

A form is a row of words with `<slots>` (any words), `{lists}` (one phrase of that list) and the signs of regular
expressions between them: “{instead} <old> (?:, )?<new>”. It is held against the folded words of a clause with one
space between, marks among them. To read another wording, add a form; to read another language, add its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from engine.language.lexicon import lexicon
from engine.language.text import Token, fold, lexicon_words

_LONGEST = 40
"""Tokens of a clause that is held against the forms."""
_SLOT = r"(?P<\1>\\S+(?: \\S+)*?)"


@dataclass(frozen=True, slots=True)
class Form:
    """What a clause asks for: `operation` is a key of `forms`, `slots` are tokens of the clause."""

    operation: str
    slots: Mapping[str, tuple[Token, ...]]

    def slot(self, name: str) -> tuple[Token, ...]:
        return self.slots.get(name, ())


def forms_in(tokens: Sequence[Token], operation: str) -> Iterator[Form]:
    """Every form of an operation that the clause has, in the order of the data."""
    if not 0 < len(tokens) <= _LONGEST:
        return
    text = " ".join(t.folded for t in tokens)
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token.folded) + 1)
    for pattern in _patterns(operation):
        match = pattern.fullmatch(text)
        if match:
            spans = {name: match.span(name) for name in match.re.groupindex if match[name]}
            yield Form(operation, {name: _between(tokens, starts, *span) for name, span in spans.items()})


def _between(tokens: Sequence[Token], starts: Sequence[int], begin: int, end: int) -> tuple[Token, ...]:
    return tuple(token for token, start in zip(tokens, starts, strict=False) if begin <= start < end)


@cache
def _patterns(operation: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(form) for form in lexicon("corrections")["forms"][operation])


def _pattern(form: str) -> re.Pattern[str]:
    listed = re.sub(r"\{(\w+)\}", lambda match: _any_of(match[1]), form)
    return re.compile(re.sub(r"(?<!\?P)<(\w+)>", _SLOT, listed))


def _any_of(key: str) -> str:
    phrases = sorted((" ".join(lexicon_words(fold(p))) for p in lexicon("corrections")[key]), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, phrases))})"
