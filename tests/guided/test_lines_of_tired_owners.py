"""Lines of owners who type as they talk: why people call, remarks in between, cases, numbers, and second thoughts."""

import pytest

from engine.document.changes import Add
from engine.document.spec import AgentSpec, Guardrail
from engine.interview.guided.local_numbers import in_full
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.data_fields import asked_for
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.recognisers.guardrails import guardrails
from engine.language.clauses import clauses_of
from engine.language.text import tokens_of
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from tests.guided.talk import Talk, talk

CREDIT_UNION = (
    "Evening. Riverbend Credit Union, Dayton Ohio, eleven thousand members. People call at night because they lost "
    "their card or there's a charge they don't know, and nobody's there"
)
RECALL = "we need to ring about 12,000 owners of the Corvane hatchback about a safety recall"
LIFTS = "we do lift maintenance - Harlow Lifts, Leeds and Bradford, about 340 lifts under contract"


async def said(*lines: str) -> Talk:
    """A session in which these lines were typed one after the other, whatever was asked."""
    session = Talk()
    for line in lines:
        await session.say(line)
    return session


def jobs_of(text: str, *, opening: bool = False) -> list[str]:
    return statements_in(read(text, "en", AgentSpec(), opening=opening))


def polarities(text: str) -> list[tuple[str, str]]:
    return [(c.polarity, c.text) for c in clauses_of(text, "en")]


def test_a_number_with_its_comma_is_one_word() -> None:
    assert "12,000" in [t.text for t in tokens_of("about 12,000 owners, 3,500 of them")]
    assert [t.text for t in tokens_of("steps 1,2 and 10,20")] == ["steps", "1", ",", "2", "and", "10", ",", "20"]


def test_about_a_number_of_people_is_no_subject_of_calls() -> None:
    assert jobs_of("we need to ring about 12,000 owners of the Corvane", opening=True) != ["Help with 12"]


@pytest.mark.parametrize("text", ["block the card, that's the main thing", "block the card, which is the main thing"])
def test_a_remark_is_no_part_of_a_goal(text: str) -> None:
    assert jobs_of(text) == ["Block the card"]


async def test_a_remark_is_no_part_of_a_rule() -> None:
    session = await said(
        "A night line for Riverbend Credit Union that blocks cards",
        "it can't change addresses or phone numbers at night, that's how we got burned last year",
    )
    assert session.forbidden == ["Do not change addresses or phone numbers at night"]


def test_a_relative_clause_denies_nothing_but_itself() -> None:
    said = "a charge they don't know: take the amount, the date and the merchant and open a dispute"
    assert "negated" not in [polarity for polarity, _ in polarities(said)]
    assert "Open a dispute" in jobs_of(said)


def test_why_people_call_is_the_job_and_their_call_is_none() -> None:
    goals = jobs_of(CREDIT_UNION.split(". ", 2)[2], opening=True)
    assert not any(goal.startswith("Call") for goal in goals)
    assert any("card" in goal.lower() for goal in goals)


async def test_a_job_that_is_said_twice_stands_once() -> None:
    session = await said(CREDIT_UNION, "block the card, that's the main thing")
    assert [goal.statement for goal in session.spec.goals] == ["Block lost and stolen cards", "Take disputed charges"]
    assert not session.forbidden
    assert "does that already" in session.words


async def test_a_rule_keeps_its_verb() -> None:
    session = await said(
        CREDIT_UNION,
        "block the card, that's the main thing. and tell them their balance if they ask, but only once we know it's "
        "really them",
    )
    kept = [*session.forbidden, *(goal.statement for goal in session.spec.goals)]
    assert next(line for line in kept if "balance" in line).startswith("Tell them their balance")


def test_who_is_told_stays_in_a_goal() -> None:
    assert jobs_of("then tell them about the buckle") == ["Tell them about the buckle"]
    assert jobs_of("and tell them their balance if they ask") == ["Tell them their balance"]


async def test_the_check_of_identity_that_was_said_last_counts() -> None:
    session = await said(
        CREDIT_UNION,
        "check them by member number, date of birth and the last four of the social. no, not the social, our "
        "compliance lady would kill me - member number, date of birth and the zip code",
    )
    check = session.spec.identity
    assert check
    assert check.ask == ("the member number", "the date of birth", "the zip code")
    assert not any("member number" in goal.statement for goal in session.spec.goals)
    await session.say("two tries and then they have to come to the branch or call in the morning")
    check = session.spec.identity
    assert check
    assert check.tries == 2
    assert check.otherwise == "Say that they have to come to the branch or call in the morning"
    await session.say("no, not the zip code")
    check = session.spec.identity
    assert check
    assert check.ask == ("the member number", "the date of birth")


