"""A call that the agent makes: reach the right person, say why, does it suit, the task with its outcomes, goodbye.

Nobody who is called is asked what the call is about. No, not now, somebody else and a machine are outcomes like yes.
"""

from itertools import pairwise

from engine.document.spec import Goal
from engine.playbooks import Step
from engine.workflow.branches import Branch
from engine.workflow.conditions import capital, wants
from engine.workflow.flow_builder import FlowBuilder, sentence
from engine.workflow.handover import draw_emergencies, draw_fallback, draw_free_transfers, fallback_of
from engine.workflow.ids import edge_id
from engine.workflow.opening import OUTCOMES, SUITS
from engine.workflow.steps import draw_goal
from engine.workflow.titles import tool_names
from engine.workflow.verifying import draw_verify, guarded_goals

_WORDS = {
    "wrong_person": "Ask when the person can be reached. Say nothing about the matter.",
    "not_now": "Ask once for a better time. Without one, let it be.",
    "voicemail": "Leave only who called and a number to call back, without the reason. Then hang up.",
}
"""What is done where neither the team nor a playbook says it."""


def draw_outbound(builder: FlowBuilder) -> str:
    """Draws the whole call. The id of its first step."""
    tasks, others = _tasks(builder)
    main = Branch(builder.spec, tasks[0], builder.person)
    guarded = guarded_goals(builder)
    reached = _reach(builder, main)
    draw_verify(builder, guarded)
    steps = {g.id: draw_goal(builder, g, verified=g in guarded, elsewhere=OUTCOMES) for g in (*tasks, *others)}
    first = steps[tasks[0].id][0]
    for task, following in pairwise(tasks):  # one after the other
        last = steps[task.id][-1]
        builder.edges.pop(edge_id(last, "end"), None)
        builder.exits(last, steps[following.id][0], "end")
    if guarded:
        builder.edge(reached, "verify", _goes_on(builder, reached))
        builder.exits("verify", first, "end")
    else:
        builder.edge(reached, first, _goes_on(builder, reached))
    _outcomes(builder, main, reached)
    _other_wishes(builder, steps[tasks[0].id], others, steps)
    _beyond_the_task(builder, first)
    builder.edge(reached, "end", otherwise=True)
    draw_free_transfers(builder, [k for task in tasks for k in steps[task.id]])
    draw_emergencies(builder)
    _goodbye(builder)
    return "greet"


def _tasks(builder: FlowBuilder) -> tuple[tuple[Goal, ...], tuple[Goal, ...]]:
    """The goals that the agent calls for, in order, and those that the person may bring up."""
    goals = builder.spec.goals
    branches = [Branch(builder.spec, goal, builder.person) for goal in goals]
    tasks = tuple(b.goal for b in branches if b.job and b.job.direction != "inbound") or goals[:1]
    return tasks, tuple(goal for goal in goals if goal not in tasks)


# --- the opening ---


def _reach(builder: FlowBuilder, main: Branch) -> str:
    """The steps until the right person is there and has time. The id of the last of them."""
    opening = main.opening
    asks = [name for name in opening.fields if name in main.fields] if opening else []
    merged = bool(opening and SUITS & set(opening.fields))
    builder.step(
        "greet",
        "start",
        "Reach the right person",
        *_greeting(builder, opening),
        until=_all(builder, opening),
        tools=builder.placed("before"),
        asks=asks,
    )
    return "greet" if merged else _does_it_suit(builder, main)


def _greeting(builder: FlowBuilder, opening: Step | None) -> tuple[str | None, ...]:
    before, compliance = builder.placed("before"), builder.spec.compliance
    return (
        f"Look up what is known with {tool_names(before)} before you speak." if before else None,
        sentence(opening.text)
        if opening
        else "Say who is calling, and ask for the person by name. Say no more before that.",
        "Say that you are an AI assistant." if compliance.ai_disclosure else None,
        "Say that the call is recorded, and ask whether that is fine." if compliance.recording_consent else None,
    )


def _all(builder: FlowBuilder, opening: Step | None) -> str:
    said = opening.until if opening and opening.until else "the right person is on the line"
    consent = ", and has agreed to the recording" if builder.spec.compliance.recording_consent else ""
    return f"{capital(said.rstrip('.'))}{consent}."


def _does_it_suit(builder: FlowBuilder, main: Branch) -> str:
    why = (
        "Ask whether it suits to talk now. Say nothing of the matter before you know who it is."
        if main.guarded
        else "Say in one sentence why you call, and ask whether it suits now."
    )
    until = f"{builder.person_first} has said whether it suits."
    builder.step("reason", "say", "Say why, and ask whether it suits", why, until=until)
    builder.edge("greet", "reason", "The right person is on the line.")
    builder.edge("greet", "end", otherwise=True)
    return "reason"


def _goes_on(builder: FlowBuilder, reached: str) -> str:
    who = "The right person is on the line and" if reached == "greet" else builder.person_first
    return f"{who} agrees to talk now."


# --- the outcomes beside a yes ---


def _outcomes(builder: FlowBuilder, main: Branch, reached: str) -> None:
    person = builder.person
    wrong = _outcome(
        builder,
        main,
        "wrong_person",
        "say",
        "Ask when to call again",
        "It is known when to call again, or nobody says it.",
    )
    later = _outcome(
        builder, main, "not_now", "say", "Ask for a better time", f"A better time is known, or {person} names none."
    )
    machine = _outcome(builder, main, "voicemail", "end", "Leave word, or hang up", None)
    builder.edge("greet", wrong, "Somebody else answers.")
    builder.edge("greet", machine, "A machine answers.")
    builder.edge(reached, later, f"{builder.person_first} has no time now.")
    builder.exits(wrong, "end", "end")
    builder.exits(later, "end", "end")


def _outcome(builder: FlowBuilder, main: Branch, case_id: str, kind: str, title: str, until: str | None) -> str:
    case, tools = main.case(case_id), main.case_tools(case_id)
    if case_id == "voicemail":
        tools = tools or builder.messages(to_machine=True)
    use = f"Use {tool_names(tools, 'or')} for that." if tools else None
    return builder.step(
        case_id, kind, title, sentence(case.then) if case else _WORDS[case_id], use, until=until, tools=tools
    )


def _other_wishes(
    builder: FlowBuilder, main: tuple[str, ...], others: tuple[Goal, ...], steps: dict[str, tuple[str, ...]]
) -> None:
    """From the task to what the person may bring up, such as another time."""
    for goal in others:
        for source in main:
            builder.edge(
                source, steps[goal.id][0], wants(goal.statement, "web").replace("The user", builder.person_first)
            )


def _beyond_the_task(builder: FlowBuilder, source: str) -> None:
    """From the task to what the team does with what nobody called about: a message, a call back, a person."""
    if builder.spec.fallback and builder.spec.fallback.kind != "none":
        draw_fallback(builder, "end")
        wish = f"{builder.person_first} wants something that this call is not about."
        builder.edge(source, fallback_of(builder.spec), wish)


def _goodbye(builder: FlowBuilder) -> None:
    after = builder.placed("after")
    use = f"Use {tool_names(after)} where it fits." if after else None
    tools = (*after, *builder.placed("end"))
    builder.step(
        "end", "end", "Say goodbye", use, f"Thank {builder.person}, say goodbye and end the call.", tools=tools
    )
