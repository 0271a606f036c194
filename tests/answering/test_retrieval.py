"""What a question is about is found in the design, and nothing is found where nothing is said of it."""

import pytest

from engine.document.spec import AgentSpec, Guardrail, KnowledgeItem
from engine.interview.answering.retrieval import hits_for, thing_named

SPEC = AgentSpec(
    guardrails=(
        Guardrail(id="advice", statement="Never give medical advice"),
        Guardrail(id="dates", statement="Never promise a date for a repair"),
    ),
    knowledge=(
        KnowledgeItem(id="parking", title="Where can I park?", content="Parking is behind the house."),
        KnowledgeItem(id="deposit", title="Deposit", content="Groups of more than eight pay 20 pounds a head."),
    ),
)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("does it promise dates for repairs?", "guardrails.dates"),
        ("is parking mentioned anywhere", "knowledge.parking"),
        ("so how much is it for a group", "knowledge.deposit"),
    ],
)
def test_the_thing_that_speaks_of_it_is_found(question: str, path: str) -> None:
    thing = thing_named(question, SPEC)
    assert thing is not None
    assert thing.path == path


@pytest.mark.parametrize("question", ["does it know about the terrace", "what about motorbikes", "", "?"])
def test_nothing_is_found_where_nothing_speaks_of_it(question: str) -> None:
    assert thing_named(question, SPEC) is None


def test_one_word_of_two_is_no_strong_hit() -> None:
    best = hits_for("can it repair motorbikes", SPEC)[0]
    assert not best.is_strong
