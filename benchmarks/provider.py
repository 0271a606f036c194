"""The local provider in a process of its own, so that its time is not counted as ours.

It streams 24 characters every 5 ms. The clock of `time.perf_counter` is the same for all processes of a machine.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.llm.script import Say, set_to
from tests.llm.server import ProviderServer, provider_server

ANSWER = {
    "reply": "Warm it is. How should it open the call: with the name of the practice, or with a question?",
    "changes": [set_to("tone", ["warm"])],
    "asks": "greeting",
}


def paced(_: dict[str, Any]) -> Say:
    return Say(ANSWER, pause=0.005, first_after=0.02)


@contextmanager
def paced_provider() -> Iterator[ProviderServer]:
    """Only its `url` is of use: what it does is settled, and what it saw is in `record`."""
    command = [sys.executable, "-m", "benchmarks.provider"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield ProviderServer(url=process.stdout.readline().strip())
        finally:
            process.stdin.close()


def record(provider: ProviderServer) -> list[tuple[float, float, float]]:
    """When each call came in, began to be answered, and ended."""
    return [(came, began, ended) for came, began, ended in httpx.get(f"{provider.url}/record").json()]


def main() -> None:
    with provider_server() as provider:
        provider.otherwise = paced
        print(provider.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
