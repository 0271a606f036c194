from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.changes import RemoveNode, apply
from engine.document.spec import AgentSpec, Compliance
from engine.errors import Problem
from engine.workflow.check import check
from engine.workflow.synthesize import draw
from tests.more import MORE
from tests.strategies import edited_specs, specs
from tests.workflow.samples import changed, clinic, drawn, goal


@given(edited_specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_edited_flows_never_dangle_and_have_one_start(spec: AgentSpec) -> None:
    assert {f.rule for f in check(spec.flow, spec)}.isdisjoint({"flow.dangling", "flow.one_start"})


@given(edited_specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_drawing_an_edited_flow_again_changes_nothing(spec: AgentSpec) -> None:
    assert draw(spec) == spec.flow


@given(edited_specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_what_the_team_took_out_stays_out(spec: AgentSpec) -> None:
    assert {*(n.id for n in spec.flow.nodes), *(e.id for e in spec.flow.edges)}.isdisjoint(spec.flow.removed)


@given(edited_specs(), specs())
@settings(max_examples=20 * MORE, deadline=None)
def test_steps_of_the_team_survive_any_other_change(spec: AgentSpec, other: AgentSpec) -> None:
    later = spec.model_copy(update={"tools": other.tools, "transfers": other.transfers, "knowledge": other.knowledge})
    own = {n.id: n for n in spec.flow.nodes if n.id in ("vip", "survey")}
    after = {n.id: n for n in draw(later).nodes}
    assert own.items() <= after.items()


@given(specs(min_goals=1), st.data())
@settings(max_examples=20 * MORE, deadline=None)
def test_taking_out_any_step_leaves_a_way_around_it(spec: AgentSpec, data: st.DataObject) -> None:
    spec = spec.model_copy(update={"flow": draw(spec)})
    inner = [n.id for n in spec.flow.nodes if n.kind not in ("start", "end")]
    gone = data.draw(st.sampled_from(inner))
    after = changed(spec, op="remove_node", id=gone)
    assert gone not in {n.id for n in after.flow.nodes}
    assert [f for f in check(after.flow, after) if f.level == "error"] == []


def test_the_teams_words_stay_on_a_derived_step() -> None:
    spec = changed(clinic(), op="edit_node", id="book__act", values={"title": "Repeat the time"})
    spec = changed(spec, op="set", path="direction", value="outbound")
    assert next(n.title for n in spec.flow.nodes if n.id == "book__act") == "Repeat the time"


def test_an_edited_step_goes_with_the_goal_that_it_served() -> None:
    spec = changed(clinic(), op="edit_node", id="book__act", values={"title": "Repeat the time"})
    spec = changed(spec, op="remove", part="goals", id="book")
    assert not any(n.id.startswith("book__") for n in spec.flow.nodes)


def test_taking_out_the_choice_leaves_the_goals_reachable() -> None:
    spec = clinic(compliance=Compliance(recording_consent=True))
    spec = changed(spec, op="remove_node", id="route")
    assert {e.target for e in spec.flow.edges if e.source == "greet"} == {"book__ask", "cancel__ask", "sorry"}
    assert [f for f in check(spec.flow, spec) if f.level == "error"] == []


def test_a_step_of_the_team_stands_beside_the_derived_ones() -> None:
    spec = changed(clinic(), op="add_node", node={"id": "vip", "title": "Greet a regular"})
    condition = "The caller is a regular guest."
    spec = changed(spec, op="add_edge", edge={"id": "r", "source": "greet", "target": "vip", "condition": condition})
    spec = changed(spec, op="add_edge", edge={"id": "on", "source": "vip", "target": "wrap_up"})
    assert [(e.target, e.otherwise) for e in spec.flow.edges if e.source == "greet"] == [
        ("book__ask", False),
        ("cancel__ask", False),
        ("sorry", True),
        ("vip", False),
    ]
    assert [f for f in check(spec.flow, spec) if f.level == "error"] == []


def test_a_way_of_the_team_makes_a_lone_derived_one_the_else() -> None:
    spec = drawn(AgentSpec(goals=(goal("Explain the prices"),)))
    spec = changed(spec, op="add_node", node={"id": "vip", "title": "Greet a regular"})
    condition = "The caller is a regular guest."
    spec = changed(spec, op="add_edge", edge={"id": "r", "source": "greet", "target": "vip", "condition": condition})
    spec = changed(spec, op="add_edge", edge={"id": "on", "source": "vip", "target": "explain__ask"})
    assert [(e.id, e.otherwise) for e in spec.flow.edges if e.source == "greet"] == [
        ("greet__to__explain__ask", True),
        ("r", False),
    ]


def test_a_way_of_the_team_between_joined_steps_becomes_the_way_back_of_their_edge() -> None:
    condition = "The caller forgot something."
    edge = {"id": "again", "source": "wrap_up", "target": "book__act", "condition": condition}
    spec = changed(clinic(), op="add_edge", edge=edge)
    joined = [e for e in spec.flow.edges if {e.source, e.target} == {"wrap_up", "book__act"}]
    assert [(e.source, e.back, e.by) for e in joined] == [("book__act", condition, "team")]
    assert draw(spec) == spec.flow


@given(edited_specs())
@settings(max_examples=25 * MORE, deadline=None)
def test_however_a_flow_is_edited_two_steps_have_one_edge(spec: AgentSpec) -> None:
    pairs = [frozenset((e.source, e.target)) for e in spec.flow.edges]
    assert len(pairs) == len(set(pairs))


def test_a_step_put_back_by_the_team_is_no_longer_out() -> None:
    spec = changed(clinic(), op="remove_node", id="book__act")
    spec = changed(spec, op="add_node", node={"id": "book__act", "title": "Ask again"})
    assert "book__act" not in spec.flow.removed
    assert "book__act" in {n.id for n in spec.flow.nodes}


def test_the_first_step_cannot_be_taken_out() -> None:
    assert isinstance(apply(clinic(), RemoveNode(id="greet")), Problem)
