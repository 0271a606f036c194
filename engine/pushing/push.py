"""One push: looked at first, refused where it would lose what people did there, then done object by object.

After every object its row is kept, so a push that breaks off is finished by the next one. Before something is created
its row says which objects of that name were there: whatever is new afterwards was made by the answer that got lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.document.spec import Platform
from engine.errors import PersonError
from engine.pushing.plain_secrets import names_in, with_values
from engine.pushing.remote import NotThere, Remote, RemoteFailed
from engine.pushing.steps import NEW, Doing, Step, shown_there, steps_of
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

    platform: Platform
    version: int
    dry_run: bool
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    """Names of secrets that have to be created there first."""
    agent_id: str | None = None
    """Of the agent there, once it is."""
    to_fill: tuple[str, ...] = ()
    """Names of secrets whose values have to be put into the headers there by hand, once it is done."""
    is_draft: bool = False
    """What is pushed waits there as a draft; what takes calls is published by hand."""

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
        report = Report(
            self.bundle.platform,
            self.bundle.version,
            dry_run,
            steps,
            missing,
            _agent(wanted, ids),
            to_fill=tuple(dict.fromkeys(name for step in steps for name in self._to_fill(step))),
            is_draft=bool(self.pushable.draft),
        )
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
                if number == 0:
                    await self._thaw(steps)
                if step.wanted:
                    row = await self._do(step, step.wanted, self.pushable.linked(step.wanted.body, ids))
                    ids[step.wanted.group][step.wanted.name] = str(row.remote_id)
                else:
                    await self._delete(step, self.pushable.kind_of(step.key))
            except RemoteFailed as error:
                done = f"{number} of {len(steps)} objects are done; push again to finish."
                raise RemoteFailed(f"{error} It was about {step.title}. {done}") from error
        return ids

    async def _thaw(self, steps: tuple[Step, ...]) -> None:
        """What is published is frozen: a draft of the agent is opened, with all that it names, before anything is
        updated. Who comes a second time finds the draft."""
        agent = next((s for s in steps if s.published is not None and s.wanted and s.row), None)
        if agent and agent.row and agent.doing != "replace" and any(step.doing != "keep" for step in steps):
            await self.remote.open_draft(self.pushable.draft.format(agent.row.remote_id), agent.published)

    async def _do(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        """Bring one object there, so that it is `body`."""
        row = step.row
        if step.doing == "keep" and row and row.sent == body:
            return row
        if step.doing == "create":
            row = await self._created(step, wanted, body)
        elif row and all(row.sent.get(key) == body.get(key) for key in wanted.kind.fixed):
            row = await self._updated(row, wanted, body, step.values)
        else:
            row = await self._replaced(step, wanted, body)
        there = await self.remote.read(wanted.kind, str(row.remote_id))
        return await self._keep(replace(row, seen=shown_there(self.pushable, there, body)))

    async def _created(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        lost = await self._lost(step, wanted, body)
        if lost and step.row:
            adopted = replace(step.row, remote_id=lost, sent=step.row.sent or body, seen=None, pending=None)
            return await self._updated(await self._keep(adopted), wanted, body, {})
        kind = wanted.kind
        there = (await self.remote.ids_by_title(kind, body)).get(kind.name_in(body), [])
        row = await self._keep(Pushed(wanted.key, None, self.bundle.version, sent=body, pending=there))
        remote_id = await self.remote.create(kind, body)
        return await self._keep(replace(row, remote_id=remote_id, pending=None))

    async def _lost(self, step: Step, wanted: Wanted, body: Any) -> str | None:
        """What an answer that nobody got has created, under the name that it was given then."""
        if step.row is None:
            return None
        kind, sent = wanted.kind, body if step.row.sent is None else step.row.sent
        there = (await self.remote.ids_by_title(kind, sent)).get(kind.name_in(sent), [])
        return next((i for i in reversed(there) if i not in (step.row.pending or [])), None)

    async def _updated(self, row: Pushed, wanted: Wanted, body: Any, values: Mapping[str, str]) -> Pushed:
        sent = _sent(wanted.kind, row, body, values)
        row = await self._keep(replace(row, version=self.bundle.version, pending=body))
        if not wanted.edition:
            await self.remote.update(wanted.kind, str(row.remote_id), sent)
        return await self._keep(replace(row, sent=body, seen=None, pending=None))

    async def _replaced(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        """Made anew, since what is different cannot be changed there."""
        if step.row and step.row.remote_id:
            await self.remote.delete(wanted.kind, step.row.remote_id)
        return await self._created(replace(step, row=None), wanted, body)

    def _to_fill(self, step: Step) -> Iterable[str]:
        secret = self.pushable.plain_secret
        if secret is None or step.wanted is None:
            return ()
        return names_in(with_values(step.wanted.body, step.values), secret)

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


def _ids(
    wanted: tuple[Wanted, ...], rows: Mapping[str, Pushed], secrets: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What is known before anything is sent; what is still to be created has an id that says so."""
    found: dict[str, dict[str, str]] = {"secret": dict(secrets)}
    for each in wanted:
        row = rows.get(each.key)
        remote_id = row.remote_id if row else None
        found.setdefault(each.group, {})[each.name] = remote_id or f"{NEW} {each.title}"
    return found


def _agent(wanted: tuple[Wanted, ...], ids: Mapping[str, Mapping[str, str]]) -> str | None:
    """The id of the last object that a bundle asks for."""
    return ids[wanted[-1].group].get(wanted[-1].name)


def _real(remote_id: str | None) -> str | None:
    return None if remote_id is None or remote_id.startswith(NEW) else remote_id


def _sent(kind: Kind, row: Pushed, body: Any, values: Mapping[str, str]) -> Any:
    """What an update sends: with the values of secrets that are there, without what nobody can change."""
    known = {*row.sent, *(row.pending or ())} if kind.keeps else set[str]()
    gone = {key: None for key in sorted(known) if key not in body}
    return {**{k: v for k, v in with_values(body, values).items() if k not in kind.fixed}, **gone}
