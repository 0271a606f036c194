"""Every trade's playbook says what its callers need, what is dangerous, and where its rules come from."""

from typing import get_args

import pytest

from engine.language.text import lexicon_words
from engine.playbooks import Trade, job_ids, trade_in, trades
from engine.playbooks.parts import Language
from tests.each import for_each
from tests.playbooks.words import faults_of_speech, spoken_by_trade

every_trade = for_each("trade", trades().values(), ids=list(trades()))


def test_there_are_the_usual_trades() -> None:
    assert len(trades()) >= 40


@every_trade
def test_its_callers_and_role_have_a_name_in_every_language(trade: Trade) -> None:
    assert set(trade.callers) == set(trade.role) == set(get_args(Language))


@every_trade
def test_teams_recognise_their_business_in_every_language(trade: Trade) -> None:
    assert set(trade.cues) == set(get_args(Language))


@every_trade
def test_its_jobs_exist_and_stand_there_once(trade: Trade) -> None:
    assert set(trade.jobs) <= set(job_ids())
    assert len(set(trade.jobs)) == len(trade.jobs)


@every_trade
def test_a_rule_of_law_has_its_source(trade: Trade) -> None:
    assert all(regime.source and regime.means for regime in trade.regimes)
    assert not any("looked up" in regime.source for regime in trade.regimes)


def test_most_rules_of_law_were_looked_up() -> None:
    """What was never read stays countable; a law that nobody looked up is added only in the place of another."""
    regimes = [regime for trade in trades().values() for regime in trade.regimes]
    assert sum(not regime.looked_up for regime in regimes) <= 8


@every_trade
def test_what_is_said_in_an_emergency_obeys_the_speech_rules(trade: Trade) -> None:
    assert faults_of_speech(spoken_by_trade(trade)) == []


def test_every_job_is_usual_in_some_trade() -> None:
    assert set(job_ids()) == {job for trade in trades().values() for job in trade.jobs}


def test_a_name_of_a_business_leads_to_one_trade() -> None:
    """In every language at once, since nobody says beforehand which one a message is in."""
    names: dict[tuple[str, ...], set[str]] = {}
    for trade in trades().values():
        for words in trade.cues.values():
            for word in words:
                names.setdefault(lexicon_words(word), set()).add(trade.id)
    assert {name: found for name, found in names.items() if len(found) > 1} == {}


def test_no_two_trades_have_one_industry() -> None:
    assert len({trade.industry for trade in trades().values()}) == len(trades())


@pytest.mark.parametrize(
    ("said", "trade"),
    [
        ("our bike shop in Leeds", "repair_workshop"),
        ("I tune pianos, a one-man piano tuning firm", "repair_workshop"),
        ("we run three laundromats", "laundry"),
        ("Wir sind eine Bäckerei in Ulm", "bakery"),
        ("escape rooms and laser tag", "leisure_venue"),
        ("a music school for children", "course_school"),
        ("a mortgage broker", "lender"),
        ("notre société de jardinage, jardiniers paysagistes", "gardening"),
        ("the handyman service of Mr Hill", "home_improvement"),
        ("a public library", "library"),
        ("an agent that answers calls", None),
    ],
)
def test_words_of_a_team_name_its_trade(said: str, trade: str | None) -> None:
    assert trade_in(said) == trade
