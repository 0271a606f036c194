"""“friendly but professional”, “amable y cercano” -> tone words."""

from collections.abc import Iterator

from engine.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.tones import tone_hits


def tone(reading: Reading) -> Iterator[Found]:
    """The tones of the affirmative clauses, less those of the negated ones."""
    said = _tones(reading, "said")
    unwanted = set(_tones(reading, "negated"))
    wanted = [t for t in dict.fromkeys(said) if t not in unwanted]
    if wanted:
        merged = wanted if reading.opening else [*reading.spec.tone, *(t for t in wanted if t not in reading.spec.tone)]
        yield Found(Set(path="tone", value=list(merged)))


def _tones(reading: Reading, polarity: str) -> list[str]:
    return [
        hit.value
        for clause in reading.clauses
        if clause.polarity == polarity
        for hit in tone_hits(clause.tokens, forgiving=7)
    ]