async def test_tries_to_reach_somebody_are_no_tries_to_show_who_one_is() -> None:
    session = await said(CREDIT_UNION, "check callers by member number and date of birth")
    await session.say("call them three times and then leave it")
    assert session.spec.identity
    assert session.spec.identity.tries == 2


@pytest.mark.parametrize(
    "correction",
    ["it's calling them, not them calling us", "this is outbound, it phones people", "no wait, it's outbound"],
)
async def test_who_calls_whom_may_be_said_later(correction: str) -> None:
    session = await said("A receptionist for our clinic that answers the phone and books appointments", correction)
    assert session.spec.direction == "outbound"
    assert not session.forbidden


async def test_who_calls_whom_is_heard_while_a_playbook_asks() -> None:
    session = await talk(
        "A friendly receptionist for our clinic that answers the phone and books appointments, in English",
        "patients",
    )
    while session.asked and not session.asked.path.startswith("questions."):
        await session.say("yes")
    assert session.asked
    await session.say("there are no departments. this is outbound, it phones people")
    assert session.spec.direction == "outbound"


@pytest.mark.parametrize(
    "said_of_work",
    ["it calls them back if we're busy", "if nobody is there it rings them", "when they call us it answers"],
)
async def test_a_call_in_the_course_of_the_work_changes_no_direction(said_of_work: str) -> None:
    session = await said("A receptionist for our clinic that answers the phone and books appointments", said_of_work)
    assert session.spec.direction == "inbound"


async def test_a_bare_name_while_the_greeting_is_asked_is_the_agents() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    assert session.asked
    assert session.asked.path == "greeting"
    await session.say("Riley")
    assert session.spec.name == "Riley"
    assert session.asked
    assert session.asked.path == "greeting"
    assert "Riley" in session.words


@pytest.mark.parametrize("answer", ["Hello", "Formal", "Spanish", "Riverbend", "Later", "Thanks", "Yes"])
async def test_another_single_word_is_no_name(answer: str) -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    await session.say(answer)
    assert session.spec.name is None


async def test_a_job_and_a_rule_in_one_line_are_both_kept() -> None:
    session = await said(
        "A night line for Riverbend Credit Union that blocks cards, in English",
        "a charge they don't know: take the amount, the date and the merchant and open a dispute, but it should never "
        "tell them they'll get the money back",
    )
    assert "Open a dispute" in [goal.statement for goal in session.spec.goals]
    assert "Do not tell them they'll get the money back" in session.forbidden
    assert {"amount", "merchant"} <= {field.name for field in session.spec.data_fields}


def test_three_things_to_take_down_are_no_goal() -> None:
    assert jobs_of("open a ticket. take the address, lift number, what it's doing, name and number") == [
        "Open a ticket"
    ]


def test_an_order_that_is_taken_stays_a_goal() -> None:
    assert jobs_of("it takes orders, bookings and messages") == ["Take orders, bookings and messages"]


async def test_getting_a_person_is_a_transfer() -> None:
    session = await said(
        CREDIT_UNION, "if someone was robbed or somebody is making them call, get a person - Dale, 937 555 0142"
    )
    (transfer,) = session.spec.transfers
    assert transfer.label == "Dale (937 555 0142)"
    assert transfer.condition == "Someone was robbed or somebody is making them call"
    assert not any("person" in goal.statement for goal in session.spec.goals)
    warned = [finding.message for finding in lint(generate(session.spec), session.spec)]
    assert not any("phone number" in message for message in warned)  # it is asked for, and that is enough


async def test_getting_anything_else_is_none() -> None:
    session = await said(CREDIT_UNION, "get a person's address and the branch, and get somebody's card back")
    assert not session.spec.transfers


async def test_a_local_number_is_the_destination_where_the_country_is_known() -> None:
    session = await said(
        "A receptionist for Harlow Lifts UK that books visits", "complaints go to Anita on 0113 496 0142"
    )
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.destination) == ("Anita", "+441134960142")


@pytest.mark.parametrize(
    ("zone", "number", "whole"),
    [
        ("America/New_York", "937 555 0142", "+19375550142"),
        ("America/New_York", "555 0142", None),
        ("Europe/London", "0113 496 0142", "+441134960142"),
        ("Europe/Berlin", "030 901820", "+4930901820"),
        ("Europe/Rome", "06 6982 1234", "+390669821234"),
        (None, "0113 496 0142", None),
    ],
)
def test_a_number_gets_the_code_of_the_teams_country(zone: str | None, number: str, whole: str | None) -> None:
    spec = AgentSpec()
    assert (
        in_full(number, spec.model_copy(update={"runtime": spec.runtime.model_copy(update={"timezone": zone})}))
        == whole
    )


