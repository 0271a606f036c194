"""Whatever a model writes, checking it raises nothing, and what stands of it can be applied."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.changes import Approve, Undo, apply
from engine.document.spec import AgentSpec
from engine.interview.contract import Usage
from engine.interview.llm.answer import Answer, Offered, Wanted
from engine.interview.llm.check import check
from engine.interview.llm.outcome import outcome
from tests.llm.talk import conversation, message, spoken
from tests.spec.strategies import raw_changes
from tests.strategies import specs

_KEYS = ("op", "part", "path", "value", "item", "id", "values", "tool", "what", "stage", "node", "edge", "to")
_WORDS = (
    "set", "add", "edit", "remove", "accept", "decline", "configure", "approve", "skip", "go_back", "undo", "add_node",
    "goals", "tools", "tone", "languages", "platforms", "guardrails", "greeting", "role", "flow", "final", "yes",
    "book_appointment", "elevenlabs", "en", "FINALIZING", "name", "catalog", "purpose", "because", "statement",
)  # fmt: skip
_scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(_WORDS) | st.text(max_size=8)
_json = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS + _WORDS), inner, max_size=4),
    max_leaves=6,
)
_changes = st.dictionaries(st.sampled_from(_KEYS), _json, max_size=5)
_wanted = st.builds(
    Wanted,
    change=raw_changes | _changes,
    n=st.integers(-3, 5),
    how=st.sampled_from(["said", "inferred", "defaulted"]),
    quote=st.sampled_from(["", "yes", "Yes please", "no"]) | st.text(max_size=8),
)
_answers = st.builds(
    Answer,
    reply=st.text(max_size=30),
    for_builder=st.booleans(),
    changes=st.lists(_wanted, max_size=5),
    asks=st.sampled_from(_WORDS),
    suggestions=st.lists(
        st.builds(Offered, label=st.text(max_size=100), changes=st.lists(raw_changes | _changes, max_size=2)),
        max_size=5,
    ),
)


def accepted(spec: AgentSpec) -> set[str]:
    """By the catalog, since a tool may be renamed."""
    return {tool.catalog or tool.name for tool in spec.accepted_tools()}


@settings(deadline=None)
@given(_answers, specs(), st.sampled_from(["Yes please", "No", "What?", "👍"]))
def test_what_stands_can_be_applied_and_offered(answer: Answer, spec: AgentSpec, said: str) -> None:
    turn = conversation(message("lunch?", addressed=False), said, spec=spec)
    checked, had = check(answer, turn), accepted(spec) | {"end_call"}
    for proposal in checked.proposals:
        after: Any = apply(spec, proposal.change, earlier=turn.earlier)
        assert isinstance(after, AgentSpec)
        spec = after
        assert proposal.message.addressed
        assert not isinstance(proposal.change, Approve) or said in ("Yes please", "👍")
        assert accepted(spec) <= had or said == "Yes please"
    interview = spoken(outcome(answer, checked, Usage(), turn.spec), turn)
    offered = interview.asked.suggestions if interview.asked else ()
    assert len(offered) <= 4
    assert not any(isinstance(change, Undo) for suggestion in offered for change in suggestion.changes)
