from typing import Any

import pytest

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.workflow.check import check
from tests.workflow.samples import clinic, goal, tool

WANTS = "The caller wants to pay."


def flow(*ways: Edge, extra: tuple[Node, ...] = ()) -> Flow:
    nodes = (
        Node(id="a", kind="start", title="A"),
        Node(id="b", title="B"),
        Node(id="c", title="C"),
        Node(id="z", kind="end", title="Z"),
    )
    return Flow(start="a", nodes=(*nodes, *extra), edges=ways)


def way(source: str, target: str, condition: str | None = None, *, otherwise: bool = False) -> Edge:
    return Edge(id=f"{source}-{target}", source=source, target=target, condition=condition, otherwise=otherwise)


SOUND = (way("a", "b", WANTS), way("a", "c", otherwise=True), way("b", "z"), way("c", "z"))


def test_a_sound_flow_has_no_findings() -> None:
    assert check(flow(*SOUND), AgentSpec()) == ()


def test_nothing_drawn_is_nothing_wrong() -> None:
    assert check(Flow(), clinic()) == ()


WAITS = Node(id="b", title="B", asks=("day",))
"""A step that asks and does not say until when."""


def with_step(node: Node) -> Flow:
    """The sound flow with another step in the place of the one of the same id."""
    sound = flow(*SOUND)
    return sound.model_copy(update={"nodes": tuple(node if n.id == node.id else n for n in sound.nodes)})


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("flow.one_start", flow(*SOUND).model_copy(update={"start": "ghost"})),
        ("flow.one_start", flow(*SOUND, way("c", "s"), extra=(Node(id="s", kind="start", title="S"),))),
        ("flow.unreachable", flow(way("a", "b"), way("b", "z"), way("c", "z"))),
        ("flow.dead_end", flow(*SOUND[:3])),
        ("flow.dangling", flow(*SOUND, way("b", "ghost"))),
        ("flow.terminal", flow(*SOUND, way("z", "a"))),
        ("flow.one_edge", flow(*SOUND, way("b", "a", "The caller goes back."))),
        ("flow.else", flow(way("a", "b", WANTS), way("a", "c", "The caller waits for us."), *SOUND[2:])),
        ("flow.else", flow(way("a", "b", otherwise=True), *SOUND[1:])),
        ("flow.else", with_step(Node(id="b", title="B", until="The day is known."))),
        ("flow.condition", flow(way("a", "b"), *SOUND[1:])),
        ("flow.exit", with_step(WAITS)),
        ("flow.sentence", flow(way("a", "b", "pay"), *SOUND[1:])),
        ("flow.twice", flow(*SOUND, way("a", "z", WANTS.upper()))),
        ("flow.tool", flow(*SOUND, way("c", "t"), extra=(Node(id="t", title="T", tools=("ghost",)),))),
    ],
)
def test_each_fault_is_found_under_its_own_rule(rule: str, broken: Flow) -> None:
    assert rule in {f.rule for f in check(broken, AgentSpec())}


def edited(spec: AgentSpec, key: str, **values: Any) -> Flow:
    nodes = tuple(n.model_copy(update=values) if n.id == key else n for n in spec.flow.nodes)
    return spec.flow.model_copy(update={"nodes": nodes})


def test_a_goal_without_a_step_is_found() -> None:
    spec = clinic()
    more = spec.model_copy(update={"goals": (*spec.goals, goal("Recommend a wine"))})
    assert [(f.rule, f.path) for f in check(spec.flow, more)] == [("flow.goal", "goals.recommend")]


def test_a_branch_that_cannot_fail_is_found() -> None:
    spec = clinic()
    edges = tuple(e for e in spec.flow.edges if not (e.source == "book__act" and e.otherwise))
    rules = {f.rule for f in check(spec.flow.model_copy(update={"edges": edges}), spec)}
    assert rules == {"flow.fails", "flow.else"}


def test_a_field_that_nobody_asks_for_is_found() -> None:
    spec = clinic()
    found = check(edited(spec, "book__ask", asks=("service", "day", "time_of_day", "new_or_known")), spec)
    assert [(f.rule, f.path) for f in found] == [("flow.unasked", "data_fields.name")]


def test_a_tool_at_a_step_of_another_goal_is_found() -> None:
    spec = clinic()
    found = check(edited(spec, "book__ask", tools=("check_availability", "cancel_appointment")), spec)
    assert [(f.rule, f.path) for f in found] == [("flow.uncalled_tool", "flow.nodes.book__ask")]


def test_a_flow_that_only_looks_sound_is_found_by_walking_it() -> None:
    nodes = (
        Node(id="a", kind="start", title="A", until="The day is known."),
        Node(id="c", title="C"),
        Node(id="d", title="D", until="The name is known."),
        Node(id="z", kind="end", title="Z"),
    )
    edges = (
        way("a", "z", "The day is known."),
        way("a", "c", otherwise=True),
        way("c", "d"),
        way("d", "z", "The name is known."),
        way("d", "a", otherwise=True),
    )
    found = check(Flow(start="a", nodes=nodes, edges=edges), AgentSpec())
    assert {(f.rule, f.level) for f in found} == {("walk.endless", "error")}


def test_a_declined_tool_in_a_step_is_an_error() -> None:
    last = Node(id="z", kind="end", title="Z", tools=("pay",))
    using = flow(*SOUND).model_copy(update={"nodes": (*flow().nodes[:3], last)})
    spec = AgentSpec(tools=(tool("pay", state="declined"),))
    assert [(f.rule, f.level) for f in check(using, spec)] == [("flow.tool", "error")]


def test_an_accepted_tool_that_no_step_uses_is_noted() -> None:
    found = check(flow(*SOUND), AgentSpec(tools=(tool("pay"), tool("old", state="declined"))))
    assert [(f.rule, f.path) for f in found] == [("flow.unused_tool", "tools.pay")]
