"""The questions that the playbooks want to ask of a team, and what each answer sets in the spec."""

import re
from collections.abc import Iterable, Iterator

from engine.document.changes import Accept, AddToGoal, Change, Remove, Set, add
from engine.document.spec import AgentSpec, DataField, Goal, Guardrail, QuestionId, Transfer
from engine.language.text import slug
from engine.playbooks.load import job, job_ids, known_job, trade, trade_ids
from engine.playbooks.parts import Offer, Question
from engine.tools.catalog import tool_from
from engine.tools.names import place_of, spoken


def question_of(question_id: QuestionId) -> Question | None:
    """The question of a job or a trade; None where this release knows no such playbook or question."""
    playbook, _, key = question_id.partition(".")
    known = job(playbook) if playbook in job_ids() else trade(playbook) if playbook in trade_ids() else None
    return next((q for q in known.questions if q.id == key), None) if known else None


def how_of(goal: Goal) -> QuestionId:
    """The question how a goal goes that no playbook knows."""
    return f"{goal.id.replace('-', '_')}.{_HOW}"


def is_how(question_id: QuestionId) -> bool:
    return question_id.endswith(f".{_HOW}")


def goal_asked_about(spec: AgentSpec, question_id: QuestionId) -> Goal | None:
    """The goal of a question how it goes; None for a question of a playbook."""
    return next((goal for goal in spec.goals if how_of(goal) == question_id), None)


def told(goal: Goal, question_id: QuestionId, words: str) -> tuple[Change, ...]:
    """How a goal goes, in the team's words: each instruction is a rule of the goal, in their order."""
    pieces = [piece.strip(" .,;") for piece in _NEXT.split(words)]
    steps = [f"{piece[:1].upper()}{piece[1:]}." for piece in pieces if piece]
    return (*(AddToGoal(goal=goal.id, part="rules", item=step[:300]) for step in steps), _settled(question_id))


def told_as_usual(goal: Goal, question_id: QuestionId) -> tuple[Change, ...]:
    """What a consultant would do where nobody says more."""
    return (AddToGoal(goal=goal.id, part="rules", item=AS_USUAL), _settled(question_id))


def _settled(question_id: QuestionId) -> Remove:
    return Remove(part="questions", id=question_id)


_HOW = "how"
AS_USUAL = "Say what you know for certain. Beyond that, say so and go on as for what you cannot help with."
_NEXT = re.compile(r"(?i)(?<=[.;])\s+|,?\s+(?:and )?then\s+|\n+")
"""“… , then …”, “… and then …”, a new sentence."""


def answered(spec: AgentSpec, question_id: QuestionId, offer: Offer) -> tuple[Change, ...]:
    """What somebody who chooses this answer wants changed; the question is settled then."""
    goal = _goal_of(spec, question_id)
    return (*_sets(spec, goal, offer), Remove(part="questions", id=question_id))


def answered_in_words(spec: AgentSpec, question_id: QuestionId, words: str) -> tuple[Change, ...]:
    """An answer of the team's own: a rule in their words."""
    return (*_rule(_goal_of(spec, question_id), words), Remove(part="questions", id=question_id))


def defaults(spec: AgentSpec, questions: Iterable[QuestionId]) -> tuple[Change, ...]:
    """“Use your defaults”: what a consultant would do, for each of these questions."""
    changes: dict[str, Change] = {}
    for question_id in questions:
        question, goal = question_of(question_id), goal_asked_about(spec, question_id)
        chosen = answered(spec, question_id, question.default_offer) if question else ()
        chosen = told_as_usual(goal, question_id) if goal else chosen
        changes |= {change.model_dump_json(): change for change in chosen}
    return tuple(changes.values())


def _goal_of(spec: AgentSpec, question_id: QuestionId) -> Goal | None:
    """The goal that the question is about; None for one about the business."""
    playbook = question_id.partition(".")[0]
    return next((goal for goal in spec.goals if goal.playbook == playbook), None)


def _sets(spec: AgentSpec, goal: Goal | None, offer: Offer) -> Iterator[Change]:
    if offer.rule:
        yield from _rule(goal, offer.rule)
    if offer.tool:
        yield from _tool(spec, goal, offer.tool, offer.say)
    if offer.field:
        yield from _field(spec, goal, offer.field)
    if offer.hours:
        yield Set(path="runtime.hours", value={"said": offer.hours})
    if offer.transfer and offer.when and slug(offer.transfer) not in {t.id for t in spec.transfers}:
        yield add("transfers", Transfer(id=slug(offer.transfer), label=offer.transfer, condition=offer.when))


def _rule(goal: Goal | None, rule: str) -> Iterator[Change]:
    if goal:
        yield AddToGoal(goal=goal.id, part="rules", item=rule)
    else:
        yield add("guardrails", Guardrail(id=slug(rule), statement=rule))


def _tool(spec: AgentSpec, goal: Goal | None, kind: str, because: str) -> Iterator[Change]:
    """The team chose it, so it is accepted; it belongs to the goal unless the call has a place for it."""
    known = next((t for t in spec.tools if kind in (t.catalog, t.name)), None)
    place = place_of(kind)
    if known is None:
        yield add("tools", tool_from(kind, because).model_copy(update={"state": "accepted", "place": place}))
    elif known.state != "accepted":
        yield Accept(tool=known.name)
    if goal and place is None:
        yield AddToGoal(goal=goal.id, part="tools", item=known.name if known else kind)


def _field(spec: AgentSpec, goal: Goal | None, name: str) -> Iterator[Change]:
    if all(field.name != name for field in spec.data_fields):
        playbook = known_job(goal.playbook) if goal else None
        known = playbook.field(name) if playbook else None
        described = spoken(name)[:1].upper() + spoken(name)[1:]
        field = DataField(name=name, description=described, ask=known.ask if known else None)
        yield add("data_fields", field)
    if goal:
        yield AddToGoal(goal=goal.id, part="fields", item=name)
