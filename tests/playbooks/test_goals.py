"""Goals in the words of teams lead to the job that they are, and those that no playbook knows to none.

`goals/tuned.yaml` is what cues may be written for; `goals/held_out.yaml` is never looked at for that.
"""

from pathlib import Path

import pytest

from engine.document.spec import AgentSpec, Goal
from engine.playbooks.adopt import job_of
from tests.read_yaml import read_yaml

_FOLDER = Path(__file__).parent / "goals"


def claims(half: str) -> list[tuple[str, set[str], str | None]]:
    """Of each goal: its words, the jobs that are right (none: nobody's), and the one that claims it."""
    lines = read_yaml(_FOLDER / f"{half}.yaml")
    return [
        (
            said,
            set(jobs.split("/")) - {"none"},
            job_of(Goal(id="g", statement=said), AgentSpec(languages=(language,), direction=direction)),
        )
        for said, jobs, language, direction in lines
    ]


def figures(half: str) -> tuple[float, float]:
    """Precision: claims that are right. Recall: goals with a job that it claims."""
    found = claims(half)
    claimed = [(jobs, job) for _, jobs, job in found if job]
    right = sum(job in jobs for jobs, job in claimed)
    return right / len(claimed), right / sum(bool(jobs) for _, jobs, _ in found)


@pytest.mark.parametrize("half", ["tuned", "held_out"])
def test_a_claim_is_right_and_few_goals_are_left_alone(half: str) -> None:
    precision, recall = figures(half)
    assert precision >= 0.95
    assert recall >= 0.85
