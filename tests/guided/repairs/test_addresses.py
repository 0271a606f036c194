"""Addresses and secrets go to the tool that they were said about; where nobody can tell, the person is asked."""

import pytest

from engine.document.spec import AgentSpec
from tests.guided.talk import Talk, talk

_SHOP = "A receptionist for our bike shop that books repair slots, looks up orders and takes payments"


async def _at_the_tools() -> Talk:
    """A session whose tools are accepted, and whose first address is asked for."""
    session = await talk(_SHOP)
    for _ in range(9):
        if session.asked and session.asked.path.startswith("tools."):
            return session
        await session.say("yes")
    raise AssertionError(session.words)


def _url(spec: AgentSpec, name: str) -> str | None:
    tool = spec.tool(name)
    assert tool is not None
    return tool.url


def _called(session: Talk) -> list[str]:
    return [t.name for t in session.spec.accepted_tools() if t.kind == "http"]


async def test_an_address_goes_to_the_tool_that_its_clause_names() -> None:
    session = await _at_the_tools()
    await session.say("orders live at https://orders.example.com/v1 and payments go to https://pay.example.com")
    assert _url(session.spec, "take_payment") == "https://pay.example.com"
    orders = [name for name in _called(session) if "order" in name]
    assert {_url(session.spec, name) for name in orders} == {"https://orders.example.com/v1"}


async def test_an_address_alone_answers_the_open_question() -> None:
    session = await _at_the_tools()
    assert session.asked
    name = session.asked.path.split(".")[1]
    await session.say("https://api.example.com/x")
    assert _url(session.spec, name) == "https://api.example.com/x"


async def test_an_address_for_nobody_is_asked_about_and_a_click_binds_it() -> None:
    session = await _at_the_tools()
    session.asked = None
    asked = (await session.say("our api is at https://api.example.com")).asked
    assert asked is not None
    labels = [s.label for s in asked.suggestions if s.changes]
    assert len(labels) > 1
    assert all(_url(session.spec, name) is None for name in _called(session))
    await session.say(labels[0])
    assert "https://api.example.com" in [_url(session.spec, name) for name in _called(session)]


@pytest.mark.parametrize(
    "words",
    [
        "use https://api.example.com for all of them",
        "https://api.example.com for every tool",
        "all tools are at https://api.example.com",
    ],
)
async def test_one_address_for_all_tools_on_request(words: str) -> None:
    session = await _at_the_tools()
    await session.say(words)
    called = _called(session)
    assert len(called) > 1
    assert [_url(session.spec, name) for name in called] == ["https://api.example.com"] * len(called)


async def test_one_secret_for_all_tools_on_request() -> None:
    session = await _at_the_tools()
    await session.say("use SHOP_TOKEN for all of them")
    assert {t.auth_ref for t in session.spec.accepted_tools() if t.kind == "http"} == {"SHOP_TOKEN"}


@pytest.mark.parametrize(
    "words", ["we have no API", "we don't have an API for that", "there is no api, it's all on paper"]
)
async def test_no_api_is_an_answer_with_two_ways_on(words: str) -> None:
    session = await _at_the_tools()
    assert session.asked
    name = session.asked.path.split(".")[1]
    await session.say(words)
    assert session.asked is not None
    labels = [s.label for s in session.asked.suggestions]
    assert any("message" in label.lower() for label in labels)
    assert any("open" in label.lower() for label in labels)
    assert not session.spec.skipped
    await session.say(next(label for label in labels if "message" in label.lower()))
    tool = session.spec.tool(name)
    assert tool is None or tool.state == "declined"
    assert any(t.name == "take_message" for t in session.spec.accepted_tools())
    assert all(name not in goal.tools for goal in session.spec.goals)


async def test_leaving_a_tool_open_for_want_of_an_api_names_a_placeholder() -> None:
    session = await _at_the_tools()
    assert session.asked
    path = session.asked.path
    await session.say("we have no api")
    await session.say(next(s.label for s in session.asked.suggestions if "open" in s.label.lower()))
    assert path in session.spec.skipped
