"""The reply is true: sentences that claim what was refused, or what nobody did, give way to what happened."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.diff import diff
from engine.document.spec import GROUPS, AgentSpec
from engine.interview.llm.consent import negated
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.stems import stem
from engine.language.text import Token, tokens_of
from engine.sentences import listed, quoted

NOTHING = "Nothing has changed yet."
DONE = "Done."
_SENTENCE = re.compile(r"\S.*?(?:[.!?…？؟。]+[”’\"')*_]*(?=\s|\Z)|(?=\n)|\Z)\s*", re.DOTALL)
_QUESTION = re.compile(r"[?？؟][”’\"')*_]*\s*\Z")
_NEAR = 4
"""Words between “I have” and what was done."""
_LEAST = 3
"""Letters of a word that tells something."""
_SHOWN = 100


def without_claims(reply: str) -> str:
    """The reply of a turn that changed nothing, without the sentences that say otherwise."""
    return _kept(reply, [s for s in _sentences(reply) if is_question(s) or not _claims(s)])


def without_refused(reply: str, refused: Sequence[str], taken: Sequence[str]) -> str:
    """The reply with those statements only that are about something that was taken, and about nothing refused.

    Args:
        refused, taken: the text of each change, as words.
    """
    if not refused:
        return reply
    good = _stems(" ".join(taken))
    bad = _stems(" ".join(refused)) - good
    true = [s for s in _sentences(reply) if is_question(s) or (_stems(s) & good and not _stems(s) & bad)]
    return _kept(reply, true)


def without_questions(reply: str) -> str:
    return _kept(reply, [s for s in _sentences(reply) if not is_question(s)])


def is_question(sentence: str) -> bool:
    return bool(_QUESTION.search(sentence))


def states(reply: str) -> bool:
    return any(not is_question(sentence) for sentence in _sentences(reply))


def asks(reply: str) -> bool:
    return any(map(is_question, _sentences(reply)))


def happened(before: AgentSpec, after: AgentSpec) -> str:
    """`“warm” (tone) and “Book” (goals)`; empty where no value came. The team's first words need no telling."""
    lines = [
        f"{quoted(line.after, _SHOWN)} ({_part(line.path)})"
        for line in diff(before, after)
        if line.after and line.path != "use_case"
    ]
    return listed(lines)


def _part(path: str) -> str:
    """`goals.book.statement` -> `goals`; `runtime.hours` -> `hours`."""
    first, *rest = path.split(".")
    return (rest[0] if rest and first in GROUPS else first).replace("_", " ")


def _kept(reply: str, sentences: Sequence[str]) -> str:
    return "".join(sentences).strip() if len(sentences) < len(_sentences(reply)) else reply


def _sentences(reply: str) -> list[str]:
    return _SENTENCE.findall(reply)


def _claims(sentence: str) -> bool:
    tokens = tokens_of(sentence)
    words = [t for t in tokens if t.is_word]
    if not words or negated(tokens):
        return False
    begins = {by.end for by in _book("by").find(words)}
    return any(
        done.start == 0 or any(0 <= done.start - end <= _NEAR for end in begins) for done in _book("done").find(words)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(_words(tokens_of(text.replace("_", " "))))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    return (stem(t.folded) for t in tokens if t.is_word and len(t.folded) >= _LEAST)


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: [str(phrase) for phrase in lexicon("claims")[key]]})
