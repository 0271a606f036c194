"""Where a secret stands in a text, and the data files that say how to find one."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from engine.yaml_files import read_yaml


class Found(NamedTuple):
    """A secret at `text[start:end]`. `kind` is for people, with its article: “a GitHub token”."""

    kind: str
    start: int
    end: int


def merged(found: Iterable[Found]) -> list[Found]:
    """In order, and one for those that overlap or touch, so that no end of a secret is left over."""
    whole: list[Found] = []
    for secret in sorted(found, key=lambda f: (f.start, -f.end)):
        if whole and secret.start <= whole[-1].end:
            whole[-1] = whole[-1]._replace(end=max(secret.end, whole[-1].end))
        else:
            whole.append(secret)
    return whole


def data(name: str) -> Any:
    """One of the YAML files of this package."""
    return read_yaml(Path(__file__).with_name(f"{name}.yaml"))
