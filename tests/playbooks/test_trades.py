"""Every trade's playbook says what its callers need, what is dangerous, and where its rules come from."""

from typing import get_args

import pytest

from engine.playbooks import Trade, job_ids, trades
from engine.playbooks.parts import Language
from tests.playbooks.words import faults_of_speech, spoken_by_trade

every_trade = pytest.mark.parametrize("trade", trades().values(), ids=list(trades()))


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


@every_trade
def test_what_is_said_in_an_emergency_obeys_the_speech_rules(trade: Trade) -> None:
    assert faults_of_speech(spoken_by_trade(trade)) == []


def test_every_job_is_usual_in_some_trade() -> None:
    assert set(job_ids()) == {job for trade in trades().values() for job in trade.jobs}


def test_a_name_of_a_business_leads_to_few_trades() -> None:
    """Some words are shared in truth (a hospital and a practice are both a clinic); never by more than three."""
    names: dict[tuple[str, str], set[str]] = {}
    for trade in trades().values():
        for language, words in trade.cues.items():
            for word in words:
                names.setdefault((language, word.casefold()), set()).add(trade.id)
    assert {name: found for name, found in names.items() if len(found) > 3} == {}
