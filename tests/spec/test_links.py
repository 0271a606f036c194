"""A goal holds what serves it, and what names something that has gone or got a new name stays true."""

from typing import Any

import pytest

from engine.document.changes import CHANGE, apply
from engine.document.spec import (
    AgentSpec,
    Case,
    DataField,
    Emergency,
    Fallback,
    Flow,
    Goal,
    Identity,
    Node,
    Tool,
    Transfer,
)
from engine.errors import Problem

CLINIC = AgentSpec(
    goals=(
        Goal(
            id="book", statement="Book appointments", tools=("find", "book"), fields=("day", "name"), playbook="booking"
        ),
        Goal(id="refill", statement="Refill prescriptions", tools=("find", "refill"), fields=("name", "drug")),
        Goal(id="urgent", statement="Reach the vet on call", by_whom="on_call"),
    ),
    data_fields=tuple(DataField(name=n, description=n) for n in ("day", "name", "drug")),
    tools=tuple(Tool(name=n, purpose=n, state="accepted") for n in ("find", "book", "refill")),
    transfers=(Transfer(id="on_call", label="Vet on call", condition="It is urgent."),),
    fallback=Fallback(kind="person", transfer="on_call"),
    emergencies=(Emergency(id="choking", signs="choking", say="I put you through.", transfer="on_call"),),
    identity=Identity(ask=("date of birth",), goals=("refill",)),
    questions=("booking.notice", "booking.lengths", "vet.area"),
    flow=Flow(start="ask", nodes=(Node(id="ask", title="Ask", goal="book", asks=("day",), tools=("find",)),)),
)


def changed(spec: AgentSpec, **change: Any) -> AgentSpec:
    after = apply(spec, CHANGE.validate_python(change))
    assert not isinstance(after, Problem), after
    return after


def refused(spec: AgentSpec, **change: Any) -> str:
    after = apply(spec, CHANGE.validate_python(change))
    assert isinstance(after, Problem)
    return after.message


def goal(spec: AgentSpec, key: str) -> Goal:
    return next(g for g in spec.goals if g.id == key)


def test_a_goal_that_goes_takes_what_only_it_used() -> None:
    after = changed(CLINIC, op="remove", part="goals", id="book")
    assert [t.name for t in after.tools] == ["find", "refill"]
    assert [f.name for f in after.data_fields] == ["name", "drug"]
    assert after.questions == ("vet.area",)
    assert after.flow.nodes[0].goal is None


def test_a_tool_with_a_place_of_its_own_and_one_that_was_declined_stay_when_their_goal_goes() -> None:
    spec = changed(CLINIC, op="configure", tool="book", values={"place": "after"})
    spec = changed(spec, op="decline", tool="find")
    spec = changed(changed(spec, op="remove", part="goals", id="refill"), op="remove", part="goals", id="book")
    assert [t.name for t in spec.tools] == ["find", "book"]


def test_a_check_of_identity_goes_with_the_only_goal_that_needs_it() -> None:
    assert changed(CLINIC, op="remove", part="goals", id="refill").identity is None
    assert changed(CLINIC, op="remove", part="goals", id="book").identity == CLINIC.identity


def test_a_line_that_goes_is_named_nowhere_any_more() -> None:
    after = changed(CLINIC, op="remove", part="transfers", id="on_call")
    assert (goal(after, "urgent").by_whom, after.fallback, after.emergencies[0].transfer) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ({"op": "configure", "tool": "find", "values": {"name": "search"}}, lambda s: goal(s, "book").tools[0]),
        ({"op": "configure", "tool": "find", "values": {"name": "search"}}, lambda s: s.flow.nodes[0].tools[0]),
        (
            {"op": "edit", "part": "data_fields", "id": "day", "values": {"name": "search"}},
            lambda s: goal(s, "book").fields[0],
        ),
        (
            {"op": "edit", "part": "data_fields", "id": "day", "values": {"name": "search"}},
            lambda s: s.flow.nodes[0].asks[0],
        ),
        ({"op": "edit", "part": "goals", "id": "refill", "values": {"id": "search"}}, lambda s: s.identity.goals[0]),
        (
            {"op": "edit", "part": "transfers", "id": "on_call", "values": {"id": "search"}},
            lambda s: s.fallback.transfer,
        ),
    ],
)
def test_a_new_name_is_carried_to_all_that_names_it(change: dict[str, Any], look: Any) -> None:
    assert look(changed(CLINIC, **change)) == "search"


def test_links_rules_and_cases_come_and_go_one_by_one() -> None:
    spec = changed(CLINIC, op="add_to_goal", goal="book", part="tools", item="refill")
    spec = changed(spec, op="add_to_goal", goal="book", part="rules", item="At most 24 hours ahead.")
    spec = changed(
        spec, op="add_to_goal", goal="book", part="cases", item={"when": "Nothing is free.", "then": "Offer two."}
    )
    spec = changed(
        spec, op="add_to_goal", goal="book", part="cases", item={"when": "Nothing is free.", "then": "Call back."}
    )
    assert goal(spec, "book").tools == ("find", "book", "refill")
    assert goal(spec, "book").rules == ("At most 24 hours ahead.",)
    assert goal(spec, "book").cases == (Case(when="Nothing is free.", then="Call back."),)
    spec = changed(spec, op="remove_from_goal", goal="book", part="cases", item="nothing is free.")
    spec = changed(spec, op="remove_from_goal", goal="book", part="tools", item="refill")
    assert (goal(spec, "book").cases, goal(spec, "book").tools) == ((), ("find", "book"))


def test_what_is_there_already_changes_nothing() -> None:
    change = CHANGE.validate_python({"op": "add_to_goal", "goal": "book", "part": "tools", "item": "find"})
    assert apply(CLINIC, change) is CLINIC


def test_a_link_to_something_that_is_not_there_is_refused_in_words() -> None:
    assert refused(CLINIC, op="add_to_goal", goal="book", part="tools", item="fax") == "There is no tool called “fax”."
    assert "no goal called “sing”" in refused(CLINIC, op="add_to_goal", goal="sing", part="tools", item="find")
    assert "no rule like" in refused(CLINIC, op="remove_from_goal", goal="book", part="rules", item="Never sing.")
    who = {"op": "edit", "part": "goals", "id": "book", "values": {"by_whom": "ghost"}}
    assert refused(CLINIC, **who) == "There is no transfer called “ghost”."
    assert "no goal called" in refused(CLINIC, op="set", path="identity", value={"ask": ["PIN"], "goals": ["sing"]})


def test_hours_are_set_whole_as_text_or_by_days() -> None:
    said = changed(CLINIC, op="set", path="runtime.hours", value="weekdays nine to five")
    assert said.runtime.hours
    assert said.runtime.hours.said == "weekdays nine to five"
    period = {"days": ["mon"], "opens": "09:00", "closes": "17:00"}
    known = changed(CLINIC, op="set", path="runtime.hours", value={"periods": [period]})
    assert known.runtime.hours
    assert known.runtime.hours.periods[0].closes == "17:00"
    assert "opens" in refused(CLINIC, op="set", path="runtime.hours", value={"periods": [{**period, "opens": "9am"}]})
