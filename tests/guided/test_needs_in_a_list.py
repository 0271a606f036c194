"""An opening lists what callers need, in whatever form each item has: a job, a thing, or the question that they ask."""

import pytest

from tests.guided.talk import Talk


@pytest.mark.parametrize(
    ("opening", "needs"),
    [
        (
            "pottery barn desk. hire the kiln, see which evenings are free, how much is it, get the door code",
            ["Get the door code", "Hire the kiln", "Answer “which evenings are free”", "Answer “how much is it”"],
        ),
        (
            "I have a watch repair stall. The phone should answer if the watch is ready, how much for a strap, and "
            "take bookings for engraving.",
            ["Take bookings for engraving", "Answer “if the watch is ready”", "Answer “how much for a strap”"],
        ),
        (
            "Cider club bot. Members call about flat bottles and tastings.",
            ["Help with flat bottles", "Help with tastings"],
        ),
    ],
)
async def test_every_item_of_a_list_of_needs_is_a_job(opening: str, needs: list[str]) -> None:
    talk = await Talk().say(opening)
    goals = [goal.statement for goal in talk.spec.goals]
    assert [need for need in needs if need not in goals] == []


async def test_a_list_of_jobs_takes_nothing_back() -> None:
    talk = await Talk().say("An agent that thanks donors of our owl sanctuary.")
    ruled = talk.spec.guardrails
    await talk.say("They'd like to donate, adopt an owl, or get a receipt for tax")
    assert {"Donate", "Adopt an owl", "Get a receipt for tax"} <= {goal.statement for goal in talk.spec.goals}
    assert set(ruled) <= set(talk.spec.guardrails)


@pytest.mark.parametrize(
    "said", ["hands r wet all day i cant pick up", "I am at the press and cannot come to the phone"]
)
async def test_what_somebody_cannot_do_is_no_rule(said: str) -> None:
    talk = await Talk().say("A car wash wants an agent that takes bookings.")
    await talk.say(said)
    assert talk.forbidden == []
