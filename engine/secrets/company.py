"""Secrets in the company of others: a second password in the sentence, the other half of a key."""

import re
from collections.abc import Iterator, Sequence

from engine.secrets.found import Found
from engine.secrets.values import is_chosen, is_made, is_wordy

_REACH = 100
"""Characters behind a secret in which another of its kind is one too."""
_WORD = re.compile(r"\S+")
_AROUND_WORD = "\"'`“”„«»‘’()[]{}<>|*,;.:"
_LEAST_MADE = 10
_LEAST_CHOSEN = 6
_SCHEME = re.compile(r"\w{2,12}://|[\w.+-]+@[\w-]+\.\w")


def in_company(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """“… is Herbst77, for Ben it is Sommer88”: what stands behind a secret of the same make."""
    for number, secret in enumerate(found):
        until = min(secret.end + _REACH, found[number + 1].start if number + 1 < len(found) else len(text))
        known = text[secret.start : secret.end]
        for match in _WORD.finditer(text, secret.end, until):
            word = match[0].strip(_AROUND_WORD)
            if match.end() < secret.end + _REACH and _is_alike(known, word):
                start = text.index(word, match.start())
                yield Found(secret.kind, start, start + len(word))


def _is_alike(known: str, word: str) -> bool:
    if len(word) < _LEAST_CHOSEN or _SCHEME.search(word):
        return False
    if is_made(known, _LEAST_MADE) and not is_wordy(known):
        return is_made(word, _LEAST_MADE) and not is_wordy(word)
    return is_chosen(known, sure=False) and any(c.isdigit() for c in word) and is_chosen(word, sure=False)
