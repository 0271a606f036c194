"""The loss report: how a platform takes each part of a spec, so that nothing is dropped in silence.

A platform has a table with one `Loss` for each part; a row for `tools` covers every `tools.x` without a row of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.markdown import code, filled
from engine.targets.bundle import Bundle, Handling, Loss

REPORT = "LOSSES.md"
_KEYED = ("approvals", "origins")
"""Objects whose keys are data, not field names."""
_TITLES: Mapping[Handling, str] = {
    "not_supported": "Not supported",
    "emulated": "Done in another way",
    "native": "Taken as it is",
}


def report(spec: AgentSpec, table: Sequence[Loss], particular: Iterable[Loss] = ()) -> tuple[Loss, ...]:
    """The rows of `table` for the parts that this spec uses. `particular` losses come first and replace their row."""
    particular = tuple(particular)
    replaced = {loss.part for loss in particular}
    rows = {row.part: row for row in table}
    used = {row.part for part in parts_of(spec) if (row := _nearest(part, rows))}
    return (*particular, *(row for row in table if row.part in used - replaced))


def row_for(part: str, table: Sequence[Loss]) -> Loss | None:
    """The row for this part: its own, or that of the nearest part around it."""
    return _nearest(part, {row.part: row for row in table})


def parts_of(spec: AgentSpec) -> tuple[str, ...]:
    """Paths of all that differs from its default, without item keys: `goals.statement`."""
    return tuple(dict.fromkeys(_parts(spec.model_dump(mode="json", exclude_defaults=True), "")))


def with_findings(bundle: Bundle, findings: Sequence[Finding], platform: str) -> Bundle:
    """The bundle with what its check found as losses, the file named as their part; also in its `LOSSES.md`."""
    if not findings:
        return bundle
    found = [
        Loss(part=f.path, handling="not_supported", note=f"Will not work as it stands. {f.message}") for f in findings
    ]
    losses = (*found, *bundle.losses)
    report = {REPORT: as_markdown(losses, platform)} if REPORT in bundle.files else {}
    return bundle.model_copy(update={"losses": losses, "files": {**bundle.files, **report}})


def as_markdown(losses: Sequence[Loss], platform: str) -> str:
    """`LOSSES.md`: three tables, the worst first."""
    lines = [f"# What {platform} takes, and how", ""]
    for handling, title in _TITLES.items():
        rows = [loss for loss in losses if loss.handling == handling]
        if rows:
            lines += [f"## {title}", "", "| Part | Note |", "| --- | --- |"]
            lines += [filled("| {} | {} |", code(row.part), row.note or "–") for row in rows]
            lines.append("")
    return "\n".join(lines)


def _nearest(part: str, rows: Mapping[str, Loss]) -> Loss | None:
    steps = part.split(".")
    around = (".".join(steps[:n]) for n in range(len(steps), 0, -1))
    return next((rows[name] for name in around if name in rows), None)


def _parts(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict) and path not in _KEYED:
        for name, inner in value.items():
            yield from _parts(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from _parts(inner, path)
    else:
        yield path
