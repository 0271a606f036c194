"""Which tools a text asks for, in whatever words and language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.spec import AgentSpec, Tool
from engine.tools.catalog import CATALOG, tool_from
from engine.tools.selector import needs_in, propose
from tests.tools.measure import measured, openings

words = st.sampled_from(
    [
        "book", "books", "appointment", "appointments", "table", "cancel", "order", "status", "them", "it", "and",
        ",", "the", "take", "payment", "Termine", "vereinbaren", "citas", "agendar", "remind", "refund", "restaurant",
        "bank", "account", "policy", "insurance", "viewing", "send", "text", "email", "call",
    ]
)  # fmt: skip
clauses = st.one_of(st.text(max_size=200), st.lists(words, max_size=12).map(" ".join))


def _ids(clause: str) -> set[str]:
    return {need.id for need in needs_in(clause)}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("books and moves appointments", {"book_appointment", "check_availability", "reschedule_appointment"}),
        ("appointments can be booked, moved or cancelled",
         {"book_appointment", "check_availability", "reschedule_appointment", "cancel_appointment"}),
        ("books appointments and cancels them", {"book_appointment", "check_availability", "cancel_appointment"}),
        ("takes table reservations", {"make_reservation"}),
        ("arranges viewings of our flats", {"book_viewing"}),
        ("tells customers their order status", {"lookup_order"}),
        ("parcel tracking", {"track_shipment"}),
        ("sends a confirmation text", {"send_sms"}),
        ("hands over to the front desk", {"transfer_to_human"}),
        ("lead qualification", {"create_lead"}),
        ("Termine vereinbaren und verschieben", {"book_appointment", "check_availability", "reschedule_appointment"}),
        ("Terminvereinbarung", {"book_appointment", "check_availability"}),
        ("agenda y cancela citas", {"book_appointment", "check_availability", "cancel_appointment"}),
        ("renouvellement d’ordonnances", {"request_prescription_refill"}),
        ("hangs up after the goodbye", {"end_call"}),
    ],
)  # fmt: skip
def test_a_clause_asks_for_exactly_these_tools(clause: str, expected: set[str]) -> None:
    assert _ids(clause) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "a friendly and patient voice",
        "it answers in English and Spanish",
        "callers are mostly elderly",
        "we get about two hundred calls a day",
        "the agent calls people in the evening",
        "our company is called Green Table Ltd",
        "it should sound calm and professional",
        "the call should not take longer than five minutes",
        "we are a small dental clinic in Ohio",
        "adults mostly, some birthday parties",
        "",
        "👋",
    ],
)
def test_words_about_something_else_ask_for_no_tool(clause: str) -> None:
    assert _ids(clause) == set()


def test_a_verb_does_not_take_the_things_of_another_verb() -> None:
    assert "cancel_appointment" not in _ids("cancel subscriptions and book appointments")
    assert "cancel_subscription" in _ids("cancel subscriptions and book appointments")


@pytest.mark.parametrize("slip", ["books apointments", "book appoinments", "boks appointmnets", "bookes appointmets"])
def test_slips_of_the_pen_are_understood(slip: str) -> None:
    assert "book_appointment" in _ids(slip)


def test_the_trade_of_the_house_decides_what_a_booking_is() -> None:
    salon = propose(["a hair salon", "handles bookings"], AgentSpec())
    diner = propose(["an Italian restaurant", "handles bookings"], AgentSpec())
    known = propose(["handles bookings"], AgentSpec(industry="restaurant"))
    assert {t.name for t in salon} == {"book_appointment", "check_availability"}
    assert {t.name for t in diner} == {t.name for t in known} == {"make_reservation"}


def test_it_and_them_stand_for_what_the_clause_before_spoke_of() -> None:
    tools = propose(["callers have appointments", "they can cancel them"], AgentSpec())
    assert "cancel_appointment" in {t.name for t in tools}


def test_a_need_says_which_words_made_it_and_a_companion_says_why() -> None:
    needs = {need.id: need for need in needs_in("It books haircuts")}
    assert needs["book_appointment"].words == ("books", "haircuts")
    assert needs["book_appointment"].quote == "It books haircuts"
    assert needs["check_availability"].reason == "an appointment needs a free time first"
    assert needs["check_availability"].score < needs["book_appointment"].score


def test_proposals_come_in_the_order_of_their_first_mention_with_the_teams_words() -> None:
    tools = propose(["it takes payments", "books appointments"], AgentSpec())
    assert [(t.name, t.because) for t in tools] == [
        ("take_payment", "it takes payments"),
        ("book_appointment", "books appointments"),
        ("check_availability", "books appointments"),
    ]
    assert {t.state for t in tools} == {"proposed"}


def test_a_declined_tool_is_not_proposed_again() -> None:
    declined = tool_from("take_payment").model_copy(update={"state": "declined"})
    assert propose(["takes payments"], AgentSpec(tools=(declined,))) == ()


def test_a_renamed_tool_is_not_proposed_again() -> None:
    renamed = tool_from("take_payment").model_copy(update={"name": "charge", "state": "accepted"})
    assert propose(["takes payments"], AgentSpec(tools=(renamed,))) == ()


@given(clauses)
@settings(deadline=None)
def test_any_text_is_read_and_quoted_from_itself(clause: str) -> None:
    for need in needs_in(clause):
        assert need.id in CATALOG
        assert 0 < need.score <= 1
        assert need.quote in " ".join(clause.split())
        assert all(word in clause for word in need.words)


@given(
    st.lists(clauses, max_size=4), st.sets(st.sampled_from(sorted(CATALOG))), st.sampled_from(["declined", "accepted"])
)
@settings(deadline=None)
def test_what_the_spec_has_is_never_proposed(texts: list[str], names: set[str], state: str) -> None:
    have = tuple(tool_from(name).model_copy(update={"state": state}) for name in sorted(names))
    proposed = propose(texts, AgentSpec(tools=have))
    assert not {t.name for t in proposed} & names
    assert len({t.name for t in proposed}) == len(proposed)
    assert all(isinstance(tool, Tool) and tool.because for tool in proposed)


def test_a_very_long_clause_is_read_in_part() -> None:
    assert "book_appointment" in _ids("books appointments " + "and so on " * 30_000)


@pytest.mark.parametrize(("part", "precision", "recall"), [("development", 0.95, 0.95), ("held_out", 0.85, 0.85)])
def test_the_selector_finds_what_openings_ask_for(part: str, precision: float, recall: float) -> None:
    figures = measured(openings(part))
    print(f"{part}: precision {figures.precision:.3f}, recall {figures.recall:.3f}")  # noqa: T201 - shown with -s
    assert figures.precision >= precision, figures.wrong
    assert figures.recall >= recall, figures.missed


@pytest.mark.parametrize(
    ("opening", "quotes"),
    [
        (
            "A friendly receptionist for our dental clinic Bright Smile that books and moves appointments, English and "
            "Spanish",
            ["books and moves appointments", "books and moves appointments", "moves appointments"],
        ),
        (
            "We are Luigi's Pizzeria in the old town. The agent takes table reservations, seven days a week, also late",
            ["The agent takes table reservations"],
        ),
        (
            "Ein freundlicher Telefonassistent für unsere Autowerkstatt Müller in Köln, der Termine vereinbart",
            ["Termine vereinbart", "Termine vereinbart"],
        ),
    ],
)
def test_a_long_sentence_is_quoted_by_the_phrase_that_asks(opening: str, quotes: list[str]) -> None:
    assert [t.because for t in propose([opening], AgentSpec())] == quotes


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Schedule a callback", {"schedule_callback"}),
        ("Take pizza orders for delivery or pickup", {"place_order"}),
        ("Reservar citas", {"book_appointment", "check_availability"}),
        ("Change reservations", {"reschedule_appointment"}),
        ("call customers after a repair visit and run a satisfaction survey", {"record_survey_answer"}),
    ],
)
def test_a_broader_tool_is_not_asked_for_beside_the_one_that_is_meant(clause: str, expected: set[str]) -> None:
    assert _ids(clause) == expected
