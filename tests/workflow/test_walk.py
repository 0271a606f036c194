import pytest
from hypothesis import given, settings

from engine.document.spec import AgentSpec, Edge, Flow, Node
from engine.workflow.check import check
from engine.workflow.graph import Graph
from engine.workflow.synthesize import draw
from engine.workflow.walk import Caller, Trace, Walker, callers, findings
from tests.strategies import specs


@given(specs(min_goals=1))
@settings(max_examples=300, deadline=None)
def test_every_drawn_flow_holds_a_conversation_with_every_kind_of_caller(spec: AgentSpec) -> None:
    assert [f for f in check(draw(spec), spec) if f.level == "error"] == []
