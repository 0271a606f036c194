"""What takes long to work out and never changes, kept as JSON in the user's cache directory between two starts.

An entry counts only under the very key that it was written with; the key is made of everything that the value was made
from. So an entry can be missing or of another release, but never wrong. Nothing breaks where nothing can be written.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any


def cached_on_disk(name: str, made_from: tuple[bytes, ...], build: Callable[[], Any]) -> Any:
    """The JSON value that `build` makes; read from `{cache}/agent-builder/{name}.json` where that is still right.

    `made_from`: the content of the sources and the versions of the libraries that decide what `build` gives.
    """
    path = _directory() / f"{name}.json"
    key = blake2b(b"\0".join(b"%d %b" % (len(part), part) for part in made_from), digest_size=20).hexdigest()
    with suppress(OSError, ValueError):
        found, _, content = path.read_bytes().partition(b"\n")
        if found.decode() == key:
            return json.loads(content)
    value = build()
    content = json.dumps(value, ensure_ascii=False).encode()
    assert json.loads(content) == value, f"{name} is more than JSON can say"
    with suppress(OSError):
        _write(path, key.encode() + b"\n" + content)
    return value


def _directory() -> Path:
    """As the XDG base directory specification says; a relative path in the variable does not count."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "agent-builder"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may read at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
