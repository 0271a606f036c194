import pytest

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.workflow.check import check
from tests.workflow.samples import clinic, tool

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


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("flow.one_start", flow(*SOUND).model_copy(update={"start": "ghost"})),
        ("flow.one_start", flow(*SOUND, way("c", "s"), extra=(Node(id="s", kind="start", title="S"),))),
        ("flow.unreachable", flow(way("a", "b"), way("b", "z"), way("c", "z"))),
        ("flow.dead_end", flow(*SOUND[:3])),
        ("flow.dangling", flow(*SOUND, way("b", "ghost"))),
        ("flow.else", flow(way("a", "b", WANTS), way("a", "c", "The caller waits for us."), *SOUND[2:])),
        ("flow.else", flow(way("a", "b", otherwise=True), *SOUND[1:])),
        ("flow.condition", flow(way("a", "b"), *SOUND[1:])),
        ("flow.sentence", flow(way("a", "b", "pay"), *SOUND[1:])),
        ("flow.twice", flow(*SOUND, way("a", "z", WANTS.upper()))),
        ("flow.tool", flow(*SOUND, way("c", "t"), extra=(Node(id="t", title="T", tools=("ghost",)),))),
    ],
)
def test_each_fault_is_found_under_its_own_rule(rule: str, broken: Flow) -> None:
    assert rule in {f.rule for f in check(broken, AgentSpec())}


def test_a_declined_tool_in_a_step_is_an_error() -> None:
    last = Node(id="z", kind="end", title="Z", tools=("pay",))
    using = flow(*SOUND).model_copy(update={"nodes": (*flow().nodes[:3], last)})
    spec = AgentSpec(tools=(tool("pay", state="declined"),))
    assert [(f.rule, f.level) for f in check(using, spec)] == [("flow.tool", "error")]


def test_an_accepted_tool_that_no_step_uses_is_noted() -> None:
    found = check(flow(*SOUND), AgentSpec(tools=(tool("pay"), tool("old", state="declined"))))
    assert [(f.rule, f.path) for f in found] == [("flow.unused_tool", "tools.pay")]
