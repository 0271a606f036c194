"""The steps of a push, done one object after the other; after each its row is kept, so the next push can finish it.

Before something is created its row says which objects of that name were there: whatever is new afterwards was made by
the answer that got lost, or by a process that died.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.pushing.compare import has, with_at
from engine.pushing.plain_secrets import with_values
from engine.pushing.remote import Remote, RemoteFailed
from engine.pushing.steps import Step, shown_there
from engine.store import pushes
from engine.store.database import Database
from engine.store.push_leases import PushLease
from engine.store.pushes import Pushed
from engine.targets.pushable import Kind, Pushable, Wanted


@dataclass
class Sending:
    """What a push does while it has the lease of its session and platform."""

    db: Database
    remote: Remote
    pushable: Pushable
    lease: PushLease
    version: int
    """Of the spec."""
    now: datetime

    async def do_all(self, steps: tuple[Step, ...], ids: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
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
        row = await self._keep(Pushed(wanted.key, None, self.version, sent=body, pending=there))
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
        row = await self._keep(replace(row, version=self.version, pending=body))
        if not wanted.edition:
            await self.remote.update(wanted.kind, str(row.remote_id), sent)
        return await self._keep(replace(row, sent=body, seen=None, pending=None))

    async def _replaced(self, step: Step, wanted: Wanted, body: Any) -> Pushed:
        """Made anew, since what is different cannot be changed there."""
        if step.row and step.row.remote_id:
            await self.remote.delete(wanted.kind, step.row.remote_id)
        return await self._created(replace(step, row=None), wanted, body)

    async def _delete(self, step: Step, kind: Kind | None) -> None:
        if step.row and step.row.remote_id and kind:
            await self.remote.delete(kind, step.row.remote_id)
        await pushes.forget(self.db, self.lease, step.key)

    async def _keep(self, row: Pushed) -> Pushed:
        await pushes.keep(self.db, self.lease, row, self.now)
        return row


def _sent(kind: Kind, row: Pushed, body: Any, values: Mapping[str, str]) -> Any:
    """What an update sends: with the values of secrets that are there, without what nobody can change, and with what
    takes away there what the body does not say any more."""
    sent = {key: value for key, value in with_values(body, values).items() if key not in kind.fixed}
    known = [each for each in (row.sent, row.pending) if each]
    gone = {key: None for key in sorted({key for each in known for key in each}) if kind.keeps and key not in body}
    gone |= {p: v for p, v in kind.put_back.items() if not has(body, p) and any(has(each, p) for each in known)}
    for path, value in gone.items():
        sent = with_at(sent, path, value)
    return sent
