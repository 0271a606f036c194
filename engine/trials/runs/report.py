"""A run in words: in short for a chat, and as a Markdown file with a table of all cases and the failed calls."""

from collections.abc import Iterator, Mapping, Sequence

from engine.trials.runs.played import Exchange
from engine.trials.runs.run import Result, Run, Verdict

MOST_SHOWN = 10
"""Failed cases in a chat; all of them stand in the file."""
_LONGEST_WHY = 300
_MARKS: Mapping[Verdict, str] = {"passed": "pass", "failed": "**fail**", "not_judged": "not judged"}
_LEFT_OPEN = (
    "What was not judged asks for something that only a model or a person can tell, such as a rule kept in tone."
)


def headline(run: Run) -> str:
    """`47 scenarios of version 5: 21 passed, 2 failed, 24 not judged.`"""
    counts = ", ".join(f"{len(run.of(verdict))} {verdict.replace('_', ' ')}" for verdict in _MARKS)
    return f"{len(run.results)} scenarios of version {run.version}, played without a model: {counts}."


def in_short(run: Run) -> str:
    failed = run.of("failed")
    lines = [f"- `{result.test.id}` {_title(result)}: {_why(result)}" for result in failed[:MOST_SHOWN]]
    more = [f"- and {len(failed) - MOST_SHOWN} more, in the file"] if len(failed) > MOST_SHOWN else []
    how = ["", f"`scenarios {failed[0].test.id}` shows that call."] if failed else []
    return "\n".join([f"**{headline(run)}**", "", *lines, *more, *how, "", _LEFT_OPEN]).strip()


def as_file(run: Run) -> str:
    rows = (
        f"| `{r.test.id}` | {_MARKS[r.verdict]} | {_cell(_title(r))} | {_cell(_why(r))} | `{r.test.fingerprint}` |"
        for r in run.results
    )
    table = ["| scenario | result | what is tried | why | fingerprint |", "| --- | --- | --- | --- | --- |", *rows]
    calls = (f"\n## {_title(result)}\n\n{call(result)}" for result in run.of("failed"))
    return "\n".join(["# Scenarios", "", headline(run), _LEFT_OPEN, "", *table, *calls]) + "\n"


def call(result: Result) -> str:
    """The whole call of one scenario, with what came of it."""
    why = f": {_why(result)}" if result.why else ""
    return "\n".join([f"`{result.test.id}`: {_MARKS[result.verdict]}{why}", "", *_lines(result.transcript)])


def _lines(transcript: Sequence[Exchange]) -> Iterator[str]:
    for exchange in transcript:
        if exchange.said:
            yield f"- caller: {exchange.said}"
        for beat in exchange.beats:
            if beat.kind == "says":
                yield f"- agent: {beat.text} `{beat.step}`"
            elif beat.kind == "uses":
                given = ", ".join(f"{name}: {value}" for name, value in (beat.arguments or {}).items())
                yield f"- `{beat.tool}({given.replace('`', '')})` → {beat.text or 'done'}"


def _title(result: Result) -> str:
    return result.test.title.rstrip(".")


def _why(result: Result) -> str:
    why = " ".join(result.why)
    return why if len(why) <= _LONGEST_WHY else f"{why[: _LONGEST_WHY - 1]}…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
