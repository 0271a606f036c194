"""Which half something is in: the one that is tuned to, or the one that is held out and that nobody reads meanwhile."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from evals.guided.conversation import read_texts

Half = Literal["tuned", "held_out"]
HALVES: tuple[Half, Half] = ("tuned", "held_out")
_FILE = Path(__file__).with_name("split.yaml")


@cache
def conversations_of() -> Mapping[Half, tuple[str, ...]]:
    """The names of the conversations of each half."""
    written = read_texts(_FILE)
    return {half: tuple(written[half]) for half in HALVES}


def half_of_conversation(name: str) -> Half:
    """Raises KeyError for a conversation that is in neither half."""
    for half, names in conversations_of().items():
        if name in names:
            return half
    raise KeyError(name)


def texts_of(folder: Path, half: Half) -> Iterator[Any]:
    """What the files of a half have: `tuned.yaml`, `tuned_talk.yaml`, each of somebody who wrote at another time."""
    return (entry for path in sorted(folder.glob(f"{half}*.yaml")) for entry in read_texts(path))


def half_of_word(word: str) -> Half:
    """By its hash, so that a word that is added later does not move another one."""
    return HALVES[hashlib.sha256(word.encode()).digest()[0] % 2]
