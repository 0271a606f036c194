"""Rules of the law and of openness that somebody names: HIPAA, GDPR, recording, saying that it is an AI."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import book


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
