"""Smaller settings that a message names: laws, measures of success, platforms, and how it speaks."""

import re
from collections.abc import Iterator
from functools import cache

from engine.document.changes import Set, add
from engine.document.spec import Criterion
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import sentences_of
from engine.language.lexicon import book, lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import joined, sentence_case, slug
from engine.targets.spellings import platform_names


def compliance(reading: Reading) -> Iterator[Found]:
    regimes = [hit.value for hit in book("compliance", "regimes").find(reading.tokens)]
    new = [r for r in dict.fromkeys(regimes) if r not in reading.spec.compliance.regimes]
    if new:
        yield Found(Set(path="compliance.regimes", value=[*reading.spec.compliance.regimes, *new]))
    for hit in (hit for clause in reading.said for hit in book("compliance", "openness").find(clause.tokens)):
        if hit.value == "ai_disclosure":
            yield Found(Set(path="compliance.ai_disclosure", value=True))
        else:
            yield Found(Set(path="compliance.recording_consent", value=True))


def criteria(reading: Reading) -> Iterator[Found]:
    known = {c.id for c in reading.spec.criteria}
    for sentence in sentences_of(reading.text):
        for hit in _judging().find(sentence)[:1]:
            what = joined(reading.text, sentence[hit.end :])
            key = slug(what, limit=32)
            if what and key not in known:
                known.add(key)
                prompt = f"The call was a success if {what}."
                yield Found(add("criteria", Criterion(id=key, name=sentence_case(what)[:120], prompt=prompt[:2000])))


@cache
def _judging() -> PhraseBook:
    return PhraseBook({"success": lexicon("criteria")["words"]})


def platforms(reading: Reading) -> Iterator[Found]:
    named = [hit.value for clause in reading.said for hit in platform_names().find(clause.tokens, forgiving=9)]
    new = [p for p in dict.fromkeys(named) if p not in reading.spec.platforms]
    if new:
        yield Found(Set(path="platforms", value=[*reading.spec.platforms, *new]))


_MINUTES = re.compile(
    r"(?:at most|max(?:imum)?(?: of)?|no (?:longer|more) than|under|up to|limit\w* (?:calls )?to)\s+(\d{1,3})\s*min",
    re.IGNORECASE,
)


def speech(reading: Reading) -> Iterator[Found]:
    for clause in reading.said:
        for hit in book("speech").find(clause.tokens):
            match hit.value:
                case "one" | "two" | "three" as count:
                    yield Found(Set(path="speech.max_sentences", value={"one": 1, "two": 2, "three": 3}[count]))
                case "fillers":
                    yield Found(Set(path="speech.fillers", value=True))
                case "interruptions":
                    yield Found(Set(path="speech.interruptions", value=True))
                case "uninterrupted":
                    yield Found(Set(path="speech.interruptions", value=False))
                case "slow" | "fast":
                    yield Found(Set(path="voice.speed", value=0.9 if hit.value == "slow" else 1.1))
                case _:
                    words = joined(reading.text, clause.tokens[max(0, hit.start - 1) : hit.end])
                    yield Found(Set(path="voice.description", value=words))
    limit = _MINUTES.search(reading.text)
    if limit and 1 <= int(limit[1]) <= 720:
        yield Found(Set(path="runtime.max_duration_seconds", value=int(limit[1]) * 60))
