"""No text and no click that is accepted can fail a turn: what cannot be applied is answered in words."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.document.changes import CHANGE
from engine.document.spec import ITEM_KEYS
from engine.errors import PersonError
from engine.ids import new_id
from engine.interview.guided import Guided
from engine.messages.inbound import ThreadKey
from engine.store import dead_letters
from engine.turns.turn import Engine, accept, take_turns
from tests.conftest import OpenEngine
from tests.more import MORE
from tests.talk import clicks, says, waiting

OPENING = "A friendly receptionist called Mia for Bright Smile Dental that books and moves appointments"
_LONG = "checks whether the garden hose is long enough for the rose bed behind the shed " * 8
_COMMANDS = st.sampled_from(
    [
        "add a tool that {}", "undo to version {}", "undo {}", "go back to {}", "remove {}", "rename the agent to {}",
        "add a step that asks for {}", "the greeting is {}", "never {}", "call {} first", "transfer to {} at +4420{}",
        "the address of book_appointment is https://{}", "name the secret {}", "set the timeout to {}", "“{}”", "{}",
    ]
)  # fmt: skip
_FILLERS = st.one_of(
    st.sampled_from(
        [_LONG, "9" * 30, "1e999", "-1", "NaN", "a" * 400, "ß" * 301, "\ud83d\ude00" * 200, "{}", "%s", ""]
    ),
    st.text(max_size=400),
)
texts = st.builds(lambda command, filler: command.replace("{}", filler), _COMMANDS, _FILLERS)

_NUMBERS = st.one_of(st.integers(), st.just(10**20), st.just(10**400), st.floats(allow_nan=True), st.booleans())
_VALUES = st.recursive(
    st.one_of(st.none(), _NUMBERS, st.text(max_size=20), st.just("x" * 400), st.just("\x00\ud800")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(["book_appointment", "nobody", "a" * 64, "greet", ""])
_FIELDS = st.sampled_from(["id", "name", "statement", "params", "timeout", "url", "purpose", "state", "tools", "kind"])
_SHAPES: tuple[dict[str, st.SearchStrategy[Any]], ...] = (
    {"op": st.just("set"), "path": st.sampled_from(["role", "tone", "voice.speed", "languages", "platforms"])},
    {"op": st.just("edit"), "part": st.sampled_from([*ITEM_KEYS]), "id": _KEYS},
    {"op": st.just("remove"), "part": st.sampled_from([*ITEM_KEYS, "tone"]), "id": _KEYS},
    {"op": st.sampled_from(["accept", "decline", "configure"]), "tool": _KEYS},
    {"op": st.sampled_from(["edit_node", "remove_node", "edit_edge", "remove_edge"]), "id": _KEYS},
    {"op": st.just("approve"), "what": st.sampled_from(["basics", "tools", "flow", "final"])},
    {"op": st.just("skip"), "path": st.text(min_size=1, max_size=200)},
    {"op": st.just("undo"), "to": st.one_of(st.none(), st.integers(0, 3), st.just(10**20), st.just(10**400))},
)


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """A change as a client of the API writes it: every kind, with values that may fit nowhere."""
    shape = draw(st.sampled_from(_SHAPES))
    change = {name: draw(strategy) for name, strategy in shape.items()}
    if change["op"] == "set":
        change["value"] = draw(_VALUES)
    elif change["op"] in ("edit", "configure", "edit_node", "edit_edge"):
        change["values"] = draw(st.dictionaries(_FIELDS, _VALUES, max_size=2))
    return change


_slow = settings(
    max_examples=10 * MORE,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
async def guided(replica: OpenEngine) -> Engine:
    return await replica(Guided())


async def session_with_an_opening(engine: Engine) -> ThreadKey:
    thread = ThreadKey.terminal(new_id("t"))
    accepted = await accept(engine, says(OPENING, thread=thread))
    await take_turns(engine, accepted.session_id)
    return thread


async def never_fails(engine: Engine, session_id: str) -> None:
    await take_turns(engine, session_id)
    assert await waiting(engine, session_id) == []
    assert await dead_letters.listed(engine.store) == []


@_slow
@given(st.lists(texts, min_size=1, max_size=3))
@example([f"add a tool that {_LONG}"])
@example(["undo to version 100000000000000000000", "undo to 10^20"])
async def test_no_text_that_is_accepted_fails_a_turn(guided: Engine, said: list[str]) -> None:
    thread = await session_with_an_opening(guided)
    for text in said:
        with suppress(PersonError):
            accepted = await accept(guided, says(text, thread=thread))
            await never_fails(guided, accepted.session_id)


@_slow
@given(st.lists(changes(), min_size=1, max_size=3))
@example([{"op": "undo", "to": 10**20}])
@example([{"op": "set", "path": "voice.speed", "value": float("nan")}])
@example([{"op": "set", "path": "role", "value": json.loads("[" * 400 + "]" * 400)}])
async def test_no_click_that_is_accepted_fails_a_turn(guided: Engine, written: list[dict[str, Any]]) -> None:
    thread = await session_with_an_opening(guided)
    with suppress(PersonError, ValidationError):
        accepted = await accept(guided, clicks("Changed by hand", *written, thread=thread))
        await never_fails(guided, accepted.session_id)


def test_the_changes_of_these_tests_are_changes() -> None:
    assert CHANGE.validate_python({"op": "undo", "to": 10**20})
