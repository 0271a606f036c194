"""How long a newcomer waits after `make chat`: from the start of the process to the first words on the screen."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.measure import Result

RUNS = 10
TARGET_MS = 1000.0


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{directory}/x.db"}
        first, *later = (_first_words(environment) for _ in range(RUNS + 1))
    yield Result("start: first words, database there", tuple(later), TARGET_MS)
    yield Result("start: first words, very first time", (first, first), TARGET_MS)


def _first_words(environment: dict[str, str]) -> float:
    started = time.perf_counter()
    chat = subprocess.Popen(
        [sys.executable, "-m", "bots.terminal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert chat.stdin
    assert chat.stdout
    while not chat.stdout.readline().strip():
        if chat.poll() is not None:
            raise RuntimeError("the chat ended without a word")
    elapsed = time.perf_counter() - started
    chat.communicate(timeout=30)
    return elapsed * 1000
