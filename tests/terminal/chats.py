"""A terminal chat as a process of its own, through a pipe or at a keyboard, in a folder of its own."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OPENING = "a friendly receptionist for our dental clinic Bright Smile that books and moves appointments"
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[=>78]|\][^\x07]*\x07)")


@dataclass(frozen=True)
class Finished:
    code: int
    shown: str
    errors: str


def piped(folder: Path, *lines: str | bytes, name: str | None = None, **settings: str) -> Finished:
    """Send these lines through a pipe and wait for the end."""
    sent = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    process = subprocess.run(
        _command(name),
        input=sent,
        capture_output=True,
        cwd=folder,
        env=_environment(settings),
        timeout=120,
        check=False,
    )
    return Finished(process.returncode, process.stdout.decode(), process.stderr.decode())


class Keyboard:
    """A chat on a pseudo-terminal."""

    def __init__(self, master: int, process: subprocess.Popen[bytes]) -> None:
        self._master = master
        self.process = process
        self._shown = ""

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def wait_for(self, text: str, seconds: float = 60) -> str:
        """Read until `text` stands on the screen; what was shown since the last call."""
        until = time.monotonic() + seconds
        while text not in (seen := _ESCAPES.sub("", self._shown)):
            assert time.monotonic() < until, f"never saw {text!r} in {seen[-2000:]!r}"
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    self._shown += os.read(self._master, 65_536).decode(errors="replace")
                except OSError:
                    raise AssertionError(f"the chat ended before {text!r}: {seen[-2000:]!r}") from None
        self._shown = ""
        return seen


@contextmanager
def keyboard(folder: Path, name: str | None = None, **settings: str) -> Iterator[Keyboard]:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        _command(name), stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=_environment(settings), close_fds=True
    )
    os.close(slave)
    try:
        yield Keyboard(master, process)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _command(name: str | None) -> list[str]:
    return [sys.executable, "-m", "bots.terminal", *([name] if name else [])]


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "200", **settings}
