"""A chat platform in one directory: what it sent, what was acknowledged, what was posted. It outlives every child.

It sends again what nobody acknowledged, as Slack does, and takes each key once, as Discord's enforced nonce does.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Post:
    outbox_id: int
    thread: str
    text: str


@dataclass(frozen=True, slots=True)
class Platform:
    directory: Path

    def acknowledge(self, thread: str, number: int) -> None:
        self._append("acknowledged", [thread, number])

    def acknowledged(self) -> set[tuple[str, int]]:
        return {(thread, number) for thread, number in self._lines("acknowledged")}

    def post(self, post: Post) -> None:
        """Show a reply in its thread, unless its key was shown before. Every attempt is noted."""
        self._append("attempts", post.outbox_id)
        with self._locked():
            if post.outbox_id not in (p.outbox_id for p in self.posts()):
                self._append("posts", [post.outbox_id, post.thread, post.text])

    def posts(self) -> list[Post]:
        return [Post(*line) for line in self._lines("posts")]

    def attempts(self) -> list[int]:
        return list(self._lines("attempts"))

    def note(self, what: str) -> None:
        self._append("notes", what)

    def notes(self) -> list[str]:
        return list(self._lines("notes"))

    def _append(self, name: str, line: object) -> None:
        file = os.open(self.directory / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, json.dumps(line).encode() + b"\n")  # one write: whole or not there
        finally:
            os.close(file)

    def _lines(self, name: str) -> Iterator[Any]:
        file = self.directory / name
        yield from (json.loads(line) for line in (file.read_text().splitlines() if file.exists() else ()))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with open(self.directory / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
