"""The closed set of changes keeps the spec valid, whatever is asked of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.changes import (
    CHANGE,
    Accept,
    AddEdge,
    AddNode,
    Approve,
    Change,
    Configure,
    Decline,
    Edit,
    GoBack,
    Remove,
    RemoveNode,
    Set,
    Skip,
    Undo,
    add,
    apply,
)
from engine.document.spec import AgentSpec, Edge, Flow, Goal, Node, Origin, Param, Stage, Tool
from engine.errors import Problem
from tests.more import MORE
from tests.spec.strategies import changes

ANA = Origin(author="U1", author_name="Ana", message="m1")
BEN = Origin(author="U2", author_name="Ben", message="m2")


def after(spec: AgentSpec, *steps: Change, origin: Origin = ANA) -> AgentSpec:
    for step in steps:
        result = apply(spec, step, origin=origin)
        assert isinstance(result, AgentSpec), result
        spec = result
    return spec


def problem(spec: AgentSpec, step: Change) -> str:
    result = apply(spec, step)
    assert isinstance(result, Problem), result
    return result.message


@given(st.lists(changes, max_size=25))
@settings(max_examples=60 * MORE, deadline=None)
def test_any_sequence_of_changes_leaves_a_valid_spec_or_a_problem_a_person_can_read(steps: list[Change]) -> None:
    spec = AgentSpec()
    for step in steps:
        result = apply(spec, step, origin=ANA)
        if isinstance(result, Problem):
            assert result.message.endswith(".")
            assert "\n" not in result.message
            assert len(result.message) < 400
            assert "validation error" not in result.message.lower()
        else:
            assert AgentSpec.model_validate_json(result.model_dump_json()) == result
            spec = result


@given(st.lists(changes, max_size=12), changes)
@settings(max_examples=40 * MORE, deadline=None)
def test_undo_after_any_change_gives_the_earlier_spec(steps: list[Change], last: Change) -> None:
    spec = AgentSpec()
    for step in steps:
        result = apply(spec, step, origin=ANA)
        spec = spec if isinstance(result, Problem) else result
    changed = apply(spec, last, origin=BEN)
    if isinstance(changed, AgentSpec):
        assert apply(changed, Undo(), earlier=spec) == spec


def test_undo_with_nothing_before_it_says_so() -> None:
    assert problem(AgentSpec(), Undo()) == "There is nothing to undo yet."


def test_every_value_knows_who_said_it_and_in_which_message() -> None:
    spec = after(AgentSpec(), Set(path="role", value="receptionist"), add("goals", Goal(id="book", statement="Book")))
    spec = after(spec, Edit(part="goals", id="book", values={"success": "There is a date"}), origin=BEN)
    assert spec.origins["role"] == ANA
    assert spec.origins["goals.book"] == ANA
    assert spec.origins["goals.book.success"] == BEN


def test_a_change_without_effect_leaves_the_spec_and_its_origins_alone() -> None:
    spec = after(AgentSpec(), Set(path="tone", value=["warm"]))
    assert apply(spec, Set(path="tone", value=["warm"]), origin=BEN) is spec
    assert apply(spec, add("tone", "WARM"), origin=BEN) is spec


def test_clearing_a_value_makes_it_unknown_again() -> None:
    spec = after(AgentSpec(), Set(path="greeting", value="Hello"), Set(path="greeting"))
    assert spec.greeting is None
    assert (
        after(spec, Set(path="speech.max_sentences", value=3), Set(path="speech.max_sentences")).speech.max_sentences
        == 2
    )


def test_removing_an_item_forgets_where_it_came_from() -> None:
    spec = after(AgentSpec(), add("goals", Goal(id="book", statement="Book")), Remove(part="goals", id="book"))
    assert spec.goals == ()
    assert spec.origins == {}


@pytest.mark.parametrize(("part", "word"), [("tone", "warm"), ("languages", "es"), ("platforms", "json")])
def test_where_words_came_from_is_forgotten_with_the_last_of_them(part: str, word: str) -> None:
    added = [{"op": "add", "part": part, "item": item} for item in (word, "en" if part == "languages" else "markdown")]
    removed = [{"op": "remove", "part": part, "id": item["item"]} for item in added]
    one_left = after(AgentSpec(), *map(CHANGE.validate_python, [*added, removed[1]]))
    assert one_left.origins == {part: ANA}
    assert after(one_left, CHANGE.validate_python(removed[0])).origins == {}


def test_a_renamed_tool_takes_its_origins_and_its_steps_with_it() -> None:
    flow = Flow(start="a", nodes=(Node(id="a", title="Look it up", tools=("lookup",)),))
    spec = after(AgentSpec(flow=flow), add("tools", Tool(name="lookup", purpose="Finds an order")))
    spec = after(spec, Configure(tool="lookup", values={"name": "find_order", "url": "https://api.example.com/o"}))
    assert spec.flow.nodes[0].tools == ("find_order",)
    assert "tools.find_order" in spec.origins
    assert "tools.lookup" not in spec.origins
    assert after(spec, Remove(part="tools", id="find_order")).flow.nodes[0].tools == ()


def test_configuring_merges_parameters_by_name() -> None:
    tool = Tool(name="lookup", purpose="Finds an order", params=(Param(name="order_id"), Param(name="email")))
    spec = after(
        AgentSpec(),
        add("tools", tool),
        Configure(tool="lookup", values={"params": [{"name": "order_id", "description": "The number on the receipt"}]}),
    )
    assert [p.name for p in spec.tools[0].params] == ["order_id", "email"]
    assert spec.tools[0].params[0].description == "The number on the receipt"


def test_a_tool_can_be_accepted_and_declined_but_not_invented() -> None:
    spec = after(AgentSpec(), add("tools", Tool(name="lookup", purpose="Finds an order")), Accept(tool="lookup"))
    assert spec.tools[0].state == "accepted"
    assert after(spec, Decline(tool="lookup")).tools[0].state == "declined"
    assert "There is lookup." in problem(spec, Accept(tool="teleport"))


def test_an_address_must_be_https_and_carry_no_password() -> None:
    spec = after(AgentSpec(), add("tools", Tool(name="lookup", purpose="Finds an order")))
    assert "https://" in problem(spec, Configure(tool="lookup", values={"url": "http://api.example.com"}))
    assert "secret" in problem(spec, Configure(tool="lookup", values={"url": "https://me:pw@api.example.com"}))


def test_a_real_key_is_refused_wherever_it_is_put() -> None:
    key = "sk_" + "live_" + "4" * 24
    spec = after(AgentSpec(), add("tools", Tool(name="pay", purpose="Takes a payment")))
    assert "name of the secret" in problem(spec, Configure(tool="pay", values={"on_error": f"use {key}"}))
    assert "name of the secret" in problem(spec, Set(path="greeting", value=key))


def test_tools_cannot_be_approved_while_one_is_undecided() -> None:
    spec = after(AgentSpec(), add("tools", Tool(name="lookup", purpose="Finds an order")))
    assert "lookup" in problem(spec, Approve(what="tools"))
    assert "tools" in after(spec, Decline(tool="lookup"), Approve(what="tools")).approvals


def test_an_edge_to_a_step_that_is_not_there_is_refused() -> None:
    spec = after(AgentSpec(), AddNode(node=Node(id="greet", title="Greet")))
    assert spec.flow.start == "greet"
    assert "nowhere" in problem(spec, AddEdge(edge=Edge(id="e", source="greet", target="nowhere")))


def test_a_removed_step_takes_its_edges_with_it_and_is_remembered() -> None:
    spec = after(
        AgentSpec(),
        AddNode(node=Node(id="greet", title="Greet")),
        AddNode(node=Node(id="survey", title="Survey")),
        AddEdge(edge=Edge(id="e", source="greet", target="survey")),
        RemoveNode(id="survey"),
    )
    assert spec.flow.edges == ()
    assert set(spec.flow.removed) == {"survey", "e"}
    assert "start" in problem(spec, RemoveNode(id="greet"))


def test_a_skipped_path_is_asked_for_again_only_after_it_was_known_and_lost() -> None:
    spec = after(AgentSpec(), Skip(path="audience"))
    assert spec.skipped == ("audience",)
    assert after(spec, Set(path="audience", value="patients")).skipped == ()


def test_going_back_needs_a_stage_that_can_be_looked_at_again() -> None:
    assert "go back" in problem(AgentSpec(), GoBack(stage=Stage.COMPLETED))
    assert after(AgentSpec(), GoBack(stage=Stage.EXPLORING_TOOLS)).revisiting == Stage.EXPLORING_TOOLS
