"""Answers from the spec: its tools, goals, rules, what it asks for, whom it hands calls to, the flow and the prompt."""

from collections.abc import Sequence

from engine.document.spec import AgentSpec, Tool
from engine.interview.answering.answer import Answer, Situation
from engine.messages.replies import Picture
from engine.prompt.greetings import greeting_for
from engine.sentences import listed, quoted

_MOST = 8
_EFFECTS = {
    "read": "It only looks things up.",
    "write": "It changes something",
    "irreversible": "It does something that cannot be undone",
}


def tools_listed(situation: Situation) -> str:
    lines = [f"- `{tool.name}`{_state(tool)}: {tool.purpose}" for tool in _tools(situation.spec)]
    if not lines:
        return "None yet. Tell me what the agent should do, and I propose the tools for it."
    return "\n".join((f"{len(lines)} so far:" if len(lines) > 1 else "One so far:", "", *lines[:_MOST], *_more(lines)))


def tool_explained(situation: Situation) -> str | None:
    tool = situation.spec.tool(situation.named("tool"))
    if not tool:
        return None
    when = f" It is used when: {tool.when}" if tool.when else ""
    asks = " and asks the caller first." if tool.confirm else "."
    effect = _EFFECTS[tool.effect]
    return f"{tool.purpose}{when} {effect if tool.effect == 'read' else effect + asks}"


def tools_reasons(situation: Situation) -> str | None:
    """Why each tool is there, in the team's own words where it was those."""
    one = situation.spec.tool(situation.named("tool"))
    tools = [one] if one else _tools(situation.spec)
    lines = [f"- `{tool.name}`: {_because(tool, situation.spec)}" for tool in tools]
    if not lines:
        return "There are none yet."
    return "\n".join(
        (
            *lines[:_MOST],
            *_more(lines),
            "",
            "You can leave out any of them; without it the agent takes a message instead.",
        )
    )


def goals_listed(situation: Situation) -> str:
    goals = [goal.statement for goal in situation.spec.goals]
    if not goals:
        return "No goal is agreed yet. Name what it should get done in a call."
    counted = "One goal" if len(goals) == 1 else f"{len(goals)} goals"
    return "\n".join((f"{counted}:", "", *(f"- {goal}" for goal in goals[:_MOST]), *_more(goals)))


def rules_listed(situation: Situation) -> str:
    """The team's guardrails, and what every agent of ours holds to."""
    rules = [rule.statement for rule in situation.spec.guardrails]
    always = "Every agent also invents nothing, gives no professional advice, and never claims to be human."
    if not rules:
        return f"You have named none yet. {always}"
    return "\n".join((*(f"- {rule}" for rule in rules[:_MOST]), *_more(rules), "", always))


def fields_listed(situation: Situation) -> str:
    fields = [field.description for field in situation.spec.data_fields]
    if fields:
        return f"It asks for {listed([_small(f) for f in fields])}."
    needed = [
        p.description or p.name
        for t in situation.spec.accepted_tools()
        for p in t.params
        if p.source == "llm" and p.required
    ]
    if needed:
        return "What its tools need:\n\n" + "\n".join(f"- {n}" for n in list(dict.fromkeys(needed))[:_MOST])
    return "Nothing is agreed yet; say “ask for the name and the order number”."


def transfers_listed(situation: Situation) -> str:
    numbers = {t.id: f" ({t.destination})" if t.destination else "" for t in situation.spec.transfers}
    lines = [f"- {t.label}{numbers[t.id]}: {t.condition}" for t in situation.spec.transfers]
    return (
        "\n".join(lines)
        if lines
        else "To nobody yet. Say who takes calls and when, such as “complaints go to the manager”."
    )


def greeting_shown(situation: Situation) -> str:
    if situation.spec.greeting:
        return f"It says: {quoted(situation.spec.greeting, 400)}"
    return f"No greeting is agreed yet. I would say: {quoted(greeting_for(situation.spec), 400)}"


def flow_shown(situation: Situation) -> Answer:
    flow = situation.spec.flow
    if not flow.nodes:
        return Answer("There is no call flow yet. Tell me first what the agent should do.")
    from engine.workflow.picture import shown  # what the later stages need is loaded there

    drawing, words = shown(situation.spec)
    picture = Picture(title="The call flow", mermaid=drawing, alt=words)
    return Answer(f"This is the call flow as things stand now, with {len(flow.nodes)} steps.", parts=(picture,))


def prompt_shown(situation: Situation) -> str:
    if not situation.spec.goals:
        return "There is no prompt yet; it is written from what we agree."
    from engine.prompt.generate import generate, words_in

    length = words_in(generate(situation.spec))
    return (
        f"As things stand now it has {length} words; the command `prompt` gives you all of it, and what the "
        "check found."
    )


def sample_call(situation: Situation) -> str | None:
    """How a call about the first goal that a playbook knows may sound."""
    from engine.interview.answering.trade_of import known_jobs  # playbooks are loaded when somebody asks

    for goal, job in known_jobs(situation.spec):
        lines = [f"- {turn.role.title()}: {turn.text}" for turn in job.examples.happy if turn.role != "tool"]
        return "\n".join((f"For example, a call about {quoted(goal.statement)}:", "", *lines))
    return "Tell me first what the agent should do, and I show you how a call may sound."


def _tools(spec: AgentSpec) -> list[Tool]:
    return [tool for tool in spec.tools if tool.state != "declined"]


def _state(tool: Tool) -> str:
    return " (proposed)" if tool.state == "proposed" else ""


def _because(tool: Tool, spec: AgentSpec) -> str:
    if tool.because:
        return f"because you said {quoted(tool.because, 120)}"
    goals = [goal.statement for goal in spec.goals if tool.name in goal.tools]
    return f"for {listed([quoted(goal) for goal in goals])}" if goals else _small(tool.purpose)


def _more(lines: Sequence[str]) -> tuple[str, ...]:
    return (f"- … and {len(lines) - _MOST} more",) if len(lines) > _MOST else ()


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
