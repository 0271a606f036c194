"""One push: looked at first, refused where it would lose what people did there, then done object by object.

Of two pushes at once the second waits until the first is done, or is told; one that breaks off is finished by the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.document.spec import Platform
from engine.errors import LostLease, PersonError
from engine.pushing.plain_secrets import names_in, with_values
from engine.pushing.remote import NotThere, Remote
from engine.pushing.sending import Sending
from engine.pushing.steps import NEW, Doing, Step, steps_of
from engine.sentences import listed
from engine.store import push_leases, pushes
from engine.store.database import Database
from engine.store.push_leases import PushLease
from engine.store.pushes import Pushed
from engine.targets import TARGETS, Bundle
from engine.targets.pushable import Pushable, Wanted

_MOST_NAMED = 5
PATIENCE_SECONDS = 15.0
"""How long a push waits for another one: most take less, and nobody looks at a chat for longer without a word."""


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


class PushUnderWay(PersonError):
    """Another push of this agent to this platform goes on, here or on another replica."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"Another push of this agent to {title} is under way, so I sent nothing. Look again in a minute; "
            "if that one broke off, yours will finish it."
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
        if dry_run:
            report, _ = await self._planned()
            return replace(report, dry_run=True, agent_id=_real(report.agent_id))
        under_way = PushUnderWay(TARGETS[self.bundle.platform].title)
        where = self.session_id, self.bundle.platform
        try:
            done = await push_leases.hold(self.db, *where, PATIENCE_SECONDS, lambda lease: self._send(lease, overwrite))
        except LostLease:
            raise under_way from None
        if done is None:
            raise under_way
        return done

    async def _send(self, lease: PushLease, overwrite: bool) -> Report:
        report, ids = await self._planned()
        self._check(report, overwrite)
        sending = Sending(self.db, self.remote, self.pushable, lease, self.bundle.version, self.now)
        ids = await sending.do_all(report.steps, ids)
        return replace(report, agent_id=_agent(self.pushable.wanted(self.bundle), ids))

    async def _planned(self) -> tuple[Report, dict[str, dict[str, str]]]:
        """What would be done, and the ids that are known."""
        rows = await pushes.of(self.db, self.session_id, self.bundle.platform)
        wanted = self.pushable.wanted(self.bundle)
        secrets, missing = await self._secrets()
        ids = _ids(wanted, rows, secrets)
        steps = await steps_of(self.remote, self.pushable, wanted, rows, ids)
        report = Report(
            self.bundle.platform,
            self.bundle.version,
            False,
            steps,
            missing,
            _agent(wanted, ids),
            to_fill=tuple(dict.fromkeys(name for step in steps for name in self._to_fill(step))),
            is_draft=bool(self.pushable.draft),
        )
        return report, ids

    def _check(self, report: Report, overwrite: bool) -> None:
        title = TARGETS[self.bundle.platform].title
        if report.missing:
            names = listed([f"`{name}`" for name in report.missing])
            raise PersonError(f"Create {names} among the secrets of your workspace at {title} first; I sent nothing.")
        if not overwrite and any(step.drift for step in report.steps):
            raise ChangedThere(title, report.steps)

    def _to_fill(self, step: Step) -> Iterable[str]:
        secret = self.pushable.plain_secret
        if secret is None or step.wanted is None:
            return ()
        return names_in(with_values(step.wanted.body, step.values), secret)

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
