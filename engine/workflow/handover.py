"""Where a call leaves its ordinary way: to a person, to the fallback, or because of an emergency."""

from collections.abc import Iterable

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, Emergency, Fallback, Node, Transfer
from engine.sentences import listed
from engine.workflow.conditions import LINE_LIMIT, asks_for, clipped, lowered
from engine.workflow.flow_builder import FlowBuilder, sentence
from engine.workflow.graph import TERMINAL
from engine.workflow.ids import node_id
from engine.workflow.merge import MAX_EDGES
from engine.workflow.titles import tool_names

_SPARE_EDGES = 20
"""Left free for the team when every step is joined to the emergency."""


# --- people ---


def fallback_of(spec: AgentSpec) -> str:
    """The id of the step where a branch goes that fails."""
    fallback = spec.fallback or Fallback(kind="none")
    if fallback.kind != "person":
        return "sorry" if fallback.kind == "none" else "message"
    return transfer_id(fallback.transfer) if _transfer(spec, fallback.transfer) else "human"


def transfer_id(transfer: str | None) -> str:
    return node_id(transfer or "human", "transfer")


def served_by(node: Node, spec: AgentSpec) -> Transfer | None:
    """The transfer that a step of the builder hands over to; None where it is nobody in particular."""
    goal = next((g for g in spec.goals if g.id == node.goal), None)
    wanted = goal.by_whom if goal and goal.by_whom else None
    return next((t for t in spec.transfers if t.id == wanted or transfer_id(t.id) == node.id), None)


def free_transfers(spec: AgentSpec) -> tuple[Transfer, ...]:
    """Transfers with a condition of their own: those that serve a goal are reached through it."""
    line = line_of_check(spec)
    serving = {goal.by_whom for goal in spec.goals} | ({line.id} if line else set())
    return tuple(t for t in spec.transfers if t.id not in serving)


def line_of_check(spec: AgentSpec) -> Transfer | None:
    """Whose people get a caller who could not show who they are: “three tries, then the fraud desk”."""
    told = (spec.identity.otherwise or "").casefold() if spec.identity else ""
    return next((t for t in spec.transfers if t.label.casefold() in told), None)


def draw_transfer(
    builder: FlowBuilder, transfer: Transfer | None, key: str | None = None, goal: str | None = None
) -> str:
    """The step that hands over to these people, drawn once. Its id."""
    key = key or (transfer_id(transfer.id) if transfer else "human")
    if key in builder.nodes:
        return key
    label = transfer.label if transfer else "a person"
    hours = builder.spec.runtime.hours
    away = f"If nobody is there at this hour, {lowered(sentence(hours.outside))}" if hours and hours.outside else None
    words = ("Say that you hand the call over, and pass on what was said so far.", away)
    tools = builder.placed("human")
    return builder.step(key, "transfer", f"Hand over: {clipped(label, 60)}", *words, tools=tools, goal=goal)


def draw_free_transfers(builder: FlowBuilder, sources: Iterable[str]) -> None:
    """Edges to the people whose condition somebody may name at these steps."""
    for source in sources:
        for transfer in free_transfers(builder.spec):
            builder.edge(source, draw_transfer(builder, transfer), asks_for(transfer, builder.person))


# --- the fallback ---


def draw_fallback(builder: FlowBuilder, following: str) -> None:
    """The step for what could not be done; `following` comes after it where nobody takes the call over."""
    fallback = builder.spec.fallback or Fallback(kind="none")
    own = sentence(fallback.say) if fallback.say else None
    if fallback.kind == "person":
        draw_transfer(builder, _transfer(builder.spec, fallback.transfer))
    elif fallback.kind == "none":
        word = "Say honestly that you cannot help with this, and where else to turn if you know it. Promise nothing."
        builder.edge(builder.step("sorry", "say", "Say what is not possible", own or word), following)
    else:
        _draw_message(builder, callback=fallback.kind == "callback", own=own, following=following)


def _draw_message(builder: FlowBuilder, *, callback: bool, own: str | None, following: str) -> None:
    what = "when a call back suits" if callback else "what it is about"
    tools = builder.messages(to_machine=False)
    builder.step(
        "message",
        "tool" if tools else "collect",
        "Arrange a call back" if callback else "Take a message",
        own or "Say plainly what could not be done.",
        f"Ask for the name, the number to call and {what}, one at a time, and read the number back.",
        f"Then use {tool_names(tools, 'or')}." if tools else None,
        until=f"Name, number and {'time' if callback else 'message'} are known, or {builder.person} wants none of it.",
        tools=tools,
    )
    builder.exits("message", following, "end")


# --- emergencies ---


def draw_emergencies(builder: FlowBuilder) -> None:
    """One step for all of them, with an edge from every step that listens, as far as a flow has room for edges."""
    emergencies = builder.spec.emergencies
    if not emergencies:
        return
    sources = [n.id for n in builder.nodes.values() if n.until and n.kind not in TERMINAL]
    said = [_emergency_words(e) for e in emergencies]
    until = f"{builder.person_first} has heard what to do."
    builder.step("emergency", "say", "Emergency", *said, until=until)
    _leave_emergency(builder, emergencies)
    room = MAX_EDGES - _SPARE_EDGES - len(builder.edges)
    for source in sources[: max(room, 1)]:
        builder.edge(source, "emergency", _signs(emergencies))


def _leave_emergency(builder: FlowBuilder, emergencies: tuple[Emergency, ...]) -> None:
    by_people = [(e, t) for e in emergencies if (t := _transfer(builder.spec, e.transfer))]
    for emergency, transfer in by_people:
        target = draw_transfer(builder, transfer)
        builder.edge(
            "emergency", target, builder.nodes["emergency"].until if len(emergencies) == 1 else _signs([emergency])
        )
    last = transfer_id(by_people[0][1].id) if len(by_people) == len(emergencies) else "end"
    builder.edge("emergency", last, None if by_people else builder.nodes["emergency"].until, otherwise=True)


def _emergency_words(emergency: Emergency) -> str:
    then = f" {sentence(emergency.then)}" if emergency.then else ""
    return f"At these signs: {lowered(emergency.signs.rstrip('.'))}, say: “{emergency.say}”{then}"


def _signs(emergencies: Iterable[Emergency]) -> str:
    text = listed([lowered(e.signs.rstrip(".")) for e in emergencies], "or")
    return f"{clipped(f'There are signs of an emergency: {text}', LINE_LIMIT - 1)}."


# --- hours ---


def outside_hours(spec: AgentSpec) -> str | None:
    """What happens when somebody calls outside the opening hours, as an instruction."""
    hours = spec.runtime.hours
    if hours is None or not hours.outside:
        return None
    open_ = hours_in_words(hours)
    return f"Outside the opening hours{f' ({open_})' if open_ else ''}, {lowered(sentence(hours.outside))}"


def _transfer(spec: AgentSpec, transfer: str | None) -> Transfer | None:
    return next((t for t in spec.transfers if t.id == transfer), None)
