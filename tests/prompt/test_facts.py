"""A playbook names only what the business is known to have; the rest is a condition or left out."""

import re

import pytest

from engine.document.spec import Goal, KnowledgeItem
from engine.playbooks import job, jobs
from engine.prompt.facts import as_far_as_given, facts, given_in
from engine.prompt.generate import generate
from engine.tools.catalog import tool_from
from tests.each import for_each
from tests.prompt.agents import BANK, DENTIST

NOBODY_SAID = frozenset[str]()


@pytest.mark.parametrize(
    ("usual", "told"),
    [
        ("Offer a start, then the waiting list.", "Offer a start, then the waiting list, if there is one."),
        ("Say that a letter is on its way.", "Say that a letter is on its way."),
        ("Say nothing of the invoice, and that a letter follows.", "Say nothing of the invoice."),
        ("Say that somebody calls tomorrow before noon.", "Say that somebody calls."),
        ("Offer a list by text, if they want it.", "Offer a list by text, if they want it."),
    ],
)
def test_what_nobody_gave_is_a_condition_or_left_out(usual: str, told: str) -> None:
    assert as_far_as_given(usual, NOBODY_SAID) == told


def test_what_the_team_named_stands_without_a_condition() -> None:
    usual = "Offer the next two free times after it, then the waiting list."
    list_kept = KnowledgeItem(id="w", title="Waiting list", content="We keep one.")
    named = DENTIST.model_copy(update={"knowledge": (list_kept,)})
    assert as_far_as_given(usual, given_in(named)) == usual
    assert "waiting_list" not in given_in(DENTIST.model_copy(update={"knowledge": ()}))


def test_a_tool_proves_what_it_is_for() -> None:
    texting = tool_from("send_sms").model_copy(update={"state": "accepted"})
    assert "text" not in given_in(BANK)
    assert "text" in given_in(BANK.model_copy(update={"tools": (*BANK.tools, texting)}))


def test_a_rule_of_the_team_is_never_touched() -> None:
    rule = "Offer the waiting list to everybody."
    spec = DENTIST.model_copy(update={"goals": (Goal(id="book", statement="Book appointments", rules=(rule,)),)})
    assert rule in generate(spec)


@for_each("job_id", jobs())
def test_no_playbook_takes_a_fact_for_granted(job_id: str) -> None:
    """Every text of every job: what names such a thing has a condition in its sentence once it is told."""
    playbook = job(job_id)
    texts = (*playbook.rules, *(c.then for c in playbook.cases), *(s.text for s in playbook.script))
    for text in texts:
        for sentence in as_far_as_given(text, NOBODY_SAID).split(". "):
            named = [name for name, fact in facts().items() if fact.words.search(sentence)]
            assert not named or re.search(r"(?i)\b(?:if|unless)\b", sentence), sentence
