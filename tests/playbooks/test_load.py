"""Loading: fast, once, and a fault is named with its file and line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.playbooks import BrokenPlaybook, job, jobs, load, trade, trades

BUDGET = 0.15
"""Seconds of processor time for all playbooks; a process pays it once."""


def _broken(tmp_path: Path, old: str, new: str, source: Path = load.JOBS / "survey.yaml") -> Path:
    path = tmp_path / source.parent.name / source.name
    path.parent.mkdir()
    text = source.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def _line(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("tools: [record_survey_answer,", "tools: [record_answers,", "the catalog has no tool “record_answers”"),
        ("- act: record_survey_answer", "- act: book_room", "the job has no tool “book_room”"),
        ("fields: [consent]", "fields: [permission]", "the job has no field “permission”"),
        ("default: About three", "default: About ten", "is none of the offers"),
        ("{tool: schedule_callback, rule:", "{tool: ring_back, rule:", "the catalog has no tool “ring_back”"),
        ("tools: [record_opt_out]", "tools: [hang_up_now]", "the job has no tool “hang_up_now”"),
        ("never_again: no_more_calls |", "never_again: told_off |", "the job has no step and no case “told_off”"),
        ("tool: record_survey_answer -> saved", "tool: note_it -> saved", "the job has no tool “note_it”"),
        ("consent: asked boolean |", "consent: asked loudly |", "“loudly” says neither how"),
        ("    until: the person has agreed", "    unti: the person has agreed", "unti"),
        ("- ask: Say for whom", "- beg: Say for whom", "a step has exactly one kind"),
        ("| Do you have a", "| {{first_name}}, do you have a", "“first_name” is not known before the call"),
        ("title: Do a survey", "title: [Do a survey", "this is no YAML"),
        ("title: Do a survey", "colour: red\ntitle: Do a survey", "colour"),
    ],
)
def test_a_fault_in_a_job_is_one_sentence_with_file_and_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = _broken(tmp_path, old, new)
    with pytest.raises(BrokenPlaybook) as raised:
        load.read_job(path)
    message = str(raised.value)
    assert message.startswith("jobs/survey.yaml, line ")
    assert says in message
    assert "\n" not in message


def test_the_line_is_the_one_with_the_broken_link(tmp_path: Path) -> None:
    path = _broken(tmp_path, "- act: record_survey_answer", "- act: book_room")
    with pytest.raises(BrokenPlaybook, match=f"line {_line(path, 'act: book_room')}: "):
        load.read_job(path)


def test_a_question_without_its_default_names_the_question(tmp_path: Path) -> None:
    path = _broken(tmp_path, "default: Not anonymous, said so", "default: Secret")
    with pytest.raises(BrokenPlaybook, match=f"line {_line(path, '  anonymous:')}: "):
        load.read_job(path)


def test_a_trade_that_names_an_unknown_job_says_so(tmp_path: Path) -> None:
    path = _broken(tmp_path, "[survey, request_callback", "[survey, fly_to_mars", load.TRADES / "market_research.yaml")
    with pytest.raises(BrokenPlaybook, match=f"line {_line(path, 'fly_to_mars')}: there is no job “fly_to_mars”"):
        load.read_trade(path)


def test_a_name_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    path = _broken(tmp_path, "  not_now:\n", "  no_more_calls:\n    when: They hang up.\n    then: End.\n  not_now:\n")
    with pytest.raises(BrokenPlaybook, match="a name is there twice"):
        load.read_job(path)


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        job("no_such_job")
    with pytest.raises(KeyError):
        trade("no_such_trade")


def test_a_playbook_is_read_once() -> None:
    assert job("survey") is jobs()["survey"]
    assert trade("bank") is trades()["bank"]


def test_one_job_is_read_without_the_others() -> None:
    """In a process of its own: here all are read already."""
    script = (
        "from engine.playbooks import job, load; job('survey');"
        "print(load.job.cache_info().currsize, load.trade.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "0"]


def test_everything_is_loaded_within_the_budget() -> None:
    script = (
        "import time; from engine.tools.catalog import CATALOG; from engine.playbooks import jobs, trades;"
        "len(CATALOG);"
        "start = time.process_time(); jobs(); trades(); print(time.process_time() - start)"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(runs) < BUDGET


def test_a_job_is_called_what_its_file_is_called(tmp_path: Path) -> None:
    path = shutil.copy(load.JOBS / "survey.yaml", tmp_path / "exit_poll.yaml")
    assert load.read_job(Path(path)).id == "exit_poll"
