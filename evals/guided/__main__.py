"""`python -m evals.guided`: everything, as tables and as JSON in evals/results.json.

`--only NAME --show` plays one conversation of the tuned half and prints it; there is no such thing for the other half.
"""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from engine.logs import set_up_logs
from engine.turns.turn import Engine
from evals.guided import report
from evals.guided.ask import ask_all
from evals.guided.conversation import conversation, names
from evals.guided.correction import corrections, try_out
from evals.guided.drive import play, running_engine
from evals.guided.job_lists import all_lists, read_whole
from evals.guided.remark import hear, remarks
from evals.guided.results import Results, Scored, as_json
from evals.guided.score import score
from evals.guided.split import conversations_of, half_of_conversation

RESULTS = Path(__file__).parents[1] / "results.json"
PARTS = ("conversations", "corrections", "remarks", "asks", "lists")


def main(arguments: Sequence[str]) -> int:
    """0, or 1 with one sentence for a conversation that is not to be looked at."""
    options = _parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160)
    set_up_logs(logging.CRITICAL)
    if options.only:
        return asyncio.run(_one(console, Path(options.only).stem, show=options.show))
    results = asyncio.run(_everything(options.part or PARTS))
    console.print(report.tables(results))
    RESULTS.write_text(json.dumps(as_json(results), indent=2, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"[dim]{RESULTS}[/dim]")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.guided", description="How well the guided mode listens.")
    parser.add_argument("--only", metavar="NAME", help="one conversation of the tuned half")
    parser.add_argument("--show", action="store_true", help="print it as it went")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part; may be given several times")
    return parser


async def _one(console: Console, name: str, *, show: bool) -> int:
    if name not in conversations_of()["tuned"]:
        console.print(f"“{name}” is no conversation of the tuned half.")
        return 1
    scripted = conversation(name)
    async with running_engine() as engine:
        turns = await play(engine, name, scripted)
    scored = score(scripted, turns)
    console.print(report.played(turns if show else (), scored))
    return 0


async def _everything(parts: Sequence[str]) -> Results:
    results = Results()
    async with running_engine() as engine:
        if "conversations" in parts:
            results.conversations.extend([await _scored(engine, name) for name in names()])
        if "corrections" in parts:
            results.corrected.extend([await try_out(engine, correction) for correction in corrections()])
        if "remarks" in parts:
            results.remarks.extend([await hear(engine, remark, number) for number, remark in enumerate(remarks())])
        if "asks" in parts:
            results.asked.extend([asked async for asked in ask_all(engine)])
        if "lists" in parts:
            results.lists.extend([(w, await read_whole(engine, w, number)) for number, w in enumerate(all_lists())])
    return results


async def _scored(engine: Engine, name: str) -> Scored:
    scripted = conversation(name)
    turns = await play(engine, name, scripted)
    return Scored(name, half_of_conversation(name), scripted.language, score(scripted, turns))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
