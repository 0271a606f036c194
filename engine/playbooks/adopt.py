"""What follows from a goal that is new in a spec: what its playbook brings, and whether callers are checked."""

from collections.abc import Iterator, Sequence

from engine.document.changes import AddToGoal, Adopt, Change, Remove, Set, add
from engine.document.spec import (
    AgentSpec,
    Case,
    DataField,
    Goal,
    Identity,
    Slug,
    Tool,
    Transfer,
    Variable,
)
from engine.document.stages import is_assumed
from engine.language.telling import telling_words
from engine.playbooks.consult import how_of, is_how
from engine.playbooks.jobs import Job, JobField
from engine.playbooks.link import asked_in
from engine.playbooks.load import job, known_job, trade
from engine.playbooks.outlines import jobs_for, jobs_like, outlines
from engine.playbooks.parts import Question
from engine.playbooks.trade_outlines import trade_outlines
from engine.tools.catalog import CATALOG, tool_from
from engine.tools.names import kind_of, place_of, spoken

MOST_QUESTIONS = 3
"""What is asked of all that the playbooks could ask, so that the first picture comes soon; more only on request."""
_DIRECTIONS = {"outbound": ("outbound", "both"), "inbound": ("inbound", "both"), "web": ("inbound", "both")}


def adopted(spec: AgentSpec, settled: frozenset[str] = frozenset()) -> Iterator[Change]:
    """One change for each goal that nothing is known of yet. Of a goal that no playbook knows, the team is asked.

    Pure: the spec decides, so a goal that was adopted, and edited since, is left alone. So are the goals of an
    approved flow, by their ids in `settled`: nobody asks again how they are done.
    """
    most = MOST_QUESTIONS - sum(is_assumed(spec, path) for path in ("audience", "languages"))
    room = most - len(spec.questions) if not any(goal.playbook for goal in spec.goals) else 1
    for goal in spec.goals:
        new = goal.id not in settled and not _has_links(goal)
        job_id = job_of(goal, spec) if new else None
        if job_id:
            change = _adoption(goal, job(job_id), spec, room)
            room -= len(change.questions)
            yield change
        elif new and (transfer := _named_line(goal, spec)):
            yield Adopt(goal=goal.id, by_whom=transfer.id)
        elif new and room > 0 and not _comes_after(goal) and (question := how_of(goal)) not in spec.questions:
            room -= 1
            yield Adopt(goal=goal.id, questions=(question,))


def unasked(spec: AgentSpec) -> Iterator[Change]:
    """Without the questions how a goal goes that is no longer there."""
    asked = {how_of(goal) for goal in spec.goals}
    for question in spec.questions:
        if is_how(question) and question not in asked:
            yield Remove(part="questions", id=question)


def _comes_after(goal: Goal) -> bool:
    """“… and texts a confirmation”: `afterwards` makes a rule of it."""
    kinds = asked_in(goal.statement)
    return bool(kinds) and all(place_of(kind) == "after" for kind in kinds)


def job_of(goal: Goal, spec: AgentSpec) -> Slug | None:
    """The likeliest job that fits the direction of the calls; one that is usual in the trade comes first."""
    fits = _DIRECTIONS[spec.direction or "inbound"]
    usual = trade(spec.trade).jobs if spec.trade else ()
    by_phrase = [job_id for job_id in jobs_for(goal.statement) if outlines()[job_id].direction in fits]
    if by_phrase and not usual:
        return by_phrase[0]
    named = (*jobs_for(goal.statement), *jobs_like(goal.statement))
    found = [job_id for job_id in named if outlines()[job_id].direction in fits]
    if not found and spec.direction == "outbound":  # what else the called person may want done in the same call
        found = list(named)
    known = next((job_id for job_id in found if job_id in usual), None)
    if known or not found or not usual or spec.direction != "outbound":
        return known or next(iter(found), None)
    alike = [job_id for job_id in outlines() if _does_the_same(found[0], job_id, fits)]
    commonest = max(alike, key=lambda job_id: _usual_beside(job_id, usual), default=found[0])
    return next((job_id for job_id in usual if job_id in alike), commonest)


def _usual_beside(job_id: Slug, usual: Sequence[Slug]) -> int:
    """In how many trades it is usual that mainly do the same: a clinic reminds patients, and sends no technician."""
    return sum(job_id in known.jobs for known in trade_outlines().values() if known.jobs[:1] == usual[:1])


def _does_the_same(job_id: Slug, other: Slug, directions: tuple[str, ...]) -> bool:
    """Whether both begin with the same tool: what a trade calls “remind” may be said as “confirm”."""
    ours, theirs = outlines()[job_id], outlines()[other]
    return theirs.direction in directions and bool(ours.tools) and ours.tools[:1] == theirs.tools[:1]


def identity_for(spec: AgentSpec) -> Iterator[Change]:
    """A check of who is calling, once there is a goal that opens or changes what belongs to one person."""
    guarded = [goal.id for goal in spec.goals if any(_is_guarded(name, spec) for name in goal.tools)]
    if not guarded or spec.identity:
        return
    usual = trade(spec.trade).identity if spec.trade else None
    ask = usual.ask if usual else ("the full name", "the date of birth or the number of the customer")
    goals = guarded if len(guarded) < len(spec.goals) else []
    check = Identity(ask=ask, tries=usual.tries if usual else 2, goals=tuple(goals))
    yield Set(path="identity", value=check.model_dump(mode="json"))


