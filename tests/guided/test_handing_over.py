"""To whom a call goes, for which calls, and that it is then no goal of the agent as well."""

import pytest

from tests.guided.talk import talk

HELPDESK = "An IT help desk agent for the staff of Meridian: resets passwords and opens tickets. "


@pytest.mark.parametrize(
    ("said", "label", "condition"),
    [
        (
            "Urgent outages go to the engineer on duty at +1 415 555 0142.",
            "Engineer on duty",
            "The call is about urgent outages",
        ),
        (
            "Pets that are bleeding or can't breathe are put through to the vet on call.",
            "Vet on call",
            "The call is about pets that are bleeding or can't breathe",
        ),
        ("Put angry callers through to the manager.", "Manager", "The caller is angry"),
        ("Refund requests go to Sam.", "Sam", "The call is about refund requests"),
    ],
)
async def test_a_line_is_kept_with_its_whole_name_and_with_the_calls_that_it_gets(
    said: str, label: str, condition: str
) -> None:
    spec = (await talk(HELPDESK + said)).spec
    assert [(t.label, t.condition) for t in spec.transfers] == [(label, condition)]


async def test_calls_that_go_to_somebody_are_no_goals_of_the_agent() -> None:
    spec = (await talk(HELPDESK + "Urgent outages go to the engineer on duty at +1 415 555 0142.")).spec
    assert [goal.statement for goal in spec.goals] == ["Reset passwords", "Open tickets"]
    assert "transfer_to_human" in {tool.catalog for tool in spec.tools}


async def test_what_fails_a_check_goes_to_a_person_only_where_there_is_one() -> None:
    spec = (
        await talk(
            "Bank line, it tells balances. Callers must give their customer number first, two tries, then a person."
        )
    ).spec
    assert spec.identity
    assert spec.identity.otherwise == "Put the caller through to a person"


async def test_the_teams_own_line_is_what_is_offered_when_nothing_else_helps() -> None:
    conversation = await talk(
        "Our bakery in Ely takes orders and answers questions. Hand the rest to Joe at +44 117 496 0123."
    )
    while conversation.asked and conversation.asked.path != "fallback":
        await conversation.say("yes")
    assert "Joe" in conversation.words
    await conversation.say("yes")
    assert conversation.spec.fallback
    assert conversation.spec.fallback.transfer == "joe"


async def test_the_number_of_somebody_else_is_nobodys_correction() -> None:
    session = await talk("driving school, it books lessons", "learners", "our accountant is Bea Moss on 0161 496 0000")
    await session.say("if they want weddings that's Marta, 0161 496 0001")
    assert "Bea Moss (0161 496 0000)" in {t.label for t in session.spec.transfers}


async def test_whose_number_it_is_is_told_to_no_caller() -> None:
    session = await talk("driving school, it books lessons", "learners")
    await session.say("instructor is Shaz, 07700 900 123, only put crying people through to her lol")
    assert [t.label for t in session.spec.transfers] == ["Shaz (07700 900 123)"]
    assert not session.spec.knowledge
