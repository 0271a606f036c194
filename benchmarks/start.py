"""How long a newcomer waits at a real terminal: until the question can be answered, and until the first answer is read.

A pseudo-terminal stands for the screen. It answers what a terminal answers (where the cursor is), types its line at the
very moment at which it can, and so leaves the program no time to get ready in.
"""

import os
import pty
import re
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result

RUNS = 10
PATIENCE_SECONDS = 60.0
QUESTION_MS, ANSWER_MS = 600.0, 400.0
LINE = "A friendly receptionist called Ann for Example Ltd that books appointments; do not take payments"
_ROOT = Path(__file__).parents[1]
_ASKED_WHERE, _HERE = b"\x1b[6n", b"\x1b[1;1R"
_CONTROL = re.compile(rb"\x1b(\[[0-9;?]*[A-Za-z]|[=>])")
_ASKED = re.compile("% ·.*›", re.DOTALL)
"""The line of progress, which ends every question, and the prompt below it."""


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as directory:
        environment = {
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "PYTHONPATH": str(_ROOT),
            "XDG_CACHE_HOME": f"{directory}/cache",
        }
        first, *later = (_chat(directory, environment, f"run-{number}") for number in range(RUNS + 1))
    yield Result("start: the question, ready for typing", tuple(ready for ready, _, _ in later), QUESTION_MS)
    yield Result("start: the first answer, typed at once", tuple(answer for _, answer, _ in later), ANSWER_MS)
    yield Result("start: processor time of both", tuple(spent for _, _, spent in later), QUESTION_MS + ANSWER_MS)
    yield Result("start: the question, very first time", first[:1], None)
    yield Result("start: the first answer, very first time", first[1:2], None)


def _chat(directory: str, environment: dict[str, str], name: str) -> tuple[float, float, float]:
    """Milliseconds from the start of the process to the prompt, from the typed line to its whole answer, and of
    processor time in both, which other programs do not lengthen."""
    started = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(directory)
        os.execve(sys.executable, [sys.executable, "-m", "bots.terminal", name], environment)
    try:
        _until_asked(terminal)
        ready = time.perf_counter()
        os.write(terminal, LINE.encode() + b"\r")
        _until_asked(terminal)
        answered = time.perf_counter()
    finally:
        os.kill(process, signal.SIGKILL)
        _, _, used = os.wait4(process, 0)
        os.close(terminal)
    return (ready - started) * 1000, (answered - ready) * 1000, (used.ru_utime + used.ru_stime) * 1000


def _until_asked(terminal: int) -> None:
    """Read what the screen gets until a question and the prompt are among it."""
    screen, deadline = b"", time.monotonic() + PATIENCE_SECONDS
    while not _ASKED.search(_CONTROL.sub(b"", screen).decode(errors="replace")):
        if not select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise RuntimeError(f"the chat did not ask; it showed {screen!r}")
        piece = os.read(terminal, 65_536)
        if _ASKED_WHERE in piece:
            os.write(terminal, _HERE)
        screen += piece
