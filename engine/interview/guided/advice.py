"""What a designer would settle first, from the playbooks of the goals in hand."""

from collections.abc import Iterator

from engine.document.spec import AgentSpec, Goal
from engine.playbooks import Job, Question, job, jobs_for
from engine.sentences import quoted

_MOST_GOALS = 2
_MOST_QUESTIONS = 2


def advice(spec: AgentSpec) -> str:
    """Open points of the first goals that a playbook knows, each with what we would do; empty where none is known."""
    return "\n\n".join(_of_goal(goal, known) for goal, known in list(_known(spec))[:_MOST_GOALS])


def sample_call(spec: AgentSpec) -> str:
    """How a call about the first goal that a playbook knows may sound; empty where none is known."""
    for goal, known in _known(spec):
        lines = [f"- {turn.role.title()}: {turn.text}" for turn in known.examples.happy if turn.role != "tool"]
        return "\n".join((f"For example, a call about {quoted(goal.statement)}:", *lines))
    return ""


def _known(spec: AgentSpec) -> Iterator[tuple[Goal, Job]]:
    """Every goal with its likeliest playbook, and a playbook once."""
    told: set[str] = set()
    for goal in spec.goals:
        for job_id in jobs_for(goal.statement)[:1]:
            if job_id not in told:
                told.add(job_id)
                yield goal, job(job_id)


def _of_goal(goal: Goal, known: Job) -> str:
    points = (f"- {_point(question)}" for question in known.questions[:_MOST_QUESTIONS])
    return "\n".join((f"For {quoted(goal.statement)} I would settle this:", *points))


def _point(question: Question) -> str:
    return f"{question.ask} I would say {quoted(question.default)}; {question.why}."
