import pytest
from hypothesis import given

from engine.spec import Transfer
from engine.workflow.conditions import asks_for, is_sentence, wants
from tests.strategies import lines


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("Book an appointment", "The caller wants to book an appointment."),
        ("Cancel an order.", "The caller wants to cancel an order."),
        ("Answer questions about our prices", "The caller has a question about our prices."),
        ("Answer common questions about parking", "The caller has a question about parking."),
        ("Explain the menu", "The caller wants the agent to explain the menu."),
        ("Refunds", "The caller needs help with refunds."),
        ("Booking a table", "The caller needs help with booking a table."),
        ("Reservar una mesa", "The caller wants this: “Reservar una mesa”."),
        ("予約を変更する。", "The caller wants this: “予約を変更する”."),
    ],
)
def test_a_goal_reads_as_what_the_caller_wants(statement: str, condition: str) -> None:
    assert wants(statement) == condition


def test_on_an_outbound_call_the_caller_wants_nothing() -> None:
    assert wants("Remind patients", "outbound") == "This call is about the following: remind patients."


@given(lines)
def test_any_statement_gives_a_sentence_that_fits_a_line(statement: str) -> None:
    assert is_sentence(wants(statement))
    assert len(wants(statement)) <= 300


@given(lines)
def test_any_topic_of_a_transfer_gives_a_sentence(topic: str) -> None:
    assert is_sentence(asks_for(Transfer(id="desk", label="Desk", condition=topic)))


@pytest.mark.parametrize("text", ["pay", "the caller pays.", "Booking", "Yes.", ""])
def test_a_fragment_is_not_a_sentence(text: str) -> None:
    assert not is_sentence(text)
