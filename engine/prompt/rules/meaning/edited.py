"""A prompt that somebody edited, held against the one that its spec gives: what was lost, and what was added "
"against it.

Only where most of it still stands there: a prompt that was written from nothing is not compared.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.prompt.document import Block, Sentence, read
from engine.prompt.rules.meaning.reading import told
from engine.prompt.rules.orders import numbers, small_words, stem_of
from engine.prompt.rules.rule import Found, Rule, Subject, short

_MOST = 0.7
"""Of the sentences of the spec's prompt that must stand in the text before both are compared."""
_KEPT = 0.6
"""Of the telling words of a line: so many and it was only put otherwise."""
_RARE = 4
"""A word in more sentences than this says little about what a sentence is about."""
_ABOUT_THE_SAME = 0.9
_SHUTS = re.compile(
    r"(?i)\b(?:not|no|none|nothing|nobody|never|neither|nor|cannot|without|only|rather than)\b|n['’]t\b"
)
_CONDITION = re.compile(r"(?i)^(?:if|when|whenever|even if|once|where|in case|unless|with)\b[^,:]*[,:]")
_CLAUSE = re.compile(r"[;:]\s|, (?:and|but|so|then)\b")
_FRAME = frozenset({"identity", "speech", "unclear"})
"""Sections that are about every sentence."""
_WORD = re.compile(r"[^\W\d_][\w’'-]+|\d+")


@dataclass(frozen=True)
class _Written:
    """The prompt that the spec gives."""

    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    count: Counter[str]
    """In how many sentences a stem stands."""


@lru_cache(maxsize=16)
def _written(prompt: str) -> _Written:
    document = read(prompt)
    count = Counter(stem for s in document.sentences for stem in _stems(s.text))
    blocks = tuple(b for b in document.blocks if not b.heading and b.kind != "examples")
    return _Written(blocks, document.sentences, count)


def _compared(subject: Subject) -> _Written | None:
    """None where nothing was edited, or hardly anything of it is left."""
    if subject.spec is None or not subject.edited or subject.unedited == subject.document.text:
        return None
    written = _written(subject.unedited)
    there = {b.text for b in subject.document.blocks}
    kept = sum(b.text in there for b in written.blocks)
    return written if kept >= _MOST * len(written.blocks) else None


def _lost(subject: Subject) -> Iterator[Found]:
    """Lines of the spec's prompt that neither stand there nor were put in other words."""
    written = _compared(subject)
    if written is None:
        return
    there = {b.text for b in subject.document.blocks}
    new = [b for b in subject.document.blocks if b.text not in {w.text for w in written.blocks} and not b.heading]
    for block in written.blocks:
        if block.text not in there and not any(_says_the_same(block, other) for other in new):
            yield Found(f"This is agreed, and the prompt no longer says it: “{short(block.text)}”.", block.title)


def _says_the_same(block: Block, other: Block) -> bool:
    wanted, there = _stems(block.text), _stems(other.text)
    figures = {stem for stem in wanted if stem in numbers() or stem.isdigit()}
    return block.title == other.title and len(wanted & there) >= _KEPT * len(wanted) and figures <= there


def _added_against(subject: Subject) -> Iterator[Found]:
    """A sentence that was added, and is about what a line of the spec's prompt rules out, or says another figure "
    "of."""
    written = _compared(subject)
    if written is None:
        return
    known = {s.text for s in written.sentences}
    for sentence in subject.document.sentences:
        if sentence.text not in known:
            against = _against(sentence, written)
            if against:
                yield told(subject, f"This was added, and “{short(against.text)}” says otherwise", sentence)


def _against(sentence: Sentence, written: _Written) -> Sentence | None:
    """The line about the same that says no where this says yes, or the other way round, or another figure."""
    stems = _stems(sentence.text)
    figures, says = _figures(stems), _polarities(sentence.text)
    near = [
        (weight, s)
        for s in written.sentences
        if (weight := _weight(stems & _stems(s.text), written)) and s.block.kind not in _FRAME
    ]
    opposite = [(w, s) for w, s in near if w >= _ABOUT_THE_SAME and (not _shuts(s.text)) in says]
    other = [(w, s) for w, s in near if figures and (f := _figures(_stems(s.text))) and f.isdisjoint(figures)]
    return _nearest(opposite) or _nearest(other)


def _shuts(text: str) -> bool:
    """Whether it forbids something; what its condition denies does not count."""
    return bool(_SHUTS.search(_CONDITION.sub("", text)))


def _polarities(text: str) -> frozenset[bool]:
    """Whether it forbids, allows, or both: clause by clause; “without naming the price” is both."""
    clauses = [clause for clause in _CLAUSE.split(_CONDITION.sub("", text)) if clause.strip()]
    both = {True, False} if re.search(r"(?i)\bwithout\b", text) else set()
    return frozenset({_shuts(clause) for clause in clauses} | both)


def _nearest(found: Sequence[tuple[float, Sentence]]) -> Sentence | None:
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _weight(shared: frozenset[str], written: _Written) -> float:
    """How much two sentences are about the same: rare words that both have, at least two of them or one of its "
    "own."""
    rare = [written.count[stem] for stem in shared if written.count[stem] <= _RARE and stem not in numbers()]
    return sum(1 / n for n in rare)


def _figures(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(numbers().get(stem, stem) for stem in stems if stem in numbers() or stem.isdigit())


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem_of(w) for w in _WORD.findall(text.casefold()) if w not in small_words())


EDITED_RULES = (
    Rule("edited.lost", "warning", "Meaning", _lost, "the prompt is not what was agreed"),
    Rule("edited.against", "warning", "Meaning", _added_against, "the agent keeps one of the two"),
)
