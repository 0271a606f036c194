"""Who asks for the flow of one goal sees that goal's own steps."""

import pytest

from engine.messages.replies import Picture
from engine.workflow.picture import shown
from tests.guided.talk import Talk, talk

OPENING = "A dentist's receptionist that books appointments, cancels appointments and answers questions about prices"


def _pictures(conversation: Talk) -> list[Picture]:
    return [part for part in conversation.last.shows if isinstance(part, Picture)]


@pytest.mark.parametrize(
    ("asked", "goal"),
    [
        ("show the flow of booking appointments", "book_appointments"),
        ("Show me the flow of cancelling", "cancel_appointments"),
        ("can I see the steps for questions about prices?", "answer_questions_about_prices"),
        ("zeig mir den Ablauf von cancel appointments", "cancel_appointments"),
    ],
)
async def test_the_flow_of_a_goal_is_its_own_picture(asked: str, goal: str) -> None:
    conversation = await talk(OPENING, asked)
    (picture,) = _pictures(conversation)
    assert picture.mermaid == shown(conversation.spec, goal)[0]
    assert not conversation.last.proposals


async def test_a_goal_that_is_not_there_is_asked_for() -> None:
    conversation = await talk(OPENING, "show the flow of the moon landing")
    assert not _pictures(conversation)
    assert "Of which goal" in conversation.words
    assert "Cancel appointments" in conversation.words


async def test_the_flow_of_a_call_is_all_of_it() -> None:
    conversation = await talk(OPENING, "show me the flow of a call")
    assert [picture.title for picture in _pictures(conversation)] == ["The call flow"]
