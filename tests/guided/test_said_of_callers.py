"""What callers do, what is asked of them and how they prove who they are is no goal in their words."""

import pytest

from engine.document.spec import AgentSpec
from tests.guided.talk import talk


async def opened(text: str) -> AgentSpec:
    return (await talk(text)).spec


def goals(spec: AgentSpec) -> list[str]:
    return [goal.statement for goal in spec.goals]


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("A bike shop; people ring to ask if their repair is ready.", "Say if their repair is ready"),
        ("Our bakery: customers call to order cakes.", "Take orders for cakes"),
        ("A housing office, tenants phone to report a leak.", "Take reports of a leak"),
    ],
)
async def test_what_callers_do_is_said_as_the_job_of_the_agent(text: str, goal: str) -> None:
    assert goal in goals(await opened(text))


async def test_what_is_found_out_is_asked_for_and_no_goal_beside_others() -> None:
    spec = await opened("A tow service. It should find out the address and whether anybody is hurt, and send a truck.")
    assert goals(spec) == ["Send a truck"]
    assert {"address", "whether_anybody_is_hurt"} <= {field.name for field in spec.data_fields}


async def test_a_check_of_identity_is_read_with_its_tries_and_what_comes_otherwise() -> None:
    asks = "Callers must give account number and date of birth first, two tries, then a person."
    check = (await opened(f"A bank; it tells balances. {asks}")).identity
    assert check
    assert (check.ask, check.tries, check.otherwise) == (
        ("the account number", "the date of birth"),
        2,
        "Put the caller through to a person",
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("If somebody else picks up, never say why you call.", "If somebody else picks up, do not say why you call"),
        ("Leave no details on voicemail.", "Do not leave details on voicemail"),
        ("Never book a table without a deposit.", "Do not book a table without a deposit"),
    ],
)
async def test_a_rule_keeps_its_case_its_verb_and_its_limit(text: str, rule: str) -> None:
    spec = await opened(f"A restaurant agent that books tables. {text}")
    assert rule in [guardrail.statement for guardrail in spec.guardrails]
    assert goals(spec) == ["Book tables"]
