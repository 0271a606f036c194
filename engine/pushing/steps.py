"""What a push will do, object by object: from what the bundle asks for, what was pushed last, and what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.pushing.compare import Difference, at, differences, projected
from engine.pushing.remote import NotThere, Remote
from engine.store.pushes import Pushed
from engine.targets.pushable import Ids, Kind, Pushable, Wanted

Doing = Literal["create", "update", "keep", "delete"]


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: str
    """What it is called there."""
    doing: Doing
    changes: tuple[Difference, ...] = ()
    """From what was pushed last to what is pushed now."""
    drift: tuple[Difference, ...] = ()
    """What somebody changed there since the last push, as far as this push would overwrite it."""
    wanted: Wanted | None = None
    """None for what goes."""
    row: Pushed | None = None


async def steps_of(
    remote: Remote, pushable: Pushable, wanted: tuple[Wanted, ...], rows: Mapping[str, Pushed], ids: Ids
) -> tuple[Step, ...]:
    """In the order in which they are done: what is asked for, then what goes, the last made first."""
    asked = [await _step(remote, w, pushable.linked(w.body, ids), rows.get(w.key)) for w in wanted]
    gone = [row for key, row in reversed(list(rows.items())) if key not in {w.key for w in wanted}]
    return (*asked, *[await _going(remote, row, pushable.kind_of(row.key)) for row in gone])


async def _step(remote: Remote, wanted: Wanted, body: Any, row: Pushed | None) -> Step:
    step = Step(wanted.key, wanted.title, "create", wanted=wanted, row=row)
    if row is None or row.remote_id is None:
        return step
    try:
        there = await remote.read(wanted.kind, row.remote_id)
    except NotThere:
        return replace(step, row=None)
    drift, changes = drift_of(row, there), differences(row.sent, body)
    unfinished = row.pending is not None or row.seen is None
    return replace(step, doing="update" if drift or changes or unfinished else "keep", changes=changes, drift=drift)


async def _going(remote: Remote, row: Pushed, kind: Kind | None) -> Step:
    step = Step(row.key, row.key.split(":")[1], "delete", row=row)
    if row.remote_id is None or kind is None:
        return step
    try:
        return replace(step, drift=drift_of(row, await remote.read(kind, row.remote_id)))
    except NotThere:
        return step


def drift_of(row: Pushed, there: Any) -> tuple[Difference, ...]:
    """What is no longer as it was right after the last push. What an unfinished update has already done is none."""
    if row.seen is None:
        return ()
    found = differences(row.seen, projected(there, row.sent))
    return tuple(d for d in found if row.pending is None or d.now != at(row.pending, d.path))
