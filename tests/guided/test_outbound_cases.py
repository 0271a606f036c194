"""What the team says of a wrong person or a voicemail stands in the opening of the call, where the agent needs it."""

import pytest

from engine.document.spec import AgentSpec
from engine.prompt.generate import generate
from tests.guided.talk import Talk

REMINDERS = "Outbound reminder calls for Lakeside Clinic: confirm appointments, move them."


async def _after(*lines: str) -> AgentSpec:
    talk = Talk()
    for line in lines:
        await talk.say(line)
    return talk.spec


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "If it's the wrong person, only say that you will call again another day.",
            "To somebody else: only say that you will call again another day.",
        ),
        ("When somebody else answers, just apologise and hang up.", "To somebody else: just apologise and hang up."),
        ("On voicemail, leave only our name.", "On a voicemail: leave only our name."),
    ],
)
async def test_it_takes_the_place_of_the_playbooks_way(said: str, told: str) -> None:
    spec = await _after(REMINDERS, said)
    opening = generate(spec).partition("# Steps")[2].partition("\n2.")[0]
    assert told in opening
    assert {goal.playbook for goal in spec.goals} == {"remind_appointment", "reschedule_appointment"}


async def test_a_ban_stays_a_rule_beside_the_way() -> None:
    spec = await _after(REMINDERS, "If somebody else picks up, do not say which department it is.")
    assert any("which department" in rule.statement for rule in spec.guardrails)
    assert "To somebody else: ask when the person can be reached." in generate(spec)


async def test_an_agent_that_is_called_meets_no_wrong_person() -> None:
    spec = await _after("A receptionist for a dentist that books appointments.", "If it's the wrong person, say sorry.")
    assert not any(case.then == "Say sorry." for goal in spec.goals for case in goal.cases)
