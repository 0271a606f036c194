"""The ordered table of stages: what each is for, and what it needs before the next one begins. Pure.

A stage is computed from the spec and its approvals: it is the first one in the table that still needs something. So a
later change that touches something approved sends the session back to exactly the right stage.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.document.approvals import is_approved
from engine.document.spec import GUESSED, AgentSpec, ApprovalTarget, Stage


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a stage wants to know. `path` is a spec path or `approval:…`."""

    path: str
    met: bool


@dataclass(frozen=True, slots=True)
class StageRule:
    stage: Stage
    title: str
    purpose: str
    needs: Callable[[AgentSpec], Iterator[Need]]
    ends_with: ApprovalTarget = "final"
    """What is approved to end a second look at this stage (`AgentSpec.revisiting`)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is. `missing` holds paths, the next one asked first; percent is 100 only when completed."""

    stage: Stage
    percent: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A spec and how far it is. The progress is worked out once, when somebody asks."""

    spec: AgentSpec

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.spec)

    @property
    def stage(self) -> Stage:
        return self.progress.stage


def progress_of(spec: AgentSpec) -> Progress:
    """Where the spec stands: a function of the spec and its approvals, and of nothing else."""
    needs = [(rule.stage, need) for rule in STAGES for need in _needs(rule, spec)]
    open_needs = [(stage, need.path) for stage, need in needs if not need.met]
    stage = open_needs[0][0] if open_needs else Stage.COMPLETED
    percent = 100 * (len(needs) - len(open_needs)) // len(needs)
    return Progress(stage, percent, tuple(dict.fromkeys(path for _, path in open_needs)))


def stage_of(spec: AgentSpec) -> Stage:
    return progress_of(spec).stage


def tool_needs(spec: AgentSpec) -> Iterator[Need]:
    """What every accepted tool needs before it can be called."""
    for tool in spec.accepted_tools():
        here = f"tools.{tool.name}"
        if tool.kind in ("http", "mcp"):
            yield _known(spec, f"{here}.url", tool.url)
            yield _known(spec, f"{here}.auth_ref", tool.auth == "none" or tool.auth_ref)
        for param in tool.params:
            if param.source == "llm":
                yield _known(spec, f"{here}.params.{param.name}.description", param.description)
        if tool.kind == "system" and tool.catalog == "transfer_to_human" and not spec.transfers:
            yield _known(spec, "transfers", False)
    for transfer in spec.transfers:
        yield _known(spec, f"transfers.{transfer.id}.destination", transfer.destination)


def _initial(spec: AgentSpec) -> Iterator[Need]:
    yield Need("use_case", bool(spec.use_case or spec.role or spec.goals))


def _basics(spec: AgentSpec) -> Iterator[Need]:
    for path in ("role", "goals", "audience", "languages", "tone", "greeting"):
        yield _known(spec, path, getattr(spec, path) and not (path in _OFFERED and is_assumed(spec, path)))


_OFFERED = ("audience", "languages")
"""What the builder assumes from the opening counts only once somebody has seen it and said yes."""


def is_assumed(spec: AgentSpec, path: str) -> bool:
    """Nobody has said it or left it to the builder, and the flow that may show it has not been approved either."""
    origin = spec.origins.get(path)
    return origin is not None and origin.how in GUESSED and not is_approved(spec, "flow")


def suggested_in(spec: AgentSpec) -> Iterator[str]:
    """The paths of what a model suggested and nobody has agreed to. A tool itself is agreed to by its own decision, and
    an item by whoever says one of its fields."""
    for path, origin in spec.origins.items():
        is_tool = path.startswith("tools.") and path.count(".") == 1
        if origin.how == "suggested" and not is_tool and path not in spec.skipped and not _is_said(spec, path):
            yield path


def _is_said(spec: AgentSpec, path: str) -> bool:
    """Whether somebody said a part of it."""
    return any(other.startswith(f"{path}.") and origin.how == "said" for other, origin in spec.origins.items())


def _exploring(spec: AgentSpec) -> Iterator[Need]:
    for question in spec.questions:
        yield _known(spec, f"questions.{question}", False)
    yield _known(spec, "fallback", spec.fallback)
    undecided = any(t.state == "proposed" for t in spec.tools)
    chosen = any(t.catalog != "end_call" for t in spec.tools)  # every agent can hang up; that decides nothing
    yield Need("approval:tools", not undecided and (chosen or is_approved(spec, "tools")))


def _reviewing(spec: AgentSpec) -> Iterator[Need]:
    yield from (Need(path, False) for path in suggested_in(spec))
    yield Need("approval:flow", is_approved(spec, "flow"))


def _finalizing(spec: AgentSpec) -> Iterator[Need]:
    yield Need("platforms", bool(spec.platforms))
    yield Need("approval:final", is_approved(spec, "final"))


STAGES: tuple[StageRule, ...] = (
    StageRule(Stage.INITIAL, "Getting started", "Somebody says what the agent is for.", _initial),
    StageRule(
        Stage.COLLECTING_BASICS,
        "The basics",
        "Who the agent is, what it does, for whom, and how it sounds.",
        _basics,
        "basics",
    ),
    StageRule(
        Stage.EXPLORING_TOOLS,
        "Tools",
        "How the work is done, and which tools it needs, each with its reason.",
        _exploring,
        "tools",
    ),
    StageRule(
        Stage.CONFIGURING_TOOLS,
        "Tool setup",
        "Where each tool is called, with which secret and which parameters.",
        tool_needs,
        "tools",
    ),
    StageRule(
        Stage.REVIEWING_WORKFLOW, "Call flow", "The flow of the call, as a picture, is looked at.", _reviewing, "flow"
    ),
    StageRule(
        Stage.FINALIZING,
        "Final check",
        "The prompt and its findings are shown, platforms are chosen, everything is approved.",
        _finalizing,
    ),
)
"""Every stage but COMPLETED, which is where a spec stands that needs nothing more."""

TITLES: Mapping[Stage, str] = {rule.stage: rule.title for rule in STAGES} | {Stage.COMPLETED: "Done"}


def _needs(rule: StageRule, spec: AgentSpec) -> Iterator[Need]:
    yield from rule.needs(spec)
    if spec.revisiting == rule.stage:
        yield Need(f"approval:{rule.ends_with}", False)


def _known(spec: AgentSpec, path: str, value: object) -> Need:
    return Need(path, bool(value) or path in spec.skipped)
