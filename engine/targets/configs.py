"""The JSON files of a bundle as checks read them: each is walked through once for all rules."""

from collections.abc import Sequence
from typing import Any


class Configs(dict[str, Any]):
    """Path of a JSON file -> what is in it."""

    def __init__(self, files: dict[str, Any]) -> None:
        super().__init__(files)
        self._walked = {path: _walked(config) for path, config in files.items()}

    def objects(self, path: str) -> Sequence[dict[str, Any]]:
        """Every object in the file, from outside in."""
        return self._walked[path][0]

    def strings(self, path: str) -> Sequence[str]:
        """Every string in the file that is no key."""
        return self._walked[path][1]


def _walked(config: Any) -> tuple[list[dict[str, Any]], list[str]]:
    found, texts, ahead = list[dict[str, Any]](), list[str](), [config]
    while ahead:
        here = ahead.pop()
        kind = type(here)  # parsed JSON has no subclasses, and this is asked of every value of a bundle
        if kind is str:
            texts.append(here)
        elif kind is dict:
            found.append(here)
            ahead += reversed(here.values())
        elif kind is list:
            ahead += reversed(here)
    return found, texts
