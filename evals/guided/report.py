"""Results as tables for a screen, and one conversation as it went."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from evals.guided.ask import OUTCOMES, Outcome
from evals.guided.conversation import Language
from evals.guided.correction import OUTCOMES as CORRECTED
from evals.guided.correction import Outcome as Corrected
from evals.guided.drive import Turn
from evals.guided.job_lists import FORMS, LANGUAGES
from evals.guided.results import (
    MEASURES,
    Figure,
    Measure,
    Results,
    asked_with,
    corrected_with,
    lists_read,
    remarks_changed,
    scores_of,
)
from evals.guided.score import Score, changed_fields
from evals.guided.split import HALVES, Half

_NAMES: dict[Half, str] = {"tuned": "tuned", "held_out": "held out"}
_GROUPS: tuple[Language | None, ...] = (None, *LANGUAGES)
Cell = Callable[[Half, Language | None], str]


def tables(results: Results) -> Group:
    return Group(*(table for table in (read(results) for read in _TABLES) if table.row_count))


def _conversations(results: Results) -> Table:
    table = _table("conversations")
    if results.conversations:
        _row(table, "conversations", "", lambda half, language: str(len(scores_of(results, half, language))))
        for measure in MEASURES:
            _row(table, measure.title, measure.goal, partial(_measured, results, measure))
    return table


def _measured(results: Results, measure: Measure, half: Half, language: Language | None) -> str:
    return _shown(measure.figure(scores_of(results, half, language)), measure.is_share)


def _remarks(results: Results) -> Table:
    table = _table("remarks by themselves")
    if results.remarks:
        _row(table, "changed the spec", "0", lambda half, language: _counted(remarks_changed(results, half, language)))
    return table


def _asked(results: Results) -> Table:
    table = _table("questions by themselves")
    if results.asked:
        for outcome, goal in zip(OUTCOMES, ("≥ 0.9", "", "", "0"), strict=True):
            _row(table, outcome, goal, partial(_came_out, results, outcome))
    return table


def _came_out(results: Results, outcome: Outcome, half: Half, language: Language | None) -> str:
    return _shown(asked_with(results, half, outcome)) if language in (None, "en") else "–"


def _corrections(results: Results) -> Table:
    table = _table("corrections by themselves")
    if results.corrected:
        for outcome, goal in zip(CORRECTED, ("≥ 0.9", "", "", ""), strict=True):
            _row(table, outcome, goal, partial(_corrected, results, outcome))
    return table


def _corrected(results: Results, outcome: Corrected, half: Half, language: Language | None) -> str:
    return _shown(corrected_with(results, half, outcome, language))


def _lists(results: Results) -> Table:
    table = _table("job lists read whole")
    if results.lists:
        for form, goal in ((None, "≥ 0.9, not en 0.8"), *((form, "") for form in FORMS)):
            _row(table, form or "all forms", goal, partial(_read, results, form))
    return table


def _read(results: Results, form: str | None, half: Half, language: Language | None) -> str:
    return _shown(lists_read(results, half, language, form))


_TABLES = (_conversations, _corrections, _remarks, _asked, _lists)


def _table(title: str) -> Table:
    columns = (f"{language or 'all'}\n{_NAMES[half]}" for language in _GROUPS for half in HALVES)
    return Table(title, "asked for", *columns)


def _row(table: Table, title: str, goal: str, cell: Cell) -> None:
    table.add_row(title, goal, *(cell(half, language) for language in _GROUPS for half in HALVES))


def _shown(figure: Figure, is_share: bool = True) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" if is_share or figure.value < 1 else f"{figure.value:g}"


def _counted(figure: Figure) -> str:
    return f"{figure.count} of {figure.of}" if figure.of else "–"


def played(turns: Sequence[Turn], score: Score) -> Group:
    """A conversation as it went: what was said, what it changed, what was replied, and what failed."""
    return Group(*(line for turn in turns for line in _turn(turn)), *_failed(score))


def _turn(turn: Turn) -> Iterator[RenderableType]:
    changed = changed_fields(turn.before, turn.after)
    yield f"[bold]{escape(turn.author)}[/bold] {'' if turn.step else '(asked) '}{escape(turn.said)}"
    if changed:
        yield f"  [yellow]changed {', '.join(changed)}[/yellow]"
    yield f"  [cyan]{escape(turn.reply) or '(nothing)'}[/cyan]"


def _failed(score: Score) -> Iterator[RenderableType]:
    found = {
        "not found": score.missed,
        "wrong": score.wrong,
        "remark taken": score.taken,
        "not answered": score.unanswered,
        "question taken": score.asked_and_changed,
        "not corrected": score.undone,
    }
    yield f"\n{score.turns} turns, {'completed' if score.completed else 'not completed'}, {score.repeated} repeated"
    for title, lines in found.items():
        for line in lines:
            yield f"[red]{title}[/red] {escape(line)}"
