"""How callers show who they are, as owners tell it: what counts is the check that was said last."""

from tests.guided.owners import CREDIT_UNION, POOL, VET, said


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