@pytest.mark.parametrize(
    ("line", "industry"),
    [
        ("they're caretakers, tenants, sometimes hotel staff", None),
        ("callers are mostly restaurants and hotels", None),
        ("we're a small hotel in Leeds", "hospitality"),
    ],
)
async def test_a_trade_is_read_from_what_is_said_of_the_team(line: str, industry: str | None) -> None:
    session = await said("An agent that takes messages and calls people back", line)
    assert session.spec.industry == industry


async def test_who_they_are_answers_who_calls_whatever_is_asked() -> None:
    session = await said(LIFTS, "they're caretakers, tenants, sometimes hotel staff - and people in the lift")
    assert session.spec.audience == "caretakers, tenants, sometimes hotel staff"
    assert not session.spec.goals


async def test_a_trades_own_name_asks_for_no_tool() -> None:
    session = await said(LIFTS)
    assert session.spec.industry == "lifts and escalators"
    assert not [tool.name for tool in session.spec.tools]
    assert not session.spec.goals


async def test_whom_an_outbound_agent_rings_is_its_goal_without_their_number() -> None:
    session = await said(RECALL)
    assert session.spec.direction == "outbound"
    assert [goal.statement for goal in session.spec.goals] == ["Ring owners of the Corvane hatchback"]


POOL = "Bluewater Pools, we clean and fix swimming pools in Phoenix Arizona, 600 customers, me and three guys"
VET = "Fairmoor Farm Vets, we do large animals, cattle and sheep mostly, Cumbria"


async def test_what_a_team_does_itself_is_no_goal_and_pools_are_no_language() -> None:
    session = await said(POOL)
    assert (session.spec.company, session.spec.languages, session.spec.goals) == ("Bluewater Pools", ("en",), ())


def test_the_night_before_is_one_time() -> None:
    assert jobs_of("it should ring customers the night before a visit") == ["Ring customers the night before a visit"]


def test_what_callers_are_told_is_told_to_its_end() -> None:
    assert jobs_of("tell them the gate has to be unlocked") == ["Tell them the gate has to be unlocked"]


async def test_the_right_person_is_checked_by_what_stands_behind_the_dash() -> None:
    session = await said(POOL, "make sure it's the account holder - name and street number, or the wife, whatever")
    check = session.spec.identity
    assert check
    assert check.ask == ("the name", "the street number")
    await session.say("actually no, not the street number, just the name")
    check = session.spec.identity
    assert check
    assert check.ask == ("the name",)


async def test_what_callers_give_first_is_a_check_and_what_follows_is_no_goal() -> None:
    session = await said(
        VET,
        "callers give their holding number and postcode first, three tries and then just take a message, which is what "
        "we do now",
    )
    check = session.spec.identity
    assert check
    assert (check.ask, check.tries, check.otherwise) == (("their holding number", "the postcode"), 3, "take a message")
    assert not session.spec.goals


async def test_rounds_of_calls_are_no_tries_of_an_outbound_agent() -> None:
    session = await said(
        "an outbound agent that calls customers the night before a visit to confirm it",
        "make sure it's the account holder - name and street",
    )
    await session.say("three tries, six and eight pm, then leave it")
    assert session.spec.identity
    assert session.spec.identity.tries == 2


@pytest.mark.parametrize(
    ("line", "label", "condition"),
    [
        (
            "if it's calving or bloat or bleeding, get me - Tom, 01768 555 014",
            "Tom (01768 555 014)",
            "It's calving or bloat or bleeding",
        ),
        (
            "no wait, if I don't pick up after two goes it goes to Alison, 01768 555 020",
            "Alison (01768 555 020)",
            "I don't pick up after two goes",
        ),
        (
            "if nobody picks up on the engineer's mobile within a minute it goes to the second engineer, 0113 496 0177",
            "Second engineer (0113 496 0177)",
            "Nobody picks up on the engineer's mobile within a minute",
        ),
        (
            "if the pump is leaking, put a note on it and get somebody from the office to call, Denise 602 555 0118",
            "Denise (602 555 0118)",
            "The pump is leaking",
        ),
    ],
)
async def test_who_takes_over_when(line: str, label: str, condition: str) -> None:
    session = await said(VET, line)
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.condition) == (label, condition)
    assert not session.forbidden


def test_a_fact_that_nobody_is_told_keeps_the_fact() -> None:
    reading = read("about 1,400 farms on the books, don't tell anyone how many", "en", AgentSpec(), opening=False)
    ((_, rule),) = [(f.how, f.change) for f in guardrails(reading)]
    assert isinstance(rule, Add)
    assert isinstance(rule.item, Guardrail)
    assert rule.item.statement == "About 1,400 farms on the books: don't tell anyone how many"


async def test_to_cancel_is_another_job_than_to_make() -> None:
    session = await said("Reservation agent for a hotel in Lisbon. It makes and cancels reservations.")
    assert [goal.statement for goal in session.spec.goals] == ["Make reservations", "Cancel reservations"]