def unneeded(spec: AgentSpec, known: frozenset[str] = frozenset()) -> Iterator[Change]:
    """Tools that only the words of a goal suggested, once its playbook has said which ones it takes.

    `known`: names of the tools that stood in the spec before this turn; they stay.
    """
    if not all(goal.playbook for goal in spec.goals):
        return
    listed = {name for goal in spec.goals for name in _in_reach(goal)}
    said = [telling_words(goal.statement) for goal in spec.goals]
    covered = {name for goal in spec.goals if (playbook := known_job(goal.playbook)) for name in playbook.covers}
    for tool in spec.tools:
        new = tool.name not in known and tool.state == "proposed" and tool.catalog and tool.catalog not in listed
        quote = telling_words(tool.because or "")
        place = place_of(kind_of(tool))
        told = (
            any(words <= quote for words in said) if place in (None, "before") else place == "message" and quote in said
        )
        if new and (told or tool.catalog in covered):
            yield Remove(part="tools", id=tool.name)


def _in_reach(goal: Goal) -> frozenset[str]:
    known = outlines().get(goal.playbook) if goal.playbook else None
    return frozenset(known.tools) if known else frozenset()


def afterwards(spec: AgentSpec) -> Iterator[Change]:
    """“… and texts a confirmation”: nobody calls for it by itself, so it is a rule of what is done before it."""
    writes = {tool.name for tool in spec.tools if tool.effect != "read"}
    acting = [goal for goal in spec.goals if writes & set(goal.tools)]
    for goal in spec.goals:
        if acting and not _has_links(goal) and _comes_after(goal):
            rule = f"Afterwards: {goal.statement[:1].lower()}{goal.statement[1:].rstrip('.')}."
            yield from (AddToGoal(goal=each.id, part="rules", item=rule[:300]) for each in acting)
            yield Remove(part="goals", id=goal.id)


def fallback_tools(spec: AgentSpec) -> Iterator[Change]:
    """What the fallback that was chosen needs: somebody has to get the message, or the wish for a callback."""
    kind = _FALLBACK_TOOLS.get(spec.fallback.kind) if spec.fallback else None
    if kind and not any(kind in (t.catalog, t.name) for t in spec.tools):
        yield add("tools", tool_from(kind))


_FALLBACK_TOOLS = {"message": "take_message", "callback": "schedule_callback", "person": "transfer_to_human"}


def _has_links(goal: Goal) -> bool:
    return bool(goal.playbook or goal.tools or goal.fields or goal.rules or goal.cases or goal.by_whom)


def _adoption(goal: Goal, known: Job, spec: AgentSpec, room: int) -> Adopt:
    tools = [name for name in _script_tools(known) if _may_have(name, spec)]
    transfer = _named_line(goal, spec)
    return Adopt(
        goal=goal.id,
        playbook=known.id,
        success=known.success,
        by_whom=transfer.id if transfer else None,
        rules=known.rules,
        cases=tuple(Case(when=c.when, then=c.then) for c in known.cases if set(c.tools) <= set(tools)),
        tools=tuple(_name_in(spec, name) for name in tools),
        new_tools=tuple(_tool(name, goal) for name in tools if spec.tool(_name_in(spec, name)) is None),
        fields=tuple(_field(f) for f in _collected(known, spec)),
        variables=tuple(Variable(name=f.name, description=_described(f)) for f in known.fields if f.how == "known"),
        questions=tuple(f"{known.id}.{q.id}" for q in _open(known, spec)[: max(0, min(room, 1 + (room > 2)))]),
    )


def _open(known: Job, spec: AgentSpec) -> list[Question]:
    """Its questions, less those that the team has answered before they were asked."""
    answered = {"identity": spec.identity, "fallback": spec.fallback, "runtime.hours": spec.runtime.hours}
    return [q for q in known.questions if not (q.settled_by and answered[q.settled_by])]


def _script_tools(known: Job) -> list[str]:
    """The tools of the script, in its order; those of a case only come when somebody asks for that case."""
    used = {step.tool for step in known.script}
    return [name for name in known.tools if name in used]


def _may_have(kind: str, spec: AgentSpec) -> bool:
    return not any(t.state == "declined" and kind in (t.catalog, t.name) for t in spec.tools)


def _name_in(spec: AgentSpec, kind: str) -> str:
    """The name of the tool of this kind, where the team has given it another one."""
    return next((t.name for t in spec.tools if kind in (t.catalog, t.name)), kind)


def _tool(kind: str, goal: Goal) -> Tool:
    return tool_from(kind, goal.statement)


def _field(field: JobField) -> DataField:
    return DataField(
        name=field.name,
        type=field.type,
        description=_described(field),
        ask=field.ask,
        source="caller_id" if field.how == "caller_id" else "caller",
        required=field.how in ("asked", "example"),
        read_back=field.read_back,
    )


def _collected(known: Job, spec: AgentSpec) -> Iterator[JobField]:
    """What is asked in the call; an example only where the team has not named what it asks itself."""
    linked = {name for goal in spec.goals for name in goal.fields}
    own = any(f.name not in linked and known.field(f.name) is None for f in spec.data_fields)
    yield from (f for f in known.fields if f.how != "known" and not (own and f.how == "example"))


def _described(field: JobField) -> str:
    text = spoken(field.name)
    return text[:1].upper() + text[1:]


def _named_line(goal: Goal, spec: AgentSpec) -> Transfer | None:
    """“Transfer emergencies to the vet on call”: the line whose name the goal says."""
    words = telling_words(goal.statement)
    return next((t for t in spec.transfers if telling_words(t.label) and telling_words(t.label) <= words), None)


def _is_guarded(name: str, spec: AgentSpec) -> bool:
    tool = spec.tool(name)
    entry = CATALOG.get(tool.catalog or tool.name) if tool and tool.state != "declined" else None
    return entry is not None and entry.verified
