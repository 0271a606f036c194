import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.spec import Direction, Transfer
from engine.workflow.conditions import asks_for, is_sentence, once_verified, one_of, wants
from tests.strategies import lines


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("Book an appointment", "The caller wants to book an appointment."),
        ("Cancel an order.", "The caller wants to cancel an order."),
        ("Answer questions about our prices", "The caller has a question about our prices."),
        ("Answer common questions about parking", "The caller has a question about parking."),
        ("Explain the menu", "The caller wants to know about the menu."),
        ("Tell the status of an order", "The caller wants to know the status of an order."),
        ("Answer policy questions", "The caller has policy questions."),
        ("Take pizza orders for delivery", "The caller wants to place pizza orders for delivery."),
        ("Hand over to an adjuster", "The caller wants to speak to an adjuster."),
        ("Send statements", "The caller wants the agent to send statements."),
        ("Text people a confirmation", "The caller wants the agent to text people a confirmation."),
        ("Refunds", "The caller needs help with refunds."),
        ("Booking a table", "The caller needs help with booking a table."),
        ("Reservar una mesa", "The call is about “Reservar una mesa”."),
        ("予約を変更する。", "The call is about “予約を変更する”."),
    ],
)
def test_a_goal_reads_as_what_the_caller_wants(statement: str, condition: str) -> None:
    assert wants(statement) == condition


def test_on_an_outbound_call_the_caller_wants_nothing() -> None:
    assert wants("Remind patients", "outbound") == "The next thing to do is to remind patients."


@given(lines)
def test_any_statement_gives_a_sentence_that_fits_a_line(statement: str) -> None:
    assert is_sentence(wants(statement))
    assert len(wants(statement)) <= 300


@given(st.lists(lines, min_size=1, max_size=8), st.sampled_from(["inbound", "outbound", "web", None]))
def test_several_wishes_give_one_sentence_that_fits_a_line(statements: list[str], direction: Direction | None) -> None:
    wishes = [wants(statement, direction) for statement in statements]
    for text in (one_of(wishes), once_verified(wishes[0], "the caller")):
        assert is_sentence(text), text
        assert len(text) <= 300


def test_wishes_share_their_subject() -> None:
    wishes = [wants("Check balances"), wants("Answer questions about fees")]
    assert one_of(wishes) == "The caller wants to check balances or has a question about fees."
    assert once_verified(wishes[0], "the caller") == "The caller is verified and wants to check balances."


@given(lines)
def test_any_topic_of_a_transfer_gives_a_sentence(topic: str) -> None:
    assert is_sentence(asks_for(Transfer(id="desk", label="Desk", condition=topic)))


@pytest.mark.parametrize("text", ["pay", "the caller pays.", "Booking", "Yes.", ""])
def test_a_fragment_is_not_a_sentence(text: str) -> None:
    assert not is_sentence(text)


def test_a_letter_that_has_no_capital_begins_a_sentence() -> None:
    assert is_sentence("ª, or the caller knows what happens instead.")
