"""“We use HubSpot” offers what HubSpot's API has for the goals; every recipe is fit for every platform."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from engine.document.changes import OfferTools
from engine.document.spec import AgentSpec, Goal, Platform
from engine.interview.guided import Guided
from engine.secrets import secrets_in
from engine.targets import TARGETS, export
from engine.tools.sources.offers import offers_for
from engine.tools.sources.products import Product, named_in, products
from engine.turns.turn import Engine
from tests.sources.test_choosing import OPENING, labels, said
from tests.talk import tell
from tests.targets.samples import dental

TITLES = [product.title for product in products()]


def product(title: str) -> Product:
    return next(one for one in products() if one.title == title)


def test_the_ten_most_common_are_there() -> None:
    common = {
        "Google Calendar",
        "Cal.com",
        "Calendly",
        "HubSpot",
        "Salesforce",
        "Zendesk",
        "Shopify",
        "Stripe",
        "Twilio",
    }
    assert {*TITLES} >= {*common, "Microsoft 365 calendar"}


@pytest.mark.parametrize("title", TITLES)
def test_a_recipe_names_its_source_and_says_how_each_operation_is_called(title: str) -> None:
    one = product(title)
    assert urlsplit(one.source).scheme == "https"
    for tool in one.tools:
        assert tool.auth_ref
        assert {p.name for p in tool.params if p.in_ == "path"} == {
            part[1:-1].removesuffix("}") for part in (tool.url or "").replace(".json", "").split("/") if part[:1] == "{"
        }
        assert (tool.confirm, all(p.description for p in tool.params)) == (tool.effect != "read", True)
        assert not secrets_in(tool.model_dump(mode="json"))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("platform", TARGETS)
def test_every_platform_takes_every_recipe(platform: Platform, title: str) -> None:
    own = {tool.name for tool in dental().tools}
    tools = (
        tool.model_copy(update={"state": "accepted", "name": f"p_{tool.name}" if tool.name in own else tool.name})
        for tool in product(title).tools
    )
    spec = dental().model_copy(update={"tools": (*dental().tools, *tools)})
    bundle = export(AgentSpec.model_validate(dict(spec)), platform, 1)
    assert [f for f in TARGETS[platform].check(bundle) if f.level == "error"] == []


GOALS = {
    "HubSpot": {
        "Look up the customer": "find_contact",
        "Take messages": "create_ticket",
        "Open a ticket": "create_ticket",
    },
    "Google Calendar": {"Book appointments": "create_event", "Cancel appointments": "cancel_event"},
    "Microsoft 365 calendar": {"Reschedule appointments": "move_event", "Check availability": "check_availability"},
    "Cal.com": {"Book appointments": "create_booking", "Cancel appointments": "cancel_booking"},
    "Calendly": {"Book appointments": "create_booking", "Find free slots": "check_availability"},
    "Salesforce": {"Capture leads": "create_lead", "Open a case": "create_case"},
    "Zendesk": {"Open a ticket": "create_ticket", "Check the status of a ticket": "get_ticket"},
    "Shopify": {"Track orders": "find_order", "Cancel an order": "cancel_order"},
    "Stripe": {"Refund a payment": "refund_payment", "Cancel a subscription": "cancel_subscription"},
    "Twilio": {"Send a text message": "send_sms"},
}


@pytest.mark.parametrize(("title", "goal"), [(title, goal) for title, goals in GOALS.items() for goal in goals])
def test_the_operation_for_a_goal_is_among_the_first_three(title: str, goal: str) -> None:
    spec = AgentSpec(goals=(Goal(id="it", statement=goal),))
    offers = offers_for(OfferTools(source=title, tools=product(title).tools), spec)
    assert GOALS[title][goal] in [offer.tool.name for offer in offers.choices]


def test_what_is_ruled_out_or_only_sounds_alike_is_not_named() -> None:
    assert [one.title for one in named_in(["We use HubSpot and Cal.com."])] == ["Cal.com", "HubSpot"]
    assert named_in(["We do not use HubSpot.", "Look for stripes.", "Local.com is ours."]) == []


async def test_a_product_in_use_is_offered_for_the_goals_and_the_chosen_becomes_the_tool(engine: Engine) -> None:
    guided = replace(engine, interviewer=Guided())
    await tell(guided, OPENING)
    offered = await tell(guided, "We use Google Calendar.")
    assert "I know 5 operations of the API of Google Calendar (as of " in said(offered)
    while "None of these" in labels(offered):
        offered = await tell(guided, labels(offered)[0])
    urls = {tool.name: f"{tool.method} {tool.url}" for tool in offered.session.spec.tools if tool.url}
    base = "https://www.googleapis.com/calendar/v3"
    assert urls["book_appointment"] == f"POST {base}/calendars/{{calendarId}}/events"
    assert urls["check_availability"] == f"POST {base}/freeBusy"


async def test_a_product_that_is_named_before_the_goals_is_offered_once_they_are_there(engine: Engine) -> None:
    guided = replace(engine, interviewer=Guided())
    first = await tell(guided, "We use HubSpot.")
    assert "None of these" not in labels(first)
    second = await tell(guided, OPENING)
    assert "None of these" in labels(second)
    assert "None of these" in labels(await tell(guided, "The tone should be warm."))


async def test_a_product_that_serves_no_goal_is_only_noted(engine: Engine) -> None:
    guided = replace(engine, interviewer=Guided())
    await tell(guided, OPENING)
    assert "I know" not in said(await tell(guided, "We use Shopify."))
