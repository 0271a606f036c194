"""The local Discord refuses what Discord refuses; else the tests that lean on it would prove nothing."""

from collections.abc import Mapping

import aiohttp
import pytest

from tests.discord.local import LocalDiscord, Person
from tests.discord.local.limits import Invalid, check_commands, check_message, check_modal
from tests.discord.local.people import COMPONENT
from tests.discord.local.world import Json

NONE: dict[str, list[str]] = {"parse": []}
BUTTON = {"type": 2, "style": 1, "label": "Yes", "custom_id": "a"}
INPUT = {"type": 18, "label": "Where?", "component": {"type": 4, "custom_id": "url", "style": 1}}


def row(*items: Json) -> Json:
    return {"type": 1, "components": list(items)}


def button(number: int, **fields: str) -> Json:
    return {**BUTTON, "custom_id": f"a{number}", **fields}


@pytest.mark.parametrize(
    ("payload", "files"),
    [
        ({"content": "x" * 2001, "allowed_mentions": NONE}, {}),
        ({"content": "", "allowed_mentions": NONE}, {}),
        ({"content": "hello"}, {}),
        ({"content": "hello", "allowed_mentions": {"parse": ["everyone"]}}, {}),
        ({"content": "hello", "allowed_mentions": NONE, "nonce": "x" * 26}, {}),
        ({"content": "hello", "allowed_mentions": NONE}, {"big.zip": b"x" * 10_485_761}),
        ({"content": "hello", "allowed_mentions": NONE}, {f"{n}.md": b"x" for n in range(11)}),
        ({"content": "hello", "allowed_mentions": NONE, "components": [row(*map(button, range(6)))]}, {}),
        ({"content": "hello", "allowed_mentions": NONE, "components": [row(button(n)) for n in range(6)]}, {}),
        ({"content": "hello", "allowed_mentions": NONE, "components": [row(BUTTON, BUTTON)]}, {}),
        ({"content": "hello", "allowed_mentions": NONE, "components": [row(button(1, custom_id="x" * 101))]}, {}),
        ({"content": "hello", "allowed_mentions": NONE, "components": [row(button(1, label="x" * 81))]}, {}),
    ],
)
def test_a_message_that_discord_does_not_take_is_refused(payload: Json, files: Mapping[str, bytes]) -> None:
    with pytest.raises(Invalid):
        check_message(payload, files)


@pytest.mark.parametrize(
    "modal",
    [
        {"title": "", "custom_id": "a", "components": [INPUT]},
        {"title": "x" * 46, "custom_id": "a", "components": [INPUT]},
        {"title": "Set up", "custom_id": "", "components": [INPUT]},
        {"title": "Set up", "custom_id": "a", "components": []},
        {"title": "Set up", "custom_id": "a", "components": [INPUT] * 6},
        {"title": "Set up", "custom_id": "a", "components": [{**INPUT, "label": "x" * 46}]},
        {"title": "Set up", "custom_id": "a", "components": [{**INPUT, "description": "x" * 101}]},
        {"title": "Set up", "custom_id": "a", "components": [row(BUTTON)]},
    ],
)
def test_a_modal_that_discord_does_not_take_is_refused(modal: Json) -> None:
    with pytest.raises(Invalid):
        check_modal(modal)


def test_commands_without_contexts_or_with_a_bad_name_are_refused() -> None:
    good: Json = {"name": "agent", "description": "Design", "contexts": [0], "integration_types": [0]}
    check_commands([good])
    for bad in ({"name": "agent", "description": "Design"}, {**good, "name": "Agent"}, {**good, "description": ""}):
        with pytest.raises(Invalid):
            check_commands([bad])


@pytest.mark.parametrize(
    ("later", "times", "status", "code"), [(0, 1, 200, None), (0, 2, 400, 40060), (4, 1, 404, 10062)]
)
async def test_an_interaction_is_acknowledged_once_and_within_three_seconds(
    discord: LocalDiscord, later: float, times: int, status: int, code: int | None
) -> None:
    general = next(iter(discord.guild().channels.values()))
    made = Person(discord, "Ana").interaction(general, COMPONENT, {"custom_id": "a", "component_type": 2})
    discord.later = later
    async with aiohttp.ClientSession() as session:
        url = f"{discord.api_url}/interactions/{made.id}/{made.token}/callback"
        for _ in range(times):
            response = await session.post(url, json={"type": 6})
        answer = await response.json()
    assert (response.status, answer.get("code")) == (status, code)
    assert response.headers["Content-Type"] == "application/json"
    assert made.acknowledged_after is not None or later
