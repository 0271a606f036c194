"""The ways in which people ask each kind of question, as somebody wrote them down: what the weights are learnt from.

`phrasings/` has a folder for English and a file for each other language. `{language}` and its like stand for any name.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from engine.interview.answering.vocabulary import LANGUAGES
from engine.yaml_files import read_texts

FOLDER = Path(__file__).parent / "phrasings"
NONE = "none"
"""What is no question to the builder: wishes put as questions, what callers ask, what colleagues say to each other."""
_SET_ASIDE = 5
"""One in so many is set aside, by its hash, to measure on."""


class Phrasing(NamedTuple):
    kind: str
    text: str
    language: str

    @property
    def is_set_aside(self) -> bool:
        return crc32(self.text.encode()) % _SET_ASIDE == 0

    @property
    def is_marked(self) -> bool:
        """Whether it is learnt with a question mark: two of three are, as in chats."""
        return self.kind != NONE and crc32(self.text.encode()) // _SET_ASIDE % 3 > 0


def phrasings() -> Iterator[Phrasing]:
    for language in LANGUAGES:
        folder = FOLDER / language
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder.with_suffix(".yaml")]:
            for kind, lines in read_texts(path).items():
                yield from (Phrasing(kind, line, language) for line in lines.splitlines())


def typical(kind: str) -> str:
    """The first way of asking it in English, which stands for the kind where people are shown what can be asked."""
    return next(p.text for p in phrasings() if p.kind == kind)
