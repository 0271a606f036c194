"""The changes of one turn, applied in order: who asked for each, what was refused, and what an undo goes back to."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from engine.document.approvals import is_approved
from engine.document.changes import Approve, Change, Import, OfferTools, Set, Undo, apply
from engine.document.spec import AgentSpec, Flow, Origin
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Message, Proposal
from engine.markdown import plain
from engine.rules import ANYONE, Rules, right_for
from engine.store.rows import Version
from engine.tools.always import added_for
from engine.turns.approvers import Vote, Votes, first_vote
from engine.turns.compose import AppliedChange

VersionOf = Callable[[int], Awaitable[Version | None]]
"""A version of this session's spec by its number, or None."""


@dataclass(slots=True)
class Draft:
    """A spec on its way from one version to the next.

    `at` is the version whose content an edit began from: undo moves it back, so that undo twice goes back two steps,
    and the next version remembers it as its parent.
    """

    newest: int
    """The number of the last version that there is."""
    at: Version
    spec: AgentSpec
    applied: list[AppliedChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    edited: bool = False
    """Changed since `at`."""
    refused: Mapping[int, str] = field(default_factory=dict)
    """Inbox id of a click -> why it, or a part of it, could not be applied."""
    offered: Import | None = None
    """An agent that somebody brings, and that nobody has agreed to take over."""
    same: Import | None = None
    """One that stands here already."""
    votes: Votes = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """What became of approvals that wait for a second person."""
    documents: list[tuple[OfferTools, Message]] = field(default_factory=list)
    """What systems have to offer, and the messages that brought it; somebody chooses from it."""

    @classmethod
    def of(cls, version: Version) -> "Draft":
        return cls(version.number, version, version.spec)

    @property
    def parent(self) -> int | None:
        """What an undo of the next version goes back to."""
        return self.at.number if self.edited else self.at.parent

    @property
    def changes(self) -> tuple[tuple[Change, Origin], ...]:
        return tuple((step.change, step.origin) for step in self.applied)


def holds_something(spec: AgentSpec) -> bool:
    """Somebody would miss it if another agent took its place."""
    told = any(origin.how in ("said", "imported") for origin in spec.origins.values())
    return bool(told or spec.use_case or spec.role or spec.goals)


async def earlier_than(draft: Draft, version_of: VersionOf) -> AgentSpec | None:
    """What an undo would go back to now."""
    found = await _earlier(draft, version_of)
    return found.spec if found else None


async def apply_proposals(
    draft: Draft, proposals: Sequence[Proposal], said: Sequence[Message], version_of: VersionOf, rules: Rules = ANYONE
) -> None:
    """Apply what the messages `said` asked for; what cannot be done, or not by everybody, is kept as a problem."""
    ids = {message.id for message in said if message.role == "person"}
    for proposal in proposals:
        change = proposal.change
        if isinstance(change, Approve) and (proposal.message.id not in ids or proposal.how != "said"):
            draft.problems.append(Problem("Only a person in the thread can approve that.", f"approval:{change.what}"))
        elif not rules.may(right := right_for(change), proposal.message.author):
            draft.problems.append(Problem(rules.refusal(right)))
        elif isinstance(change, Approve) and rules.approvals == 2 and (vote := _vote(draft, change, proposal)):
            draft.votes = {**draft.votes, change.what: vote}
            draft.told.append(f"{plain(vote['name'])} approved this. One more person has to.")
        elif isinstance(change, Undo):
            await _undo(draft, change, _origin(proposal), version_of)
        elif isinstance(change, OfferTools):
            draft.documents.append((change, proposal.message))
        elif isinstance(change, Import):
            _import(draft, change if rules.may("approve", proposal.message.author) else _unapproved(change), proposal)
        else:
            _take(draft, change, _origin(proposal), apply(draft.spec, change, origin=_origin(proposal)))


def _vote(draft: Draft, change: Approve, proposal: Proposal) -> Vote | None:
    return first_vote(draft.spec, change, proposal.message.author, draft.votes)


def add_defaults(draft: Draft, last: Message) -> None:
    """Bring in what follows from what was agreed: what is known of the trade and of each job, the links between goals
    and tools, and the tools that every agent has."""
    from engine import playbooks  # no need of them before there is a goal

    settled = frozenset(g.id for g in draft.at.spec.goals) if is_approved(draft.at.spec, "flow") else frozenset()
    known = (
        playbooks.trade_adopted,
        playbooks.forbidden,
        partial(playbooks.adopted, settled=settled),
        partial(playbooks.unneeded, known=frozenset(t.name for t in draft.at.spec.tools)),
        playbooks.afterwards,
        playbooks.unasked,
        playbooks.fallback_tools,
        playbooks.links_for,
        playbooks.identity_for,
    )
    for consequences in (*(known if draft.spec.goals else ()), _always):
        for change in consequences(draft.spec):
            guessed = isinstance(change, Set) and change.path == "audience"  # by the trade; it is still asked
            origin = _origin(Proposal(change, last, "inferred" if guessed else "defaulted"))
            _take(draft, change, origin, apply(draft.spec, change, origin=origin))


def _always(spec: AgentSpec) -> Iterator[Change]:
    return added_for(Standing(spec))


def bring_up_to_date(draft: Draft, last: Message) -> None:
    """What follows from every change: what is known of it, the tools that all agents have, and the call flow. An agent
    that was brought stays as it is until somebody changes it."""
    if any(not isinstance(step.change, Import) for step in draft.applied):
        add_defaults(draft, last)
        redraw(draft)


def redraw(draft: Draft) -> None:
    """Bring the call flow up to date with the rest."""
    flow = draft.spec.flow.carried_to(_drawn(draft.spec))
    if flow != draft.spec.flow:
        draft.spec = draft.spec.model_copy(update={"flow": flow})


def _import(draft: Draft, change: Import, proposal: Proposal) -> None:
    """Take the agent over, or keep it for the question whether to."""
    after = apply(draft.spec, change, origin=_origin(proposal))
    if after is draft.spec:
        draft.same = change
    elif isinstance(after, Problem) or change.agreed or (change.sure and not holds_something(draft.spec)):
        _take(draft, change, _origin(proposal), after)
    else:
        draft.offered = change


def _unapproved(change: Import) -> Import:
    """Brought by somebody who may not decide here, so what was approved elsewhere has to be approved again."""
    return change.model_copy(update={"agent": {**change.agent, "approvals": {}}})


async def _undo(draft: Draft, change: Undo, origin: Origin, version_of: VersionOf) -> None:
    found = await (_earlier(draft, version_of) if change.to is None else _numbered(draft, change.to, version_of))
    if found is None:
        missing = "There is nothing to undo." if change.to is None else f"There is no version {change.to}."
        return draft.problems.append(Problem(missing))
    _take(draft, change, origin, apply(draft.spec, change, origin=origin, earlier=found.spec))
    draft.at, draft.edited = found, False
    return None


async def _earlier(draft: Draft, version_of: VersionOf) -> Version | None:
    """The nearest version before this one that differs from it: going back to the same makes no version, so an undo
    that stopped there would stop there for ever."""
    found = draft.at if draft.edited else await _parent(draft.at, version_of)
    while found and _is_same(found.spec, draft.spec):
        found = await _parent(found, version_of)
    return found


async def _numbered(draft: Draft, number: int, version_of: VersionOf) -> Version | None:
    return await version_of(number) if number <= draft.newest else None


async def _parent(version: Version, version_of: VersionOf) -> Version | None:
    return None if version.parent is None else await version_of(version.parent)


def _is_same(earlier: AgentSpec, now: AgentSpec) -> bool:
    """Whether `earlier` would be `now` if its call flow were drawn today."""
    agreed_is_same = earlier.model_copy(update={"flow": now.flow}) == now
    return agreed_is_same and (earlier.flow == now.flow or _drawn(earlier) == now.flow)


def _take(draft: Draft, change: Change, origin: Origin, after: AgentSpec | Problem) -> None:
    if isinstance(after, Problem):
        draft.problems.append(after)
    elif after is not draft.spec:
        draft.applied.append(AppliedChange(change, origin, draft.spec, after))
        draft.spec, draft.edited = after, True


def _origin(proposal: Proposal) -> Origin:
    message = proposal.message
    return Origin(author=message.author.id, author_name=message.author.name, message=message.id, how=proposal.how)


def _drawn(spec: AgentSpec) -> Flow:
    from engine.workflow.synthesize import draw  # with all that it knows of tools; the first question needs none of it

    return draw(spec)