async def test_the_direction_that_stands_is_confirmed() -> None:
    session = await said(
        "A receptionist for our clinic that answers the phone", "it's not us ringing them, they ring us"
    )
    assert session.spec.direction == "inbound"
    assert "they call, and it answers" in session.words
    assert not session.spec.notes


async def test_a_rule_keeps_the_case_it_stands_in() -> None:
    session = await said(
        RECALL, "if it's somebody else at home, just leave our number and don't say what it's about", "English"
    )
    (rule,) = session.forbidden
    assert rule.startswith("If it's somebody else at home, just leave our number")
    assert rule.endswith("say what it's about")


async def test_no_name_takes_nothing_out_where_there_is_none() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    await session.say("no name, just Riverbend")
    assert "Taken out" not in session.words
    assert session.spec.company == "Riverbend Clinic"


async def test_what_is_done_before_a_handover_is_a_rule_of_that_case() -> None:
    session = await said(
        LIFTS,
        "if somebody is trapped: stay on the line, ask is anybody hurt or unwell, get the lift number from the plate "
        "and the address, then put it through to the on-call engineer on 0113 496 0142",
    )
    (transfer,) = session.spec.transfers
    assert (transfer.label, transfer.condition) == ("On-call engineer (0113 496 0142)", "Somebody is trapped")
    assert session.forbidden == [
        "If somebody is trapped: stay on the line, ask is anybody hurt or unwell, get the lift number from the plate "
        "and the address, then put it through to the on-call engineer"
    ]
    assert not session.spec.goals


def test_name_and_number_is_how_to_call_back() -> None:
    tokens = tokens_of("take the address, lift number, what it's doing, name and number")
    assert asked_for(tokens) == ["address", "full_name", "phone"]


async def test_out_of_order_is_a_case_and_wants_no_job() -> None:
    session = await said(
        LIFTS,
        "if it's just out of order and nobody in it, take the address, lift number, what it's doing, name and number, "
        "and say an engineer comes after seven in the morning",
    )
    (rule,) = session.forbidden
    assert rule.startswith("If it's just out of order and nobody in it, take the address")
    assert {"address", "lift_number", "full_name", "phone"} <= {field.name for field in session.spec.data_fields}
    assert not session.spec.goals


async def test_who_they_are_stands_in_the_place_of_customers() -> None:
    session = await said(
        POOL, "I need it to ring customers the night before a visit", "they're homeowners, a few HOAs and two motels"
    )
    assert session.spec.audience == "homeowners, a few HOAs and two motels"


async def test_a_job_with_a_heading_is_no_greeting() -> None:
    session = await said("A friendly receptionist for Riverbend Clinic that books appointments, in English", "patients")
    assert session.asked
    assert session.asked.path == "greeting"
    await session.say("meds: they ask for repeat medicines all day, take an order and say it's ready after two")
    assert session.spec.greeting != "they ask for repeat medicines all day, take an order and say it's ready after two"


async def test_why_people_call_is_told_to_nobody() -> None:
    session = await said(VET, "farmers ring in the night because a cow can't calve or a ewe is down")
    assert not session.spec.knowledge
    assert session.spec.notes
    other = await said(CREDIT_UNION)
    assert not other.spec.knowledge
    assert other.spec.runtime.hours is None


async def test_an_opening_with_a_deadline_at_its_end_is_still_one() -> None:
    session = await said(
        "hi. we need to ring about 12,000 owners of the Corvane hatchback, the seat belt buckle on the driver's side "
        "can let go, and I've been told I have until Friday to set this up"
    )
    assert session.spec.direction == "outbound"
    assert [goal.statement for goal in session.spec.goals] == ["Ring owners of the Corvane hatchback"]


async def test_who_gets_the_call_when_nobody_answers_is_told_to_no_caller() -> None:
    session = await said(
        LIFTS,
        "if nobody picks up on the engineer's mobile within a minute it goes to the second engineer, 0113 496 0177, "
        "and if that fails too it tells them to ring 999",
    )
    (transfer,) = session.spec.transfers
    assert transfer.label == "Second engineer (0113 496 0177)"
    assert not any("second engineer" in fact.content for fact in session.spec.knowledge)


async def test_the_rest_of_why_people_call_is_told_to_nobody() -> None:
    session = await said(
        VET, "farmers ring in the night because a cow can't calve or a ewe is down and my wife picks up in her nightie"
    )
    assert not session.spec.knowledge


async def test_a_reason_that_names_its_job_gives_no_second_one() -> None:
    session = await talk("It's for our bike shop, people ring to ask if their repair is ready and to book a service.")
    assert [goal.statement for goal in session.spec.goals] == ["Say if their repair is ready", "Book a service"]
