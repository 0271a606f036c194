"""What a stranger said of a dive school, and the same of others."""

import pytest

from tests.guided.talk import talk


@pytest.mark.parametrize(
    "opening",
    [
        "we run a dive school in cornwall. phone never stops in july. people ring to book a try dive",
        "bakery. our phone never stops on mondays, callers order bread",
        "Blumenladen. Das Telefon steht nie still. Kunden bestellen Sträuße",
    ],
)
async def test_that_the_phone_never_stops_is_no_rule(opening: str) -> None:
    session = await talk(opening)
    assert not [rule for rule in session.forbidden if "stop" in rule or "still" in rule]


async def test_who_learns_to_dive_is_no_pupil_of_a_school() -> None:
    session = await talk("we run a dive school in cornwall, people ring to book a try dive")
    assert session.spec.audience != "parents and students"
    assert not any("marks" in rule for rule in session.forbidden)


@pytest.mark.parametrize("pronoun", ["it", "her"])
async def test_what_it_is_called_is_its_own_name_whatever_was_spoken_of_last(pronoun: str) -> None:
    session = await talk(
        "a receptionist for Blue Fin Divers, callers book a try dive",
        "mostly tourists",
        "if somebody had an accident put them through to Tom 07700 900123 straight away",
        f"call {pronoun} Marina",
    )
    assert session.spec.name == "Marina"
    assert [transfer.label for transfer in session.spec.transfers] == ["Tom (07700 900123)"]


@pytest.mark.parametrize("said", ["bye", "asdf", "see you tomorrow"])
async def test_a_word_that_names_no_people_is_not_whom_it_talks_to(said: str) -> None:
    session = await talk("upholstery workshop, callers ask for a quote", said)
    assert session.spec.audience == "customers"


async def test_a_farewell_is_answered_and_all_is_kept() -> None:
    session = await talk("upholstery workshop, callers ask for a quote", "bye")
    assert session.words.startswith("Goodbye.")


@pytest.mark.parametrize(
    ("opening", "jobs"),
    [
        (
            "we repair violins, players ring to ask what a rehair costs, book a drop off and hear if it is ready",
            ["Say what a rehair costs", "Book a drop off", "Say if it is ready"],
        ),
        ("we rent boats, skippers ring to reserve a berth and ask about fuel", ["Reserve a berth", "Answer questions"]),
    ],
)
async def test_what_others_want_of_a_team_that_says_what_it_does_are_the_jobs(opening: str, jobs: list[str]) -> None:
    session = await talk(opening)
    said = [goal.statement for goal in session.spec.goals]
    assert all(any(goal.startswith(job) for goal in said) for job in jobs), said
    assert len(said) == len(jobs)
