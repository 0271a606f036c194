"""One push: looked at first, refused where it would lose what people did there, then done object by object.

After every object its row is kept, so a push that breaks off is finished by the next one. Before something is created
its row says which objects of that name were there: whatever is new afterwards was made by the answer that got lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.errors import PersonError
from engine.pushing.compare import projected
from engine.pushing.remote import NotThere, Remote, RemoteFailed
from engine.pushing.steps import Doing, Step, steps_of
from engine.sentences import listed
from engine.store import pushes
from engine.store.database import Database
from engine.store.pushes import Pushed
from engine.targets import TARGETS, Bundle
from engine.targets.pushable import Kind, Pushable, Wanted

_MOST_NAMED = 5


class ChangedThere(PersonError):
    """Somebody changed there what this push would overwrite."""

    def __init__(self, title: str, steps: Iterable[Step]) -> None:
        self.steps = tuple(step for step in steps if step.drift)
        names = listed([step.title for step in self.steps[:_MOST_NAMED]])
        more = f" and {len(self.steps) - _MOST_NAMED} more" if len(self.steps) > _MOST_NAMED else ""
        super().__init__(
            f"Somebody changed {names}{more} at {title} since the last push, so I sent nothing. "
            "A dry run shows what; push with `overwrite` to replace it."
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a push did, or with `dry_run` would do."""

    platform: str
    version: int
    dry_run: bool
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    """Names of secrets that have to be created there first."""
    agent_id: str | None = None
    """Of the agent there, once it is."""

    def count(self, doing: Doing) -> int:
        return sum(step.doing == doing for step in self.steps)


@dataclass
class Push:
    """A push of one session to one platform."""

    db: Database
    remote: Remote
    pushable: Pushable
    session_id: str
    bundle: Bundle
    now: datetime

    async def run(self, *, dry_run: bool, overwrite: bool) -> Report:
        """Raises PersonError where nothing may be sent, and RemoteFailed where it broke off."""
        rows = await pushes.of(self.db, self.session_id, self.bundle.platform)
        wanted = self.pushable.wanted(self.bundle)
        secrets, missing = await self._secrets()
        ids = _ids(wanted, rows, secrets)
        steps = await steps_of(self.remote, self.pushable, wanted, rows, ids)
        report = Report(self.bundle.platform, self.bundle.version, dry_run, steps, missing, _agent(wanted, ids))
        if dry_run:
            return replace(report, agent_id=_real(report.agent_id))
        self._check(report, overwrite)
        ids = await self._do_all(steps, ids)
        return replace(report, agent_id=_agent(wanted, ids))

    def _check(self, report: Report, overwrite: bool) -> None:
        title = TARGETS[self.bundle.platform].title
        if report.missing:
            names = listed([f"`{name}`" for name in report.missing])
            raise PersonError(f"Create {names} among the secrets of your workspace at {title} first; I sent nothing.")
        if not overwrite and any(step.drift for step in report.steps):
            raise ChangedThere(title, report.steps)

    # --- step by step ---

    async def _do_all(self, steps: tuple[Step, ...], ids: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for number, step in enumerate(steps):
            try:
                if step.wanted:
                    row = await self._do(step, step.wanted, self.pushable.linked(step.wanted.body, ids))
                    ids[step.wanted.group][step.wanted.name] = str(row.remote_id)
                else:
                    await self._delete(step, self.pushable.kind_of(step.key))
            except RemoteFailed as error:
                done = f"{number} of {len(steps)} objects are done; push again to finish."
                raise RemoteFailed(f"{error} It was about {step.title}. {done}") from error
        return ids

    async def _do(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        """Bring one object there, so that it is `body`."""
        if step.doing == "create":
            row = await self._created(step, wanted, body)
        elif step.doing == "keep" and step.row and step.row.sent == body:
            return step.row
        else:
            assert step.row
            row = await self._updated(step.row, wanted, body)
        there = await self.remote.read(wanted.kind, str(row.remote_id))
        return await self._keep(replace(row, seen=projected(there, body)))

    async def _created(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        there = (await self.remote.ids_by_title(wanted.kind)).get(wanted.title, [])
        if step.row and (lost := [i for i in there if i not in (step.row.pending or [])]):
            adopted = replace(step.row, remote_id=lost[-1], sent=body, seen=None, pending=None)
            return await self._updated(await self._keep(adopted), wanted, body)
        row = await self._keep(Pushed(wanted.key, None, self.bundle.version, pending=there))
        remote_id = await self.remote.create(wanted.kind, body)
        return await self._keep(replace(row, remote_id=remote_id, sent=body, pending=None))

    async def _updated(self, row: Pushed, wanted: Wanted, body: Any) -> Pushed:
        row = await self._keep(replace(row, version=self.bundle.version, pending=body))
        if not wanted.edition:
            await self.remote.update(wanted.kind, str(row.remote_id), body)
        return await self._keep(replace(row, sent=body, seen=None, pending=None))

    async def _delete(self, step: Step, kind: Kind | None) -> None:
        if step.row and step.row.remote_id and kind:
            await self.remote.delete(kind, step.row.remote_id)
        await pushes.forget(self.db, self.session_id, self.bundle.platform, step.key)

    async def _keep(self, row: Pushed) -> Pushed:
        await pushes.keep(self.db, self.session_id, self.bundle.platform, row, self.now)
        return row

    async def _secrets(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Name -> id of those that the bundle names, and the names that nobody has created there."""
        if not self.pushable.secrets or not self.bundle.secrets:
            return {}, ()
        try:
            there = await self.remote.ids_by_title(self.pushable.secrets)
        except NotThere:
            there = {}
        found = {name: there[name][-1] for name in self.bundle.secrets if name in there}
        return found, tuple(name for name in self.bundle.secrets if name not in there)


_NEW = "(new)"


def _ids(
    wanted: tuple[Wanted, ...], rows: Mapping[str, Pushed], secrets: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What is known before anything is sent; what is still to be created has an id that says so."""
    found: dict[str, dict[str, str]] = {"secret": dict(secrets)}
    for each in wanted:
        row = rows.get(each.key)
        remote_id = row.remote_id if row else None
        found.setdefault(each.group, {})[each.name] = remote_id or f"{_NEW} {each.title}"
    return found


def _agent(wanted: tuple[Wanted, ...], ids: Mapping[str, Mapping[str, str]]) -> str | None:
    """The id of the last object that a bundle asks for."""
    return ids[wanted[-1].group].get(wanted[-1].name)


def _real(remote_id: str | None) -> str | None:
    return None if remote_id is None or remote_id.startswith(_NEW) else remote_id
