import pytest
from hypothesis import given, settings

from engine.document.spec import AgentSpec, Edge, Flow, Goal, Node
from engine.workflow.check import check
from engine.workflow.graph import Graph
from engine.workflow.synthesize import draw
from engine.workflow.walk import Caller, Trace, Walker, callers, findings
from tests.more import MORE
from tests.strategies import specs
from tests.workflow.samples import agent, clinic

BOOKING = ("book__ask", "book__act")


def walk(spec: AgentSpec, manner: str, *wants: str, goal: str | None = None) -> Trace:
    return Walker(Graph(spec.flow)).walk(Caller(manner, wants, goal))  # type: ignore[arg-type]


@given(specs(min_goals=1))
@settings(max_examples=70 * MORE, deadline=None)
def test_every_drawn_flow_holds_a_conversation_with_every_kind_of_caller(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.level == "error"] == []


@given(specs(min_goals=1, max_goals=3))
@settings(max_examples=15 * MORE, deadline=None)
def test_every_call_ends_and_nothing_leaves_a_terminal(spec: AgentSpec) -> None:
    flow = draw(spec)
    walker, kinds = Walker(Graph(flow)), {n.id: n.kind for n in flow.nodes}
    for caller in callers(flow, spec):
        trace = walker.walk(caller)
        assert trace.ending in ("end", "transfer")
        assert [kinds[key] in ("end", "transfer") for key in trace.steps] == [False] * (len(trace.steps) - 1) + [True]
        assert sum(visit.utterances for visit in trace.visits) <= walker.bound


def test_an_ideal_caller_is_heard_and_served() -> None:
    trace = walk(clinic(), "ideal", *BOOKING, goal="book")
    assert trace.steps == ("greet", "book__ask", "book__act", "wrap_up", "end")
    assert trace.unheard == frozenset()
    assert {"service", "day", "name"} <= trace.heard
    assert {"check_availability", "book_appointment"} <= trace.tools


def test_a_vague_caller_says_the_rest_at_the_second_try() -> None:
    trace = walk(clinic(), "vague", *BOOKING, goal="book")
    assert trace.steps == ("greet", "book__ask", "book__act", "wrap_up", "end")
    assert [visit.utterances for visit in trace.visits] == [2, 2, 2, 2, 0]


def test_a_refusing_caller_leaves_the_branch_and_the_call_ends() -> None:
    trace = walk(clinic(), "refusing", *BOOKING, goal="book")
    assert trace.steps == ("greet", "book__ask", "sorry", "wrap_up", "end")
    assert trace.heard == frozenset()


def test_a_silent_caller_is_tried_twice_and_let_go() -> None:
    trace = walk(clinic(), "silent")
    assert trace.steps == ("greet", "sorry", "wrap_up", "end")
    assert [visit.utterances for visit in trace.visits] == [2, 0, 2, 0]


@pytest.mark.parametrize(
    ("outcome", "steps"),
    [
        ("wrong_person", ("greet", "wrong_person", "end")),
        ("voicemail", ("greet", "voicemail")),
        ("not_now", ("greet", "reason", "not_now", "end")),
    ],
)
def test_an_outbound_call_ends_well_whoever_answers(outcome: str, steps: tuple[str, ...]) -> None:
    assert walk(agent("remind_appointment", direction="outbound"), "astray", outcome).steps == steps


def way(
    source: str, target: str, condition: str | None = None, *, otherwise: bool = False, back: str | None = None
) -> Edge:
    return Edge(
        id=f"{source}-{target}", source=source, target=target, condition=condition, otherwise=otherwise, back=back
    )


def faults(*edges: Edge, until: str | None = "The day is known.") -> set[str]:
    """What the walker says of greet -> ask -> end, joined by `edges`."""
    nodes = (
        Node(id="greet", kind="start", title="Greet"),
        Node(id="ask", kind="collect", title="Ask", until=until, asks=("day",), goal="book"),
        Node(id="end", kind="end", title="End"),
    )
    spec = AgentSpec(goals=(Goal(id="book", statement="Book a table"),))
    return {f.rule for f in findings(Flow(start="greet", nodes=nodes, edges=edges), spec)}


DAY = "The day is known."


def test_each_way_to_fail_a_caller_is_found() -> None:
    assert faults(way("greet", "ask"), way("ask", "end", DAY, otherwise=True)) == set()
    assert faults(way("greet", "ask"), way("ask", "end"), until=None) == {"walk.unheard"}
    assert faults(way("greet", "ask"), way("ask", "end", DAY)) == {"walk.stuck"}
    assert "walk.unreached" in faults(way("greet", "end"), way("ask", "end", DAY, otherwise=True))
    assert "walk.endless" in faults(way("greet", "ask"), way("ask", "greet", otherwise=True))


def test_a_way_back_is_a_way() -> None:
    edges = (way("greet", "ask"), way("greet", "end", otherwise=True, back="The caller is back."))
    assert "walk.stuck" in faults(*edges)
