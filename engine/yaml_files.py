"""The YAML files beside the code: parsed once by the C loader, and after that read from the disk cache."""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.disk_cache import cached_on_disk

_ROOT = Path(__file__).parent


def read_yaml(path: Path) -> Any:
    """The content of a YAML file of this package."""
    return _read(path, "CSafeLoader")


def read_texts(path: Path) -> Any:
    """The same with every scalar as text, so that the words “no”, “on” and “1” are words."""
    return _read(path, "CBaseLoader")


def _read(path: Path, loader: str) -> Any:
    source = path.read_bytes()

    def parsed() -> Any:
        import yaml  # most starts need no parser

        return yaml.load(source, Loader=getattr(yaml, loader, None) or getattr(yaml, loader[1:]))  # noqa: S506 - both are safe

    name = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
    return cached_on_disk(name, (source, loader.encode(), _parser()), parsed)


@cache
def _parser() -> bytes:
    return version("pyyaml").encode()
