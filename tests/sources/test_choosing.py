"""A document that is dropped in the thread: one choice at a time, for every goal what serves it."""

import json
from dataclasses import replace

import pytest

from engine.document.changes import OfferTools
from engine.document.spec import AgentSpec, Goal, Tool
from engine.errors import PersonError
from engine.interview.guided import Guided
from engine.store import transcript
from engine.tools.sources.offers import offers_for
from engine.tools.sources.openapi import document_in, offered_in
from engine.tools.sources.rank import Need, Shortlist
from engine.turns.turn import Answer, Engine, accept
from tests.sources.documents import BOOKINGS
from tests.talk import tell, waiting
from tests.turn.test_imports import brings

OPENING = "We are a dental practice. The agent should book appointments and cancel appointments for patients."


@pytest.fixture
def guided(engine: Engine) -> Engine:
    return replace(engine, interviewer=Guided())


def said(answer: Answer) -> str:
    assert answer.reply is not None
    return answer.reply.text


def labels(answer: Answer) -> list[str]:
    assert answer.reply is not None
    return [suggestion.label for suggestion in answer.reply.suggestions]


async def test_a_dropped_document_is_offered_goal_by_goal_and_the_chosen_becomes_the_tool(guided: Engine) -> None:
    before = (await tell(guided, OPENING)).session.spec
    places = [node.id for node in before.flow.nodes]
    offered = await tell(guided, brings(("api.yaml", BOOKINGS)))
    assert offered.session.spec == before
    assert "I have read Harbour Dental API: 7 operations that the agent could call." in said(offered)
    taken = offered
    while any(label.startswith(("GET ", "POST ", "PATCH ", "DELETE ")) for label in labels(taken)):
        taken = await tell(guided, labels(taken)[0])
    spec = taken.session.spec
    urls = {tool.name: f"{tool.method} {tool.url}" for tool in spec.tools if tool.url}
    base = "https://api.harbour.example/v2"
    assert urls["book_appointment"] == f"POST {base}/bookings"
    assert urls["check_availability"] == f"GET {base}/slots"
    assert urls["cancel_appointment"] == f"DELETE {base}/bookings/{{booking_id}}"
    assert [node.id for node in spec.flow.nodes] == places
    assert [goal.tools for goal in spec.goals] == [goal.tools for goal in before.goals]


async def test_a_place_a_no_and_a_yes_are_understood(guided: Engine) -> None:
    await tell(guided, OPENING)
    await tell(guided, brings(("api.yaml", BOOKINGS)))
    second = await tell(guided, "none of these")
    assert second.session.version == 1
    third = await tell(guided, "the second one")
    assert f"is now `{labels(second)[1].replace('/v2', 'https://api.harbour.example/v2')}`" in said(third)
    assert (await tell(guided, "yes please")).session.version == 3


async def test_talk_of_something_else_is_read_and_the_choice_asked_once_more_and_then_left(guided: Engine) -> None:
    await tell(guided, OPENING)
    offered = await tell(guided, brings(("api.yaml", BOOKINGS)))
    aside = await tell(guided, "The tone should be warm.")
    assert aside.session.spec.tone
    assert labels(aside) == labels(offered)
    left = await tell(guided, "The agent is called Nora.")
    assert "I leave that choice for now" in said(left)
    assert "None of these" not in labels(left)


async def test_the_document_again_shows_what_changed_in_the_tools_that_were_taken(guided: Engine) -> None:
    await tell(guided, OPENING)
    taken = await tell(guided, brings(("api.yaml", BOOKINGS)))
    while "None of these" in labels(taken):
        taken = await tell(guided, labels(taken)[0])
    same = await tell(guided, brings(("api.yaml", BOOKINGS)))
    assert "All that the agent needs of it is there already" in said(same)
    newer = BOOKINGS.replace("name: from, in", "name: first_day, in")
    changed = await tell(guided, brings(("api.yaml", newer)))
    assert "it now asks for first_day; it no longer takes from" in said(changed)
    updated = await tell(guided, "yes")
    tool = updated.session.spec.tool("check_availability")
    assert tool is not None
    assert [p.name for p in tool.params] == ["first_day"]


async def test_a_pasted_document_is_one_too(guided: Engine) -> None:
    await tell(guided, OPENING)
    pasted = await tell(guided, f"Here is our API:\n```yaml\n{BOOKINGS}```")
    assert "I have read Harbour Dental API" in said(pasted)
    stored = [m.text for _, _, m in await transcript.page(guided.store, pasted.session.session_id)]
    assert not any("operationId" in text for text in stored)


async def test_before_anybody_said_what_it_is_for_the_document_waits(engine: Engine) -> None:
    answer = await tell(engine, brings(("api.yaml", BOOKINGS)))
    assert "Tell me what the agent should do for callers" in said(answer)
    assert answer.session.spec == AgentSpec()


async def test_what_is_said_with_it_counts_first(guided: Engine) -> None:
    answer = await tell(guided, brings(("api.yaml", BOOKINGS), words=OPENING))
    assert answer.session.spec.goals
    assert "None of these" in labels(answer)


async def test_a_broken_document_gets_a_word_and_nothing_of_it_is_stored(engine: Engine) -> None:
    before = (await tell(engine, "role: guide")).session
    with pytest.raises(PersonError, match="not whole YAML"):
        await accept(engine, brings(("api.yaml", BOOKINGS + "\n  - [")))
    assert await waiting(engine, before.session_id) == []


def test_a_new_tool_serves_a_goal_that_had_none() -> None:
    found = offered_in(document_in(BOOKINGS))
    goal = Goal(id="bills", statement="Read out open invoices")
    offers = offers_for(OfferTools(source="x", tools=found.tools), AgentSpec(goals=(goal,)))
    assert (offers.choices[0].tool.name, offers.choices[0].goal) == ("get_invoices", "bills")


def test_a_system_may_call_its_things_as_the_team_does() -> None:
    placeholder = Tool(name="book_appointment", purpose="Books.", catalog="book_appointment")
    need = Need(Goal(id="book", statement="Book a taster session"), placeholder)
    tasters = Tool(
        name="create_tasters", purpose="Create tasters.", method="POST", url="https://api.loxley.example/tasters"
    )
    orders = Tool(
        name="create_orders", purpose="Create orders.", method="POST", url="https://api.loxley.example/orders"
    )
    assert Shortlist([orders, tasters]).best(need) == [tasters]


def test_what_is_done_at_the_end_of_an_address_is_done_to_what_stands_before_it() -> None:
    paths: dict[str, object] = {
        "/contacts/search": {"post": {}},
        "/tags/search": {"post": {}},
        "/contacts": {"post": {}},
    }
    found = offered_in(document_in(json.dumps({"openapi": "3.1.0", "paths": paths})))
    goal = Goal(id="find", statement="Look up the customer")
    offers = offers_for(OfferTools(source="x", tools=found.tools), AgentSpec(goals=(goal,)))
    assert offers.choices[0].tool.name == "post_contacts_search"
