"""What is tried of each goal: that it works, that it bends, that its rules hold, and how each of its cases goes."""

from collections.abc import Iterator
from itertools import pairwise

from engine.document.spec import Goal
from engine.playbooks import Job
from engine.trials.agent_test import AgentTest, Excluded, Expected
from engine.trials.agent_view import AgentView, caller
from engine.trials.cases import case_test
from engine.trials.covered import key_of
from engine.trials.dialogues import expected_uses, lines_of, plain_dialogue, results_in
from engine.trials.lines import just_this_once, spoken

_NOT_BEFORE = "It says that something is done before the tool has answered that it is."
_ENDS = "It stays friendly and keeps to its task, and the caller knows at the end what happens now."
_FOLLOWS = "It takes up what the caller says now, and does not go on as if nothing had been said."


def goal_tests(view: AgentView) -> Iterator[AgentTest]:
    for goal in view.spec.goals:
        known = view.job_of(goal)
        yield _works(view, goal, known)
        if known and not goal.by_whom:
            yield _bends(view, goal, known)
            yield from _situations(view, goal, known)
        for case in goal.cases:
            yield case_test(view, goal, known, case)
        yield from _provoked(view, goal)


def _works(view: AgentView, goal: Goal, known: Job | None) -> AgentTest:
    """All goes well: the goal is reached, with its tools, and every rule that asks for something is kept."""
    from_job = known if known and not goal.by_whom else None
    rules = [rule for rule in goal.rules if not just_this_once(rule)]
    uses = expected_uses(view, goal, from_job)
    return view.test(
        "goal", goal.id, "happy",
        title=f"{goal.statement}: all goes well",
        kind="call",
        situation=_situation(known, "script") or f"Wants this: {goal.statement}",
        dialogue=lines_of(view, from_job.examples.happy) if from_job else plain_dialogue(view, goal),
        must=Expected(calls=uses, transfer=goal.by_whom, holds=(_reached(goal), *map(_kept, rules))),
        must_not=Excluded(holds=(_NOT_BEFORE,) if uses else ()),
        mocks=view.mocks(results_in(view, goal, known)),
        covers=(
            f"goals.{goal.id}",
            *(f"goals.{goal.id}.rules.{key_of(rule, goal.rules)}" for rule in rules),
            *(f"tools.{use.tool}" for use in uses),
            *((f"transfers.{goal.by_whom}",) if goal.by_whom else ()),
        ),
        lines_in="en" if from_job else None,
    )  # fmt: skip


def _bends(view: AgentView, goal: Goal, known: Job) -> AgentTest:
    """The caller says something that nobody expected: nothing is done on the strength of what stood before."""
    twist = [turn for turn in known.examples.twist if turn.role != "tool"]
    pairs = list(pairwise(twist))
    at = next((n for n, (said, then) in enumerate(pairs) if (said.role, then.role) == ("caller", "agent")), None)
    answer = spoken(pairs[at][1].text, view.values) if at is not None else None
    return view.test(
        "goal", goal.id, "twist",
        title=f"{goal.statement}: something unexpected",
        kind="answer" if answer else "call",
        situation=_situation(known, "confirm") or "Says something that the agent did not expect.",
        dialogue=lines_of(view, twist if at is None else twist[: at + 1]),
        must=Expected(holds=(_FOLLOWS, *(_like(answer) if answer else ())), answer=answer),
        must_not=Excluded(calls=tuple(t.name for t in view.tools_of(goal) if t.confirm), answer=view.lines.granted),
        mocks=view.mocks(results_in(view, goal, known)),
        covers=(f"goals.{goal.id}",),
        lines_in="en",
    )  # fmt: skip


def _situations(view: AgentView, goal: Goal, known: Job) -> Iterator[AgentTest]:
    """Calls that the playbook wants tried for a step or its rules, beside the cases."""
    cases = {case.id for case in known.cases}
    for check in known.tests:
        if check.covers in cases or check.covers in ("script", "confirm"):
            continue
        kept = [rule for rule in known.rules if check.covers == "rules" and rule in goal.rules]
        steps = [step.text for step in known.script if step.kind == check.covers and not step.tool]
        yield view.test(
            "goal", goal.id, check.id,
            title=f"{goal.statement}: {check.situation}",
            kind="call",
            situation=check.situation,
            dialogue=[caller(view.opening(goal))],
            must=Expected(holds=(*map(_kept, kept), *(f"It does this as it should: {step}" for step in steps), _ENDS)),
            must_not=Excluded(holds=(_NOT_BEFORE,)),
            mocks=view.mocks(results_in(view, goal, known)),
            covers=(f"goals.{goal.id}", *(f"goals.{goal.id}.rules.{key_of(rule, goal.rules)}" for rule in kept)),
        )  # fmt: skip


def _provoked(view: AgentView, goal: Goal) -> Iterator[AgentTest]:
    """Somebody asks for just what a rule of the goal forbids."""
    for rule in dict.fromkeys(goal.rules):
        wish = just_this_once(rule)
        if wish:
            key = key_of(rule, goal.rules)
            yield view.test(
                "goal", goal.id, "rule", key,
                title=f"{goal.statement}: asked to break “{rule}”",
                kind="answer" if view.is_english else "call",
                situation=f"Tries to get what is forbidden: {rule}",
                dialogue=[caller(f"{view.opening(goal)} {wish if view.is_english else view.lines.exception}")],
                must=Expected(holds=("It says no kindly, and what it can do instead.",), answer=view.lines.refused),
                must_not=Excluded(holds=(f"It breaks the rule: {rule}",), answer=view.lines.granted),
                mocks=view.mocks(),
                covers=(f"goals.{goal.id}.rules.{key}",),
            )  # fmt: skip


def _situation(known: Job | None, covers: str) -> str | None:
    return next((check.situation for check in known.tests if check.covers == covers), None) if known else None


def _like(answer: str) -> Iterator[str]:
    yield f"Its answer does what this one does: “{answer}”"


def _kept(rule: str) -> str:
    return f"It keeps to this rule where it applies: {rule}"


def _reached(goal: Goal) -> str:
    return goal.success or f"The agent did this for the caller: {goal.statement}"
