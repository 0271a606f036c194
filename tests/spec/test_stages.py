"""A stage is computed from the spec and its approvals, and from nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.approvals import is_approved
from engine.document.changes import Approve, Change, Configure, GoBack, Set, Skip, add, apply
from engine.document.spec import AgentSpec, Fallback, Flow, Goal, Node, Stage, Tool
from engine.document.stages import progress_of, stage_of
from engine.errors import Problem
from tests.more import MORE
from tests.spec.strategies import changes
from tests.spec.test_changes import after

BASICS = AgentSpec(
    role="receptionist",
    goals=(Goal(id="book", statement="Book appointments"),),
    audience="patients",
    tone=("warm",),
    languages=("en",),
    greeting="Hello, how can I help?",
    fallback=Fallback(kind="message"),
)
FLOW = Flow(start="greet", nodes=(Node(id="greet", title="Greet"),))
BOOKING = Tool(
    name="book", purpose="Books an appointment", state="accepted", auth="none", url="https://x.example.com/b"
)


def completed() -> AgentSpec:
    spec = BASICS.model_copy(update={"tools": (BOOKING,), "flow": FLOW})
    return after(spec, Approve(what="flow"), Set(path="platforms", value=["elevenlabs"]), Approve(what="final"))


def test_a_new_session_is_initial_and_names_everything_that_is_missing_in_the_order_it_is_asked() -> None:
    progress = progress_of(AgentSpec())
    assert progress.stage == Stage.INITIAL
    assert progress.percent == 0
    assert progress.missing == (
        "use_case", "role", "goals", "audience", "languages", "tone", "greeting",
        "fallback", "approval:tools", "approval:flow", "platforms", "approval:final",
    )  # fmt: skip


def test_the_stage_is_the_first_one_that_still_needs_something() -> None:
    assert stage_of(AgentSpec(use_case="a bot")) == Stage.COLLECTING_BASICS
    assert stage_of(BASICS) == Stage.EXPLORING_TOOLS
    assert stage_of(after(BASICS, Approve(what="tools"))) == Stage.REVIEWING_WORKFLOW
    for kind, missing in (("http", ("tools.book.url",)), ("mcp", ("tools.book.url",)), ("client", ()), ("system", ())):
        tool = BOOKING.model_copy(update={"url": None, "kind": kind})
        found = progress_of(after(BASICS, add("tools", tool))).missing
        assert tuple(path for path in found if path.startswith("tools.")) == missing
    needs_url = after(BASICS, add("tools", BOOKING.model_copy(update={"url": None})))
    assert stage_of(needs_url) == Stage.CONFIGURING_TOOLS
    assert progress_of(needs_url).missing[0] == "tools.book.url"
    assert stage_of(after(needs_url, Skip(path="tools.book.url"))) == Stage.REVIEWING_WORKFLOW
    assert stage_of(completed()) == Stage.COMPLETED
    assert progress_of(completed()).percent == 100


def test_the_tool_for_hanging_up_alone_does_not_decide_the_tools() -> None:
    hang_up = Tool(name="end_call", kind="system", purpose="Ends the call", catalog="end_call", state="accepted")
    assert stage_of(after(BASICS, add("tools", hang_up))) == Stage.EXPLORING_TOOLS


def test_a_change_after_the_end_reopens_exactly_the_stage_it_touches() -> None:
    spec = completed()
    assert stage_of(after(spec, Set(path="voice.speed", value=1.1))) == Stage.FINALIZING
    assert stage_of(after(spec, add("tools", Tool(name="pay", purpose="Takes money")))) == Stage.EXPLORING_TOOLS
    assert stage_of(after(spec, Set(path="greeting"))) == Stage.COLLECTING_BASICS
    moved = after(spec, Configure(tool="book", values={"url": "https://y.example.com/b"}))
    assert stage_of(moved) == Stage.FINALIZING
    redrawn = spec.model_copy(update={"flow": Flow(start="greet", nodes=(Node(id="greet", title="Say hello"),))})
    assert stage_of(redrawn) == Stage.REVIEWING_WORKFLOW


@pytest.mark.parametrize(("field", "value"), [("purpose", "Cancels it"), ("state", "declined"), ("name", "rebook")])
def test_an_approval_covers_what_each_tool_is_called_and_does_and_whether_it_is_used(field: str, value: str) -> None:
    approved = after(BASICS, add("tools", BOOKING), Approve(what="tools"))
    assert is_approved(approved, "tools")
    assert is_approved(after(approved, Configure(tool="book", values={"url": "https://y.example.com"})), "tools")
    assert not is_approved(after(approved, Configure(tool="book", values={field: value})), "tools")


def test_a_second_look_at_a_stage_lasts_until_it_is_approved() -> None:
    for stage, what in (
        (Stage.COLLECTING_BASICS, "basics"),
        (Stage.EXPLORING_TOOLS, "tools"),
        (Stage.CONFIGURING_TOOLS, "tools"),
        (Stage.REVIEWING_WORKFLOW, "flow"),
        (Stage.FINALIZING, "final"),
    ):
        looking = after(completed(), GoBack(stage=stage))
        assert stage_of(looking) == stage
        assert progress_of(looking).missing[0] == f"approval:{what}"
        assert stage_of(after(looking, Approve.model_validate({"what": what}))) == Stage.COMPLETED


@given(st.lists(changes, max_size=20))
@settings(max_examples=40 * MORE, deadline=None)
def test_the_stage_is_a_function_of_the_document_alone(steps: list[Change]) -> None:
    spec = AgentSpec()
    for step in steps:
        result = apply(spec, step)
        spec = spec if isinstance(result, Problem) else result
        progress = progress_of(spec)
        assert progress == progress_of(AgentSpec.model_validate_json(spec.model_dump_json()))
        assert (progress.stage == Stage.COMPLETED) == (not progress.missing) == (progress.percent == 100)
