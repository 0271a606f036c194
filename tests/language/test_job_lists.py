"""Lists of jobs in every form people write them: each job is read, and nothing else."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.clauses import clauses_of
from engine.language.grammar import grammar_of
from engine.language.jobs import jobs_in
from tests.more import MORE

_JOBS = st.lists(
    st.sampled_from(
        ["book tables", "cancel orders", "move appointments", "check prices", "send invoices", "open tickets",
         "renew licences", "track parcels", "take messages", "arrange callbacks"]
    ),
    min_size=2, max_size=5, unique_by=lambda job: job.split()[0],
)  # fmt: skip
FORMS: dict[str, Callable[[Sequence[str]], str]] = {
    "commas": lambda jobs: f"it should {', '.join(jobs[:-1])} and {jobs[-1]}",
    "and": lambda jobs: f"it should {' and '.join(jobs)}",
    "no commas": lambda jobs: f"it should {' '.join(jobs)}",
    "dashes": lambda jobs: "\n".join(f"- {job}" for job in jobs),
    "numbers": lambda jobs: "\n".join(f"{i}) {job}" for i, job in enumerate(jobs, 1)),
    "bare": lambda jobs: ", ".join(jobs),
}


def _read(text: str) -> list[str]:
    grammar = grammar_of("en")
    said = [clause for clause in clauses_of(text, "en") if clause.polarity == "said"]
    return [job.statement.lower() for clause in said for job in jobs_in(clause.tokens, grammar)]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30 * MORE, deadline=None)
@given(jobs=_JOBS)
def test_every_job_of_a_list_is_read(form: str, jobs: list[str]) -> None:
    assert _read(FORMS[form](jobs)) == jobs


@settings(max_examples=30 * MORE, deadline=None)
@given(verbs=st.lists(st.sampled_from(["book", "move", "cancel", "confirm", "check"]), min_size=2, unique=True))
def test_a_shared_object_belongs_to_every_verb(verbs: list[str]) -> None:
    text = f"she should {', '.join(verbs[:-1])} and {verbs[-1]} appointments and answer questions about prices"
    assert _read(text) == [*(f"{verb} appointments" for verb in verbs), "answer questions about prices"]


@settings(max_examples=30 * MORE, deadline=None)
@given(jobs=_JOBS, joint=st.sampled_from([" or ", ", ", ", or "]))
def test_what_stands_under_a_never_is_no_job(jobs: list[str], joint: str) -> None:
    text = f"never {', '.join(jobs[:-1])} or {jobs[-1]}" if joint == ", " else f"never {joint.join(jobs)}"
    assert _read(text) == []


@pytest.mark.parametrize(
    "text", ["people call about burst pipes, no heating, leaks", "leaks, no hot water, burst pipes"]
)
def test_a_trouble_among_troubles_forbids_nothing(text: str) -> None:
    assert all(not clause.negated for clause in clauses_of(text, "en"))
