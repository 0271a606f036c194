"""Cues of words that need not stand side by side: `remind*/chase* + bill*` of “chase everybody who has a bill”."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from engine.language.text import Token, fold

AND = " + "
OR = "/"


class WordCues:
    """Finds the values of which each group has a word in a text; a `*` stands for any ending or beginning."""

    def __init__(self, cues: Mapping[str, Iterable[str]]) -> None:
        self._cues = tuple(
            (value, tuple(frozenset(map(fold, group.strip().split(OR))) for group in cue.split(AND)))
            for value, texts in cues.items()
            for cue in texts
        )

    def find(self, tokens: Iterable[Token]) -> tuple[str, ...]:
        """The values, those of the most groups first."""
        said = {pattern for token in tokens for pattern in self._said(token.folded)}
        near = dict.fromkeys(at for pattern in said for at in self._by_first_word.get(pattern, ()))
        hits = [self._cues[at] for at in sorted(near) if not any(said.isdisjoint(g) for g in self._cues[at][1])]
        return tuple(dict.fromkeys(value for value, _ in sorted(hits, key=lambda hit: -len(hit[1]))))

    def _said(self, word: str) -> Iterable[str]:
        yield word
        yield from (f"{word[:end]}*" for end in range(1, len(word) + 1))
        yield from (f"*{word[start:]}" for start in range(len(word)))

    @cached_property
    def _by_first_word(self) -> Mapping[str, list[int]]:
        index: defaultdict[str, list[int]] = defaultdict(list)
        for at, (_, groups) in enumerate(self._cues):
            for pattern in groups[0]:
                index[pattern].append(at)
        return index
