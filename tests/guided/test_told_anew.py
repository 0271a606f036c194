"""What a team told can be told anew, in whatever words; and a question that stays open is not asked twice alike."""

from itertools import pairwise

from tests.guided.talk import Talk, talk

OPENING = "we tune pianos. need something to pick up the phone, book tunings and tell people our prices"


def answers(session: Talk) -> list[str]:
    return [item.content for item in session.spec.knowledge]


async def test_a_price_is_another_one() -> None:
    session = await talk(OPENING, "grands are 95", "no wait grands are 110 sorry")
    assert answers(session) == ["Grands are 110."]
    assert session.spec.knowledge[0].title == "What do grands cost?"
    assert not session.spec.notes


async def test_a_price_that_went_up_is_told_by_a_colleague() -> None:
    session = Talk()
    await session.say(OPENING)
    await session.say("an hour is 80, two hours 140")
    await session.say(("sian", "the two hours went up, it's 155 now"))
    assert answers(session) == ["An hour is 80, two hours 155."]


async def test_a_bare_value_corrects_what_was_said_last() -> None:
    session = await talk(OPENING, "the deposit is refundable up to 24 hours before", "sorry 48 hours")
    assert answers(session) == ["The deposit is refundable up to 48 hours before."]
    await session.say("the van costs 20 pounds")
    assert "The van costs 20 pounds." in answers(session)


async def test_a_clause_without_a_value_is_told_in_new_words() -> None:
    session = await talk(OPENING, "we charge 20 for parking", "hmm no, parking is free now")
    assert answers(session) == ["Parking is free."]


async def test_one_of_a_list_of_refusals_is_fine_after_all() -> None:
    session = await talk(
        OPENING, "we don't do player pianos, digital pianos or harpsichords", "oh, harpsichords are fine"
    )
    assert answers(session) == ["We don't do player pianos or digital pianos."]
    assert session.spec.knowledge[0].title == "Do you do player pianos or digital pianos?"


async def test_a_day_goes_out_of_the_opening_hours() -> None:
    session = await talk(
        OPENING, "we are open mon to thu 9 to 5 and saturday mornings till 1", "scrap the saturday thing"
    )
    hours = session.spec.runtime.hours
    assert hours
    assert [period.days for period in hours.periods] == [("mon", "tue", "wed", "thu")]


async def test_a_number_and_a_person_of_a_transfer_change() -> None:
    session = await talk(
        OPENING,
        "if they're from the concert hall put them through to me on 0161 555 0199",
        "wait wrong number, it's 0161 555 0198",
    )
    assert [t.label for t in session.spec.transfers] == ["Ana (0161 555 0198)"]
    await session.say("the concert hall thing, Leo takes those, not me")
    assert [t.label for t in session.spec.transfers] == ["Leo"]


async def test_a_permission_under_a_condition_is_an_exception_to_the_rule() -> None:
    session = await talk(OPENING, "never say a time for sure", "ok it can say a time if it's in the diary")
    assert session.forbidden == ["Do not say a time for sure. Exception: it can say a time if it's in the diary."]


async def test_what_was_taken_out_last_is_kept_after_all() -> None:
    session = await talk(OPENING, "actually drop the prices, too much hassle", "hm no keep it")
    assert len(session.spec.goals) == 2


async def test_more_facts_of_the_same_kind_are_no_corrections() -> None:
    session = await talk(OPENING, "grands are 95", "uprights are 80", "actually we also tune harps, 60 pounds")
    assert "Grands are 95." in answers(session)
    assert "Uprights are 80." in answers(session)


async def test_an_open_question_is_never_asked_twice_alike() -> None:
    session, replies = Talk(), list[str]()
    for line in (OPENING, "grands are 95", "uprights are 80", "parking is free", "harps are 60", "we have two vans"):
        await session.say(line)
        replies.append(session.words)
    asked = [reply.split("\n\n")[-1] for reply in replies]
    assert all(one != other for one, other in pairwise(asked))


async def test_a_name_that_is_given_anew_in_the_same_breath() -> None:
    session = await talk(OPENING, "call it Sooty. no, Sam")
    assert session.spec.name == "Sam"
    await session.say("wait no, Ember")
    assert session.spec.name == "Ember"


async def test_what_is_done_in_one_case_is_no_job() -> None:
    session = await talk(
        OPENING,
        "so if it's a concert grand it just explains that Leo does those and offers a callback",
        "gas smell -> tell them get out, open windows, call 0800 111 999",
    )
    assert len(session.spec.goals) == 2
    assert len(session.forbidden) == 2


async def test_nothing_that_is_kept_begins_with_what_took_back() -> None:
    session = await talk(OPENING, "no hang on, never promise a Sunday", "oh and we also restring")
    assert session.forbidden == ["Never promise a Sunday"]
    assert not any(
        text.startswith(("Oh", "No hang")) for text in answers(session) + [n.text for n in session.spec.notes]
    )


async def test_what_is_asked_for_comes_as_a_list_with_a_heading() -> None:
    session = await talk(OPENING, "booking: name, postcode, type of piano, how many keys stick")
    assert [f.name for f in session.spec.data_fields][-3:] == ["postcode", "type_of_piano", "how_many_keys_stick"]
    assert len(session.spec.goals) == 2


async def test_what_shall_not_be_told_is_a_rule_and_no_answer() -> None:
    session = await talk(OPENING, "we're two weeks behind at worst but don't say that")
    assert session.forbidden == ["Do not tell callers: we're two weeks behind at worst"]
    assert not answers(session)


async def test_a_prohibition_takes_no_prohibition_away() -> None:
    session = await talk(OPENING, "never let it quote restringing", "never tell anyone to climb out, ever")
    assert len(session.forbidden) == 2


async def test_the_last_thing_is_left_out_again() -> None:
    session = await talk(OPENING, "the greeting should mention the workshop", "hm leave that out again")
    assert len(session.spec.goals) == 2
    assert not session.spec.notes


async def test_a_diary_on_paper_is_no_system_to_look_into() -> None:
    session = Talk()
    for line in ("we tune pianos, it should book appointments", "nah it can't see our calendar, it's a paper diary"):
        await session.say(line)
    assert "take a message instead" in session.words
    await session.say("take a message instead")
    assert {t.name for t in session.spec.tools if t.state != "declined"} == {"take_message"}


async def test_what_people_ask_is_answered() -> None:
    session = await talk("we tune pianos, book people in", "yes, bookings mostly, and people asking what it costs")
    assert "Say what it costs" in [g.statement for g in session.spec.goals]


async def test_hours_among_other_words_are_hours_and_go_out_everywhere() -> None:
    session = await talk(OPENING, "we do mon to thu 9 to 5, and saturday mornings till 1 but only in town")
    assert session.spec.runtime.hours
    assert len(answers(session)) == 1
    await session.say("actually scrap the saturday thing, we're stopping that")
    assert [p.days for p in session.spec.runtime.hours.periods] == [("mon", "tue", "wed", "thu")]
    assert not answers(session)


async def test_whoever_was_named_as_one_of_the_team_may_be_spoken_to() -> None:
    session = await talk("we tune pianos, me and my brother Leo. it should book appointments")
    before = session.spec
    await session.say("Leo, did you tell the school about the new number?")
    assert session.spec == before
    assert session.last.silent
