"""What a push will do, object by object: from what the bundle asks for, what was pushed last, and what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from engine.pushing.compare import Difference, at, differences, projected
from engine.pushing.plain_secrets import hidden, values_there
from engine.pushing.remote import NotThere, Remote
from engine.store.pushes import Pushed
from engine.targets.pushable import Kind, Pushable, Wanted

Doing = Literal["create", "update", "keep", "replace", "delete"]
NEW = "(new)"
"""Stands before the title of what is still to be created, where its id belongs."""


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
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of secrets that stand there in plain headers: our text -> theirs. Sent back, and never stored."""
    published: Any = None
    """The version that is published there, and so frozen."""


async def steps_of(
    remote: Remote,
    pushable: Pushable,
    wanted: tuple[Wanted, ...],
    rows: Mapping[str, Pushed],
    ids: dict[str, dict[str, str]],
) -> tuple[Step, ...]:
    """In the order in which they are done: what is asked for, then what goes, the last made first. What turns out to be
    gone there loses its id in `ids`."""
    asked = list[Step]()
    for each in wanted:
        step = await _step(remote, pushable, each, pushable.linked(each.body, ids), rows.get(each.key))
        if step.doing in ("create", "replace"):
            ids[each.group][each.name] = f"{NEW} {each.title}"
        asked.append(step)
    gone = [row for key, row in reversed(list(rows.items())) if key not in {w.key for w in wanted}]
    return (*asked, *[await _going(remote, pushable, row, pushable.kind_of(row.key)) for row in gone])


def shown_there(pushable: Pushable, there: Any, sent: Any) -> Any:
    """Of what is there, the part that we sent, without the values of secrets."""
    part = projected(there, sent)
    return hidden(part, sent, pushable.plain_secret) if pushable.plain_secret else part


async def _step(remote: Remote, pushable: Pushable, wanted: Wanted, body: Any, row: Pushed | None) -> Step:
    step = Step(wanted.key, wanted.title, "create", wanted=wanted, row=row)
    if row is None or row.remote_id is None:
        return step
    try:
        there = await remote.read(wanted.kind, row.remote_id)
    except NotThere:
        return replace(step, row=None)
    drift, changes = drift_of(pushable, row, there), differences(row.sent, body)
    unfinished = row.pending is not None or row.seen is None
    doing: Doing = "update" if drift or changes or unfinished else "keep"
    if any(row.sent.get(key) != body.get(key) for key in wanted.kind.fixed):
        doing = "replace"
    found = replace(step, doing=doing, changes=changes, drift=drift)
    if pushable.plain_secret:
        found = replace(found, values=values_there(row.sent, there, pushable.plain_secret))
    return replace(found, published=there.get("version") if pushable.draft and there.get("is_published") else None)


async def _going(remote: Remote, pushable: Pushable, row: Pushed, kind: Kind | None) -> Step:
    step = Step(row.key, row.key.split(":")[1], "delete", row=row)
    if row.remote_id is None or kind is None:
        return step
    try:
        return replace(step, drift=drift_of(pushable, row, await remote.read(kind, row.remote_id)))
    except NotThere:
        return step


def drift_of(pushable: Pushable, row: Pushed, there: Any) -> tuple[Difference, ...]:
    """What is no longer as it was right after the last push. What an unfinished update has already done is none."""
    if row.seen is None:
        return ()
    found = differences(row.seen, shown_there(pushable, there, row.sent))
    return tuple(d for d in found if row.pending is None or d.now != at(row.pending, d.path))
