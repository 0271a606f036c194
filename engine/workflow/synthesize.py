"""The call flow, drawn from the spec: greet, verify, route by goal, do it, wrap up, end; a person where that fails.

Told top to bottom in `_drawn`. The flow depends on goals, tools, fields, transfers, knowledge, direction and compliance
and on nothing else: a new tone or greeting leaves it, and the approval of it, alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine.sentences import listed
from engine.spec import AgentSpec, DataField, Edge, Flow, Goal, Node, Tool
from engine.workflow.conditions import asks_for, clipped, wants
from engine.workflow.ids import edge_id, node_id
from engine.workflow.merge import MAX_NODES, merged
from engine.workflow.roles import ACCOUNT_TOOLS, Home, Roles, roles_of

_STEPS_A_GOAL = 4
_OTHER_STEPS = 12
_TITLE = 90
"""Longer titles make a picture unreadable; the goal's whole statement stands in the instruction."""


def draw(spec: AgentSpec) -> Flow:
    """The flow of the call for this spec, with the team's edits in `spec.flow` kept. Pure and idempotent.

    Without goals there is nothing to draw, and only the team's own steps stand.
    """
    return merged(_drawn(spec) if spec.goals else Flow(), spec.flow)


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, and where the ways of later steps lead."""

    spec: AgentSpec
    roles: Roles
    fallback: str
    after: str = "wrap_up"
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)

    def node(self, key: str, kind: str, title: str, instruction: str, tools: Iterable[Tool] = ()) -> str:
        names = tuple(t.name for t in tools)
        self.nodes[key] = Node.model_validate(
            {"id": key, "kind": kind, "title": title, "instruction": instruction, "tools": names, "by": "builder"}
        )
        return key

    def way(self, source: str, target: str, condition: str | None = None, *, otherwise: bool = False) -> None:
        key = edge_id(source, target)
        self.edges[key] = Edge(
            id=key, source=source, target=target, condition=condition, otherwise=otherwise, by="builder"
        )

    def home(self, home: Home) -> tuple[Tool, ...]:
        return self.roles.homes.get(home, ())


def _drawn(spec: AgentSpec) -> Flow:
    roles = roles_of(spec)
    sheet = _Sheet(spec, roles, fallback="human" if spec.transfers or roles.homes.get("human") else "message")
    opening = [*_opening(sheet), *_verification(sheet), *_preparation(sheet)]
    if sheet.home("after"):
        sheet.after = "follow_up"
    entry = _goals(sheet)
    _chain(sheet, [*opening, entry])
    _follow_up(sheet)
    _wrap_up(sheet, entry)
    _fallback(sheet)
    place = {key: n for n, key in enumerate(sheet.nodes)}
    edges = sorted(sheet.edges.values(), key=lambda e: place[e.source])
    return Flow(start="greet", nodes=tuple(sheet.nodes.values()), edges=tuple(edges))


# --- before the goals; each gives its steps with the condition to go on, None where nothing can go wrong ---

_Step = tuple[str, str | None]


def _opening(sheet: _Sheet) -> Iterable[_Step]:
    compliance = sheet.spec.compliance
    outbound = sheet.spec.direction == "outbound"
    title = "Greet and say why you call" if outbound else "Greet the caller"
    why = "say why you call and ask whether it suits." if outbound else "and listen."
    yield sheet.node("greet", "start", title, f"Say the greeting, {why}"), None
    if compliance.ai_disclosure:
        instruction = "Say that the caller is talking to an AI assistant."
        yield sheet.node("disclose", "say", "Say that this is an AI", instruction), None
    if compliance.recording_consent:
        instruction = "Say that the call is recorded, and ask whether that is fine."
        key = sheet.node("consent", "say", "Ask for consent to record", instruction)
        yield key, "The caller agrees to the recording."


def _verification(sheet: _Sheet) -> Iterable[_Step]:
    tools = sheet.home("verify")
    if tools or any((t.catalog or t.name) in ACCOUNT_TOOLS for t in sheet.spec.accepted_tools()):
        instruction = "Check who is calling before anything personal is said. After two failed tries, stop asking."
        yield (
            sheet.node("verify", "verify", "Verify the caller", instruction, tools),
            "The caller's identity is confirmed.",
        )


def _preparation(sheet: _Sheet) -> Iterable[_Step]:
    if tools := sheet.home("before"):
        instruction = f"Look up what is known already with {_names(tools)}. Go on without it when nothing is found."
        yield sheet.node("prepare", "tool", "Look up what is known", instruction, tools), None


def _chain(sheet: _Sheet, steps: list[_Step | str]) -> None:
    """Ways from each step to the next, and from those that can fail to the fallback."""
    for step, following in pairwise(steps):
        source, condition = step if isinstance(step, tuple) else (step, None)
        target = following[0] if isinstance(following, tuple) else following
        sheet.way(source, target, condition)
        if condition:
            sheet.way(source, sheet.fallback, otherwise=True)


# --- the goals ---


def _goals(sheet: _Sheet) -> str:
    """Draws every goal and, where there are several, the step that chooses. The id of where the goals begin."""
    spec = sheet.spec
    if len(spec.goals) == 1:
        return _goal(sheet, spec.goals[0], compact=False)
    room = MAX_NODES - _OTHER_STEPS - len(spec.transfers)
    outbound = spec.direction == "outbound"
    sheet.node(
        "route",
        "route",
        "What is the call about?" if outbound else "What does the caller want?",
        "Find out which of the goals this is about. Ask once more if it is not clear.",
    )
    for goal in spec.goals:
        sheet.way("route", _goal(sheet, goal, compact=_STEPS_A_GOAL * len(spec.goals) > room), _condition(sheet, goal))
    sheet.way("route", _answer(sheet) or sheet.fallback, otherwise=True)
    return "route"


def _condition(sheet: _Sheet, goal: Goal) -> str:
    return wants(goal.statement, sheet.spec.direction)


def _goal(sheet: _Sheet, goal: Goal, *, compact: bool) -> str:
    """The steps of one goal: ask, look up, confirm, act. The id of the first one."""
    tools = sheet.roles.tools[goal.id]
    reads = tuple(t for t in tools if t.effect == "read" and not t.confirm)
    writes = tuple(t for t in tools if t not in reads)
    asked = _asked(sheet.roles.fields[goal.id], tools)
    if compact or not (tools or asked):
        title = clipped(goal.statement, _TITLE)
        key = sheet.node(node_id(goal.id, "help"), "tool" if tools else "say", title, _task(goal, tools), tools)
        sheet.way(key, sheet.after)
        return key
    steps: list[_Step] = []
    if asked:
        steps.append((sheet.node(node_id(goal.id, "collect"), "collect", _ask_title(asked), _ask(goal, asked)), None))
    if reads:
        key = sheet.node(node_id(goal.id, "look_up"), "tool", _tool_title(reads), _look_up(goal, reads), reads)
        steps.append((key, "The lookup gives what is needed."))
    if writes:
        steps.append((_confirm(sheet, goal, writes), "The caller says yes."))
        key = sheet.node(node_id(goal.id, "act"), "tool", _tool_title(writes), _act(goal, writes), writes)
        steps.append((key, "The tool reports success."))
    _chain(sheet, [*steps, sheet.after])
    if writes:  # somebody who says no is asked again, or goes on to something else; no person is needed for that
        no = node_id(goal.id, "confirm")
        del sheet.edges[edge_id(no, sheet.fallback)]
        sheet.way(no, steps[0][0] if asked else "wrap_up", otherwise=True)
    return steps[0][0]


def _confirm(sheet: _Sheet, goal: Goal, writes: tuple[Tool, ...]) -> str:
    instruction = f"Read back what will be done and ask for a yes before you use {_names(writes)}."
    return sheet.node(node_id(goal.id, "confirm"), "say", "Read back and confirm", instruction)


def _asked(fields: Iterable[DataField], tools: Iterable[Tool]) -> Mapping[str, str]:
    """What the agent asks for: name -> how to say it. Fields first, then what the tools still need from the caller."""
    asked = {f.name: _spoken(f.name) for f in fields}
    for tool in tools:
        for param in tool.params:
            if param.source == "llm" and param.required:
                asked.setdefault(param.name, _spoken(param.name))
    return asked


def _ask_title(asked: Mapping[str, str]) -> str:
    said = [clipped(words, 24) for words in asked.values()]
    return f"Ask for {listed(said if len(said) <= 3 else [*said[:2], f'{len(said) - 2} more'])}"


def _ask(goal: Goal, asked: Mapping[str, str]) -> str:
    what = clipped(listed([f"`{name}`" for name in asked]), 2000)
    return f"To {clipped(goal.statement, 300)}: ask for {what}, one at a time. Never ask for what is known already."


def _task(goal: Goal, tools: tuple[Tool, ...]) -> str:
    use = f" Use {_names(tools)} where it fits; confirm before anything is changed." if tools else ""
    return f"{goal.statement.rstrip('.')}.{use}"


def _look_up(goal: Goal, tools: tuple[Tool, ...]) -> str:
    return (
        f"Use {_names(tools)}. Say first that you are looking, then say what was found: {clipped(goal.statement, 300)}."
    )


def _act(goal: Goal, tools: tuple[Tool, ...]) -> str:
    which = f"Use {_names(tools)}" if len(tools) == 1 else f"Use the one that fits: {_names(tools, 'or')}"
    return (
        f"{which}. Say that it is done only after the tool reports success. Retry once: {clipped(goal.statement, 300)}."
    )


def _tool_title(tools: tuple[Tool, ...], joint: str = "or") -> str:
    said = [clipped(_spoken(t.name), 40) for t in tools]
    text = listed(said if len(said) <= 3 else [*said[:2], f"{len(said) - 2} more"], joint)
    return text[:1].upper() + text[1:]


_ACRONYMS = frozenset({"api", "crm", "erp", "faq", "id", "iban", "otp", "pin", "sms", "url", "vat"})


def _spoken(name: str) -> str:
    """`lookup_order` -> `look up order`, `send_sms` -> `send SMS`."""
    words = name.replace("_", " ").replace("lookup ", "look up ").split()
    return " ".join(w.upper() if w.lower() in _ACRONYMS else w for w in words) or name


def _names(tools: Iterable[Tool], joint: str = "and") -> str:
    return clipped(listed([f"`{t.name}`" for t in tools], joint), 2000)


# --- after the goals, and where they fail ---


def _answer(sheet: _Sheet) -> str | None:
    """Other questions, where there is something to answer them from."""
    tools = sheet.home("answer")
    if not tools and not sheet.spec.knowledge:
        return None
    instruction = f"Answer only from {_names(tools) or 'the knowledge'}. Never guess."
    key = sheet.node("answer", "tool" if tools else "say", "Answer other questions", instruction, tools)
    _chain(sheet, [(key, "The answer was found and given."), "wrap_up"])
    return key


def _follow_up(sheet: _Sheet) -> None:
    if tools := sheet.home("after"):
        instruction = f"Use {_names(tools)} where it fits. Ask before you send anything."
        sheet.node("follow_up", "tool", _tool_title(tools, "and"), instruction, tools)
        sheet.way("follow_up", "wrap_up")


def _wrap_up(sheet: _Sheet, entry: str) -> None:
    goals = sheet.spec.goals
    sheet.node("wrap_up", "say", "Anything else?", "Sum up in one sentence and ask whether there is anything else.")
    if len(goals) > 1:
        sheet.way("wrap_up", entry, "The caller wants something else.")
    else:
        sheet.way("wrap_up", entry, _condition(sheet, goals[0]))
        sheet.way("wrap_up", _answer(sheet) or sheet.fallback, "The caller wants something else.")
    sheet.way("wrap_up", "end", otherwise=True)
    sheet.node("end", "end", "Say goodbye", "Thank the caller, say goodbye and end the call.", sheet.home("end"))


def _fallback(sheet: _Sheet) -> None:
    """A person where there is one to hand over to; otherwise an apology and, where possible, a message."""
    message = sheet.home("message")
    if message or sheet.fallback == "message":
        title = "Apologise and take a message" if message else "Apologise and say what is possible"
        how = f"Use {_names(message)} so that somebody gets back to the caller." if message else "Promise nothing."
        sheet.node("message", "tool" if message else "say", title, f"Say what could not be done. {how}", message)
        sheet.way("message", "wrap_up")
    if sheet.fallback == "human":
        _people(sheet)


def _people(sheet: _Sheet) -> None:
    transfers = sheet.spec.transfers
    if len(transfers) < 2:
        _hand_over(sheet, "human", transfers[0].label if transfers else "a person")
        return
    sheet.node("human", "route", "Who can help?", "Choose who takes the call over; ask if it is not clear.")
    for transfer in transfers:
        key = _hand_over(sheet, node_id(transfer.id, "transfer"), transfer.label)
        usual = transfer is transfers[0]
        sheet.way("human", key, None if usual else asks_for(transfer), otherwise=usual)


def _hand_over(sheet: _Sheet, key: str, label: str) -> str:
    instruction = "Say that you hand the call over, and pass on what was said so far."
    sheet.node(key, "transfer", f"Hand over to {clipped(label, 60)}", instruction, sheet.home("human"))
    if sheet.home("message"):
        sheet.way(key, "end", "Somebody takes the call over.")
        sheet.way(key, "message", otherwise=True)
    else:
        sheet.way(key, "end")
    return key
