"""Finds the phrases of a lexicon in a list of tokens. A trailing `*` matches any ending; typos may be forgiven."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import OSA

from engine.language.text import Token, lexicon_words

_SHORTEST_FORGIVEN = 6
"""Letters. In shorter words one changed letter usually makes another word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Phrase `value` stands at `tokens[start:end]`."""

    value: str
    start: int
    end: int


class PhraseBook:
    """Phrases of one to a few words, each standing for a value. The longest phrase wins."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self._words: dict[str, str] = {}
        for value, texts in phrases.items():
            for text in texts:
                words = lexicon_words(text)
                first = words[0]
                (self._stems[first[:2]] if first.endswith("*") else self._starts[first]).append((words, value))
                if len(words) == 1 and len(first) >= _SHORTEST_FORGIVEN:
                    self._words[first.rstrip("*")] = value

    def find(self, tokens: Sequence[Token], *, forgiving: int = 0) -> list[Hit]:
        """Every phrase, left to right, without overlaps. `forgiving`: letters from which on a word may hold a typo."""
        hits: list[Hit] = []
        at = 0
        while at < len(tokens):
            hit = self._at(tokens, at) or (self._typo(tokens, at, forgiving) if forgiving else None)
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        return hits

    def at(self, tokens: Sequence[Token], at: int) -> Hit | None:
        """The longest phrase that begins exactly here."""
        return self._at(tokens, at) if at < len(tokens) else None

    def __contains__(self, word: str) -> bool:
        return any(words == (word,) for words, _ in self._starts.get(word, ()))

    def _at(self, tokens: Sequence[Token], at: int) -> Hit | None:
        first = tokens[at].folded
        starts, stems = self._starts.get(first), self._stems.get(first[:2])
        best: Hit | None = None
        for words, value in chain(starts or (), stems or ()) if starts or stems else ():  # mostly there are none
            end = at + len(words)
            longer = end <= len(tokens) and (best is None or end > best.end)
            if longer and all(_same(t.folded, w) for t, w in zip(tokens[at:end], words, strict=True)):
                best = Hit(value, at, end)
        return best

    def _typo(self, tokens: Sequence[Token], at: int, shortest: int) -> Hit | None:
        word = tokens[at].folded
        if len(word) < shortest or not word.isalpha():
            return None
        for known, value in self._words.items():
            allowed = 1 if len(known) < 10 else 2
            if known[0] == word[0] and OSA.distance(word, known, score_cutoff=allowed) <= allowed:
                return Hit(value, at, at + 1)
        return None


def _same(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
