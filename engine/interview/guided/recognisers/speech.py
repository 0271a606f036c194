"""How it speaks and how long: “one sentence at a time”, “female voice”, “at most 5 minutes”."""

import re
from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import book
from engine.language.text import joined

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
