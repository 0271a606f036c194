"""`python -m evals.llm`: personas with the guided interviewer and with the recorded model, as a table and as JSON in
evals/llm_results.json. No key is needed, and nothing is reached.

`--live` asks the models of LLM_MODELS (or of the keys that are set); `--record` asks the first of them and keeps what
it answers as the new cassettes.
"""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from engine.logs import set_up_logs
from engine.settings import Settings, load_settings
from evals.llm.persona import personas
from evals.llm.run import Played, Way, played

RESULTS = Path(__file__).parents[1] / "llm_results.json"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    set_up_logs(logging.CRITICAL)
    settings = load_settings() if options.live or options.record else load_settings(None)
    ways: tuple[Way, ...] = ("live",) if options.live else ("record",) if options.record else ("guided", "recorded")
    results = asyncio.run(_all(options.only or list(personas()), ways, settings))
    Console(width=None if sys.stdout.isatty() else 160).print(table(results))
    RESULTS.write_text(json.dumps([asdict(one) for one in results], indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.llm", description="How well a model consults.")
    parser.add_argument("--live", action="store_true", help="ask the configured models; this costs money")
    parser.add_argument("--record", action="store_true", help="the same, and keep the answers as the new cassettes")
    parser.add_argument("--only", action="append", choices=list(personas()), help="only this persona; may be repeated")
    return parser


async def _all(names: Sequence[str], ways: Sequence[Way], settings: Settings) -> list[Played]:
    return [await played(name, personas()[name], way, settings) for name in names for way in ways]


def table(results: Sequence[Played]) -> Table:
    """A line for each persona and interviewer."""
    shown = Table(title="Personas, held against their truth sheets")
    for column in _COLUMNS:
        shown.add_column(column, justify="left" if column in _COLUMNS[:2] else "right")
    for one in results:
        shown.add_row(one.persona, one.model or "guided", *_figures(one))
    return shown


_COLUMNS = (
    *("persona", "interviewer", "recall", "precision", "ungrounded", "claims without a change", "remarks taken"),
    *("asked 3 times", "repeated", "turns", "done", "calls", "tokens", "USD", "not recorded"),
)


def _figures(one: Played) -> list[str]:
    found, sheet = one.scored, one.scored.of_sheet
    cost = "" if found.used.cost_usd is None else f"{found.used.cost_usd:.3f}"
    return [
        f"{found.recall:.2f}",
        f"{found.precision:.2f}",
        *map(str, (len(found.ungrounded), len(found.claimed), len(sheet.taken), found.asked_again, sheet.repeated)),
        *map(str, (sheet.turns, "yes" if sheet.completed else "no", found.used.calls, found.used.tokens, cost)),
        str(one.missed),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
