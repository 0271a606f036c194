"""Where the agent will run, where somebody says it."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.targets.spellings import platform_names


def platforms(reading: Reading) -> Iterator[Found]:
    named = [hit.value for clause in reading.said for hit in platform_names().find(clause.tokens, forgiving=9)]
    new = [p for p in dict.fromkeys(named) if p not in reading.spec.platforms]
    if new:
        yield Found(Set(path="platforms", value=[*reading.spec.platforms, *new]))
