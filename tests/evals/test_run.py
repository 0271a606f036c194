"""The run itself: the real engine, one conversation through, and nothing of the held-out half to be seen."""

import json

import pytest

from engine.document.spec import AgentSpec
from evals.guided.__main__ import main
from evals.guided.conversation import Conversation
from evals.guided.drive import MOST_TURNS, Turn, at_question, play, running_engine
from evals.guided.job_lists import Job, JobList
from evals.guided.remark import Heard, Remark
from evals.guided.results import Results, Scored, as_json, lists_read, remarks_changed
from evals.guided.score import score
from evals.guided.split import HALVES, conversations_of

SCRIPT = Conversation.model_validate(
    {
        "trade": "dentist",
        "people": ["Ana", "Ben"],
        "talk": [
            {"say": "We need a receptionist for our dental clinic that books appointments."},
            {"until": "greeting"},
            {"by": "Ben", "say": "What have you got so far?", "asks": ["appointment"]},
        ],
        "answers": {"audience": "patients", "greeting": "Bright Smile, hello!"},
        "must": [{"goals": "book, appointment"}, {"audience": "patient"}, {"greeting": "bright smile"}],
    }
)


async def test_a_conversation_is_played_to_its_end_with_the_real_engine() -> None:
    async with running_engine() as engine:
        turns = await play(engine, "script", SCRIPT)
    scripted = [turn for turn in turns if turn.step]
    assert [turn.author for turn in scripted] == ["Ana", "Ben"]
    assert scripted[1].before.greeting is None
    assert len(turns) <= MOST_TURNS
    assert score(SCRIPT, turns).missed == ()
    assert score(SCRIPT, turns).completed


async def test_a_remark_is_said_while_its_question_is_open() -> None:
    async with running_engine() as engine:
        talk = await at_question(engine, "remark", "We need a receptionist that books appointments.", "approval:flow")
    assert talk.asked is not None
    assert talk.asked.path == "approval:flow"


def test_a_conversation_that_is_held_out_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    name = conversations_of()["held_out"][0]
    assert main(["--only", name, "--show"]) == 1
    assert capsys.readouterr().out == f"“{name}” is no conversation of the tuned half.\n"


def test_the_json_has_only_sums_of_what_is_held_out() -> None:
    results = Results()
    for half in HALVES:
        failed = score(SCRIPT, _nothing_came_of_it())
        results.conversations.append(Scored(f"{half} conversation", half, "en", failed))
        results.remarks.append(Heard(Remark(f"{half} remark", "tone", "en", half), ("tone",)))
        results.lists.append((JobList("en", half, "commas", f"{half} list", (Job("book", "tables"),)), False))
    written = json.dumps(as_json(results))
    assert all(f"tuned {what}" in written for what in ("conversation", "remark", "list"))
    assert not any(f"held_out {what}" in written for what in ("conversation", "remark", "list"))
    assert as_json(results)["sums"]["held_out"]["all"]["facts found"] == {"count": 0, "of": 3, "value": 0.0}
    assert remarks_changed(results, "held_out").count == 1
    assert lists_read(results, "held_out", "en", "commas").value == 0.0


def _nothing_came_of_it() -> list[Turn]:
    return [Turn("Ana", step.say, step, AgentSpec(), AgentSpec(), "", None) for step in SCRIPT.talk if step.say]
