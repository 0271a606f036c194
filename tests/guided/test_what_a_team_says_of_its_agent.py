"""What a team says of its agent in tired lines: its callers' jobs, its people, its name, and why there is an agent."""

import pytest

from tests.guided.talk import Talk, talk

ORDERS = "bakery, it takes orders"


async def answered(opening: str, said: str) -> Talk:
    """What is asked first gets this answer."""
    session = await Talk().say(opening)
    return await session.say(said)


async def at_fallback() -> Talk:
    session = await talk(ORDERS)
    while session.asked and session.asked.path != "fallback":
        await session.say("use your default")
    return session


@pytest.mark.parametrize(
    ("said", "jobs"),
    [
        (
            "dog boarding kennel, callers book a stay, move it and ask what it costs",
            ["Book a stay", "Move a stay", "Say what it costs"],
        ),
        (
            "marina office, skippers reserve a berth, extend it and ask when fuel is open",
            ["Reserve a berth", "Extend a berth", "Say when fuel is open"],
        ),
        (
            "cheese shop, callers order a hamper, change it and ask about delivery",
            ["Take orders for a hamper", "Change a hamper", "Answer questions about delivery"],
        ),
        (
            "nail bar. people ring to book a chair, cancel, and ask how long the wait is",
            ["Book a chair", "Cancel a chair", "Say how long the wait is"],
        ),
    ],
)
async def test_each_thing_that_callers_do_is_a_job(said: str, jobs: list[str]) -> None:
    session = await talk(said)
    assert [goal.statement for goal in session.spec.goals] == jobs


@pytest.mark.parametrize("said", ["bakery. Order bread", "heating oil. customers order oil"])
async def test_what_callers_order_is_an_order_that_a_playbook_knows(said: str) -> None:
    session = await talk(said)
    assert session.spec.goals[0].statement.startswith("Take orders for")
    assert session.spec.goals[0].playbook


@pytest.mark.parametrize(
    ("opening", "who"),
    [
        ("dog boarding kennel, callers book a stay", "Dog owners"),
        ("driving school, it books lessons", "learners, and mums and dads paying for it"),
        ("butchers, it takes orders", "locals, two pubs and a care home"),
        ("pest control, it books visits", "homes, takeaways, landlords"),
    ],
)
async def test_who_calls_is_taken_as_it_is_said(opening: str, who: str) -> None:
    session = await answered(opening, who)
    assert session.spec.audience == who


async def test_a_name_is_not_who_calls() -> None:
    session = await answered("pest control, it books visits", "Humber Pest Co")
    assert session.spec.company == "Humber Pest Co"
    assert session.spec.audience != "Humber Pest Co"


@pytest.mark.parametrize("role", ["bookings clerk", "school secretary", "milk helper"])
async def test_a_role_by_itself_replaces_a_guessed_one(role: str) -> None:
    session = await answered("driving school, it books lessons", role)
    assert session.spec.role == role
    assert session.spec.audience != role


@pytest.mark.parametrize("said", ["picks up for my driving school", "answers for our tile shop"])
async def test_whose_phone_it_picks_up_is_no_job(said: str) -> None:
    session = await talk(said)
    assert not session.spec.goals


async def test_a_name_set_right_is_the_company_and_no_rule() -> None:
    session = await talk('im a driving instructor, fahrschule? no its "Pass First Time". it books lessons')
    assert session.spec.company == "Pass First Time"
    assert not session.forbidden


@pytest.mark.parametrize(
    "said",
    ["phone is a pain on saturdays", "phones a pain when theres a queue", "the phone rings off the hook at easter"],
)
@pytest.mark.parametrize("first", [True, False])
async def test_what_the_phone_does_to_the_team_is_no_job_and_told_to_nobody(said: str, first: bool) -> None:
    session = await talk(said, ORDERS) if first else await talk(ORDERS, said)
    assert not session.spec.knowledge
    assert [goal.statement for goal in session.spec.goals] == ["Take orders"]


@pytest.mark.parametrize(
    ("greeting", "company"),
    [
        ("Humber Pest, what have you seen?", "Humber Pest"),
        ("Good day, Crystal Dry Cleaners, how may I help?", "Crystal Dry Cleaners"),
        ("Kirkby Village Hall, are you looking to book?", "Kirkby Village Hall"),
    ],
)
async def test_a_greeting_says_whose_agent_it_is(greeting: str, company: str) -> None:
    session = await talk("it takes orders", "yes", "homes", "English", "calm")
    while session.asked and session.asked.path != "greeting":
        await session.say("yes")
    await session.say(greeting)
    assert (session.spec.greeting, session.spec.company) == (greeting, company)


@pytest.mark.parametrize(
    ("greeting", "name"),
    [
        ("Thank you for calling Bright Smile Dental, this is Mia. How can I help?", "Mia"),
        ("Good morning, Bright Smile Dental, Mia speaking. How can I help?", "Mia"),
        ("Hello, this is Bright Smile Dental, how can I help?", None),
        ("Hello, I'm Joe Brown from Bright Smile Dental, how can I help?", None),
    ],
)
async def test_a_greeting_says_who_is_speaking(greeting: str, name: str | None) -> None:
    session = await talk("A receptionist for our clinic Bright Smile Dental that books appointments")
    while session.asked and session.asked.path != "greeting":
        await session.say("yes")
    await session.say(greeting)
    assert (session.spec.greeting, session.spec.name) == (greeting, name)


@pytest.mark.parametrize(
    ("said", "label"),
    [("me, 07700 900551", "Ana"), ("the depot, 01632 960770", "depot"), ("Carol 07700 900666", "Carol")],
)
async def test_who_is_named_for_what_nothing_else_helps_with_takes_over(said: str, label: str) -> None:
    session = await at_fallback()
    await session.say(said)
    [transfer] = session.spec.transfers
    assert label.casefold() in transfer.label.casefold()
    assert session.spec.fallback
    assert session.spec.fallback.transfer == transfer.id


@pytest.mark.parametrize("said", ["never tell them to climb off it", "pubs get invoiced dont take card off them"])
async def test_an_order_with_off_in_it_is_a_rule_and_closes_nothing(said: str) -> None:
    session = await talk(ORDERS, said)
    assert session.spec.runtime.hours is None
    assert session.forbidden


@pytest.mark.parametrize("said", ["make of lift, postcode, name", "name, dob, postcode", "need name and postcode"])
async def test_a_bare_list_of_fields_is_asked_for_and_no_job(said: str) -> None:
    session = await answered("podiatry, it books visits", said)
    assert "postcode" in {field.name for field in session.spec.data_fields}
    assert [goal.statement for goal in session.spec.goals] == ["Book visits"]
