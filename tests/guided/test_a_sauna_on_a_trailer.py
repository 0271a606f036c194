"""A rental that nobody had designed before, told as its owner types: what each line meant stands in the spec."""

from tests.guided.talk import Talk, talk

OPENING = (
    "we rent out mobile saunas on trailers (Löyly2Go, 3 saunas). agent should take bookings, tell people what it costs "
    "and sort out late returns"
)
PRICES = "it's 180 a day, 320 for the weekend, 50 per extra hour if they bring it back late. deposit 300"


async def told(*lines: str) -> Talk:
    return await talk(OPENING, "people who want a sauna", PRICES, *lines)


def facts(session: Talk) -> str:
    return " | ".join((*(k.content for k in session.spec.knowledge), *(n.text for n in session.spec.notes)))


async def test_what_it_costs_is_one_job_and_what_follows_another() -> None:
    assert [g.statement for g in (await talk(OPENING)).spec.goals] == [
        "Take bookings",
        "Tell people what it costs",
        "Sort out late returns",
    ]


async def test_a_price_in_two_words_is_kept() -> None:
    assert "deposit 300" in facts(await told()).lower()


async def test_a_rule_that_begins_with_oh_takes_nothing_back() -> None:
    session = await told("oh and never rent to anyone under 21, and no towing without a proper licence")
    assert session.forbidden == ["Do not rent to anyone under 21", "No towing without a proper licence"]
    assert "Löyly2Go" in facts(session)


async def test_what_happens_in_a_case_replaces_no_price() -> None:
    session = await told("hmm late returns: tell them the fee, and they should text Mirko a photo of the trailer")
    assert "50 per extra hour if they bring it back late" in facts(session)


async def test_a_price_is_told_anew_by_what_it_is_for() -> None:
    session = await told("wait, weekend is 340 now", "actually make the deposit 400")
    assert "340 for the weekend" in facts(session)
    assert "deposit 400" in facts(session).lower()
    assert "320" not in facts(session)


async def test_a_rule_is_taken_out_by_what_it_is_about() -> None:
    session = await told("no towing without a proper licence", "scrap the licence thing, Mirko checks that at pickup")
    assert not session.forbidden
