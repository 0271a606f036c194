"""The call flow, drawn from the spec: greet, verify, route by goal, do it, wrap up, end; a person where that fails.

Told top to bottom in `_drawn`. The flow depends on goals, tools, fields, transfers, knowledge, direction and compliance
and on nothing else: a new tone or greeting leaves it, and the approval of it, alone.
"""

from collections.abc import Iterable

from engine.document.spec import AgentSpec, Flow
from engine.workflow.conditions import asks_for, clipped
from engine.workflow.flow_builder import Sheet, Step, tool_names, tool_title
from engine.workflow.goals import condition, draw_goals, routed, verification, verified_late
from engine.workflow.ids import node_id
from engine.workflow.merge import merged
from engine.workflow.roles import roles_of


def draw(spec: AgentSpec) -> Flow:
    """The flow of the call for this spec, with the team's edits in `spec.flow` kept. Pure and idempotent.

    Without goals there is nothing to draw, and only the team's own steps stand.
    """
    return merged(_drawn(spec) if spec.goals else Flow(), spec.flow)


def _drawn(spec: AgentSpec) -> Flow:
    roles = roles_of(spec)
    sheet = Sheet(spec, roles, fallback="human" if spec.transfers or roles.places.get("human") else "message")
    late = verified_late(sheet)
    opening = [*_opening(sheet), *([] if late else verification(sheet)), *_preparation(sheet)]
    if sheet.tools_at("after"):
        sheet.after = "follow_up"
    others = "answer" if sheet.tools_at("answer") or spec.knowledge else None
    entry = draw_goals(sheet, others, late=late)
    sheet.chain([*opening, entry])
    if others:
        _answer(sheet)
    _follow_up(sheet)
    _wrap_up(sheet, entry, others)
    _fallback(sheet)
    place = {key: n for n, key in enumerate(sheet.nodes)}
    edges = sorted(sheet.edges.values(), key=lambda e: place[e.source])
    return Flow(start="greet", nodes=tuple(sheet.nodes.values()), edges=tuple(edges))


# --- before the goals; each gives its steps with the condition to go on, None where nothing can go wrong ---


def _opening(sheet: Sheet) -> Iterable[Step]:
    compliance = sheet.spec.compliance
    outbound = sheet.spec.direction == "outbound"
    title = "Greet and say why you call" if outbound else f"Greet {sheet.person}"
    why = "say why you call and ask whether it suits." if outbound else "and listen."
    yield sheet.node("greet", "start", title, f"Say the greeting, {why}"), None
    if compliance.ai_disclosure:
        instruction = f"Say that {sheet.person} is talking to an AI assistant."
        yield sheet.node("disclose", "say", "Say that this is an AI", instruction), None
    if compliance.recording_consent:
        instruction = "Say that the call is recorded, and ask whether that is fine."
        key = sheet.node("consent", "say", "Ask for consent to record", instruction)
        yield key, f"{sheet.person_first} agrees to the recording."


def _preparation(sheet: Sheet) -> Iterable[Step]:
    if tools := sheet.tools_at("before"):
        instruction = f"Look up what is known already with {tool_names(tools)}. Go on without it when nothing is found."
        yield sheet.node("prepare", "tool", "Look up what is known", instruction, tools), None


# --- after the goals, and where they fail ---


def _answer(sheet: Sheet) -> None:
    """Other questions, where there is something to answer them from."""
    tools = sheet.tools_at("answer")
    instruction = f"Answer only from {tool_names(tools) or 'the knowledge'}. Never guess."
    key = sheet.node("answer", "tool" if tools else "say", "Answer other questions", instruction, tools)
    sheet.chain([(key, "The answer was found and given."), "wrap_up"])


def _follow_up(sheet: Sheet) -> None:
    if tools := sheet.tools_at("after"):
        instruction = f"Use {tool_names(tools)} where it fits. Ask before you send anything."
        sheet.node("follow_up", "tool", tool_title(tools, "and"), instruction, tools)
        sheet.way("follow_up", "wrap_up")


def _wrap_up(sheet: Sheet, entry: str, others: str | None) -> None:
    goals, more = routed(sheet), f"{sheet.person_first} wants something else."
    sheet.node("wrap_up", "say", "Anything else?", "Sum up in one sentence, then ask.")
    if len(goals) > 1:
        sheet.way("wrap_up", entry, more)
    else:
        if sheet.spec.direction != "outbound":  # nobody is called for the same thing twice in one call
            sheet.way("wrap_up", entry, condition(sheet, goals[0]))
        sheet.way("wrap_up", others or sheet.fallback, more)
    sheet.way("wrap_up", "end", otherwise=True)
    goodbye = f"Thank {sheet.person}, say goodbye and end the call."
    sheet.node("end", "end", "Say goodbye", goodbye, sheet.tools_at("end"))


def _fallback(sheet: Sheet) -> None:
    """A person where there is one to hand over to; otherwise an apology and, where possible, a message."""
    message = sheet.tools_at("message")
    if message or sheet.fallback == "message":
        title = "Apologise and take a message" if message else "Apologise and say what is possible"
        how = (
            f"Use {tool_names(message)} so that somebody gets back to {sheet.person}."
            if message
            else "Promise nothing."
        )
        sheet.node("message", "tool" if message else "say", title, f"Say what could not be done. {how}", message)
        sheet.way("message", "wrap_up")
    if sheet.fallback == "human":
        _people(sheet)


def _people(sheet: Sheet) -> None:
    transfers = sheet.spec.transfers
    if len(transfers) < 2:
        _hand_over(sheet, "human", transfers[0].label if transfers else "a person")
        return
    sheet.node("human", "route", "Who can help?", "Choose who takes the call over; ask if it is not clear.")
    for transfer in transfers:
        key = _hand_over(sheet, node_id(transfer.id, "transfer"), transfer.label)
        usual = transfer is transfers[0]
        sheet.way("human", key, None if usual else asks_for(transfer, sheet.person), otherwise=usual)


def _hand_over(sheet: Sheet, key: str, label: str) -> str:
    instruction = "Say that you hand the call over, and pass on what was said so far."
    sheet.node(key, "transfer", f"Hand over: {clipped(label, 60)}", instruction, sheet.tools_at("human"))
    if sheet.tools_at("message"):
        sheet.way(key, "end", "Somebody takes the call over.")
        sheet.way(key, "message", otherwise=True)
    else:
        sheet.way(key, "end")
    return key
