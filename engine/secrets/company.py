"""Secrets in the company of others: a second password in the sentence, the other half of a key."""

import re
from collections.abc import Iterator, Sequence

from engine.secrets.found import Found
from engine.secrets.values import is_chosen, is_made, is_wordy

_REACH = 100
"""Characters behind a secret, and before it, in which another of its kind is one too."""
_REACH_BACK = 50
_WORD = re.compile(r"\S+")
_AROUND_WORD = "\"'`“”„«»‘’()[]{}<>|*,;.:"
_LEAST_MADE = 10
_LEAST_CHOSEN = 6
_SCHEME = re.compile(r"\w{2,12}://|[\w.+-]+@[\w-]+\.\w")


def in_company(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """“… is Herbst77, for Ben it is Sommer88”: what stands behind a secret of the same make."""
    for last, secret, following in zip((None, *found), found, (*found[1:], None), strict=False):
        known = text[secret.start : secret.end]
        begin = max(secret.start - _REACH_BACK, last.end if last else 0)
        until = min(secret.end + _REACH, following.start if following else len(text))
        for start, word in (*_words(text, begin, secret.start), *_words(text, secret.end, until)):
            if _is_alike(known, word):
                yield Found(secret.kind, start, start + len(word))


def _words(text: str, begin: int, until: int) -> Iterator[tuple[int, str]]:
    """The words between, none of them cut."""
    for match in _WORD.finditer(text, begin, until):
        cut = (match.start() == begin > 0 and not text[begin - 1].isspace()) or (
            match.end() == until < len(text) and not text[until].isspace()
        )
        word = match[0].strip(_AROUND_WORD)
        if word and not cut:
            yield text.index(word, match.start()), word


def _is_alike(known: str, word: str) -> bool:
    if known.isdigit():
        return word.isdigit() and len(word) == len(known)
    if len(word) < _LEAST_CHOSEN or _SCHEME.search(word):
        return False
    if is_made(known, _LEAST_MADE) and not is_wordy(known):
        return is_made(word, _LEAST_MADE) and not is_wordy(word)
    return is_chosen(known, sure=False) and any(c.isdigit() for c in word) and is_chosen(word, sure=False)
