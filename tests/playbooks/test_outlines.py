"""What is asked across all jobs: one answer, and no playbook is loaded for it."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from engine.playbooks import Job, companions, jobs, jobs_for, statement_for
from engine.playbooks.parts import Language
from engine.tools.catalog import CATALOG
from tests.each import for_each


def test_a_tool_stands_for_one_job_at_most() -> None:
    claims = Counter(tool for job in jobs().values() for tool in job.stands_for)
    assert [tool for tool, jobs_of_it in claims.items() if jobs_of_it > 1] == []


def test_a_tool_has_a_goal_of_its_own_only_where_no_job_says_it() -> None:
    by_jobs = {tool for job in jobs().values() for tool in job.stands_for}
    assert not by_jobs & {entry.id for entry in CATALOG.values() if entry.goal}


@for_each("tool", [entry.id for entry in CATALOG.values() if entry.goal])
def test_a_goal_of_a_tool_is_said_in_every_language_of_the_house(tool: str) -> None:
    assert set(CATALOG[tool].goal or {}) == set(get_args(Language))


@pytest.mark.parametrize(
    ("tool", "language", "says"),
    [
        ("create_refund", "en", "Issue refunds"),
        ("book_appointment", "de", "Termine vereinbaren"),
        ("verify_identity", "nl", "Identiteit controleren"),
        ("make_reservation", "en", "Take reservations"),
        ("create_refund", "pl", "Issue refunds"),
        ("end_call", "en", None),
        ("no_such_tool", "en", None),
    ],
)
def test_a_need_without_a_verb_is_a_goal_in_plain_words(tool: str, language: str, says: str | None) -> None:
    assert statement_for(tool, language) == says


def test_the_goal_of_a_tool_is_known_without_loading_a_playbook(tmp_path: Path) -> None:
    """In a process of its own, once another one has filled the cache that both have."""
    script = (
        "from engine.playbooks import load, statement_for; statement_for('create_refund', 'en');"
        "print(load.job.cache_info().currsize, load.trade.cache_info().currsize)"
    )
    own_cache = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=own_cache)
    assert done.stdout.split() == ["0", "0"]


@pytest.mark.parametrize(
    ("tool", "served"),
    [
        ("check_availability", "book_appointment"),
        ("check_inventory", "place_order"),
        ("lookup_order", "create_refund"),
        ("lookup_order", "track_shipment"),
        ("take_payment", "place_order"),
        ("get_quote", "book_ride"),
    ],
)
def test_a_tool_serves_what_its_jobs_do_after_it(tool: str, served: str) -> None:
    assert served in companions()[tool]


def test_what_has_a_place_of_its_own_in_a_call_serves_no_other_tool() -> None:
    together = {*companions(), *(tool for served in companions().values() for tool in served)}
    assert [tool for tool in together if CATALOG[tool].place] == []


def test_what_only_a_case_needs_is_not_what_the_job_looks_things_up_for() -> None:
    assert "record_opt_out" not in companions()["check_availability"]


@for_each("job", jobs().values(), ids=list(jobs()))
def test_a_goal_in_the_words_of_a_job_leads_to_it_in_every_language(job: Job) -> None:
    assert {jobs_for(said)[:1] for said in job.statement.values()} == {(job.id,)}


@pytest.mark.parametrize(
    ("goal", "job"),
    [
        ("Book appointments for new patients", "book_appointment"),
        ("take food orders over the phone", "take_order"),
        ("block lost cards", "block_card"),
        ("move appointments", "reschedule_appointment"),
        ("handle billing questions", "billing_question"),
        ("Reservierungen annehmen", "make_reservation"),
        ("Remind patients of their appointments", "remind_appointment"),
        ("Collect overdue invoices", "collect_debt"),
    ],
)
def test_a_goal_in_other_words_leads_to_its_job(goal: str, job: str) -> None:
    assert jobs_for(goal)[0] == job


def test_a_goal_that_no_playbook_knows_leads_nowhere() -> None:
    assert jobs_for("dance with the caller") == ()


@pytest.mark.parametrize(
    ("goal", "job"),
    [
        ("Remind customers of unpaid bills", "payment_reminder"),
        ("Check on elderly clients", "welfare_check"),
        ("Invite members to an event", "event_invitation"),
        ("Ask guests how their stay was", "survey"),
        ("Notify customers about delays", "service_notice"),
        ("Win back former customers", "win_back"),
    ],
)
def test_a_job_is_found_by_words_that_do_not_stand_side_by_side(goal: str, job: str) -> None:
    assert jobs_for(goal)[0] == job


def test_what_an_opening_is_read_by_loads_no_playbook(tmp_path: Path) -> None:
    """In a process of its own, after its disk cache was filled."""
    own_cache = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    script = (
        "from engine.playbooks import load, role_for, trade_in;"
        "role_for(['take_order'], trade_in('our pizzeria'), calls_out=False);"
        "print(load.job.cache_info().currsize, load.trade.cache_info().currsize)"
    )
    command = [sys.executable, "-c", script]
    runs = [subprocess.run(command, env=own_cache, capture_output=True, text=True, check=True) for _ in "12"]
    assert runs[-1].stdout.split() == ["0", "0"]
