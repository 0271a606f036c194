"""`python -m benchmarks [NAME …]`: benchmarks as one table on the screen and as JSON in benchmarks/results.json."""

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import discord, felt, flow, llm, prompt, slack, start, turn
from benchmarks.measure import Result

BENCHMARKS: dict[str, Callable[[], Iterator[Result]]] = {
    "start": start.run,
    "felt": felt.run,
    "turn": turn.run,
    "flow": flow.run,
    "llm": llm.run,
    "discord": discord.run,
    "slack": slack.run,
    "prompt": prompt.run,
}
LIBRARIES = ("sqlalchemy", "asyncpg", "aiosqlite", "redis", "pydantic")
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    wanted = sys.argv[1:] or list(BENCHMARKS)
    console, results = Console(), list[Result]()
    for name in wanted:
        console.print(f"[dim]{name} …[/dim]")
        results += BENCHMARKS[name]()
    console.print(_table(results))
    machine = _machine()
    RESULTS.write_text(json.dumps({**machine, "results": [r.as_json() for r in results]}, indent=2) + "\n")
    console.print(f"[dim]{', '.join(f'{name} {value}' for name, value in machine.items())}\n{RESULTS}[/dim]")


def _machine() -> dict[str, str]:
    """What it was measured on. The servers' versions stand above the table of `turn`."""
    versions = {name: version(name) for name in LIBRARIES}
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "python": platform.python_version(),
        **versions,
    }


def _processor() -> str:
    """As the system calls it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _table(results: list[Result]) -> Table:
    table = Table("benchmark", "p50", "p95", "target for p50", "")
    for result in results:
        verdict = "" if result.target is None else "[green]ok[/green]" if result.within else "[red]missed[/red]"
        target = "" if result.target is None else f"{'≥' if result.at_least else '≤'} {result.target:g} {result.unit}"
        table.add_row(result.name, _shown(result.p50, result.unit), _shown(result.p95, result.unit), target, verdict)
    return table


def _shown(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 1000 else f"{value:.3g} {unit}"


if __name__ == "__main__":
    main()
