"""LangGraph beside us, on the same PostgreSQL: the process in its own environment, told what to measure."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
"""`make bench` makes it from benchmarks/langgraph.lock."""


@dataclass(frozen=True, slots=True)
class Child:
    """`benchmarks.langgraph_child` at the other end of two pipes."""

    process: asyncio.subprocess.Process
    version: str

    async def latencies(self, messages: int, turns: int) -> list[float]:
        answer: list[float] = await self._ask("latencies", messages, turns)
        return answer

    async def rate(self, messages: int, threads: int, turns: int) -> float:
        answer: float = await self._ask("rate", messages, threads, turns)
        return answer

    async def _ask(self, *command: str | int) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(command).encode() + b"\n")
        return await _line(self.process)


@asynccontextmanager
async def running(database: str) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        PYTHON,
        "-m",
        "benchmarks.langgraph_child",
        database,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        langgraph, saver = await _line(process)
        yield Child(process, f"LangGraph {langgraph} with its PostgreSQL saver {saver}")
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> Any:
    assert process.stdout
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("LangGraph's process ended without an answer; it has said why above")
    return json.loads(line)
