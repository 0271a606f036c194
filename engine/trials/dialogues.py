"""What is said in a test: a playbook's example, or the plain way of asking and answering, and the tools used in it."""

from collections.abc import Iterable, Iterator, Mapping

from engine.document.spec import DataField, Goal, Tool
from engine.playbooks import Job, Turn
from engine.trials.agent_test import Said, ToolUse
from engine.trials.agent_view import AgentView, agent, caller, use_of
from engine.trials.lines import kind_of, question_and_answer, spoken


def lines_of(view: AgentView, turns: Iterable[Turn]) -> list[Said]:
    """The spoken lines of a playbook's example; what tools answer stands in `results_in`."""
    return [_line_of(view, turn) for turn in turns if turn.role != "tool"]


def _line_of(view: AgentView, turn: Turn) -> Said:
    """An example stands in several tests of its goal."""
    who = caller if turn.role == "caller" else agent
    return view.once((turn.role, turn.text), lambda: who(spoken(turn.text, view.values)))


def results_in(view: AgentView, goal: Goal, known: Job | None) -> dict[str, str]:
    """What the tools answer in the playbook's example of a good call, by the tool's name in the spec."""
    return view.once(("results", goal.id), lambda: _results_in(view, goal, known))


def _results_in(view: AgentView, goal: Goal, known: Job | None) -> dict[str, str]:
    turns = known.examples.happy if known else ()
    found = ((view.tool(turn.text, goal), turn.result) for turn in turns if turn.role == "tool")
    results: dict[str, str] = {}
    for tool, result in found:
        if tool and result:
            results.setdefault(tool.name, result)
    return results


def expected_uses(view: AgentView, goal: Goal, known: Job | None) -> tuple[ToolUse, ...]:
    """The tools that a good call uses, in order: those of the playbook's example, else all that serve the goal."""
    if goal.by_whom:
        return ()
    if known:
        tools = [view.tool(turn.text, goal) for turn in known.examples.happy if turn.role == "tool"]
        return tuple({tool.name: use_of(tool) for tool in tools if tool}.values())
    return tuple(use_of(tool, answers(view, goal)) for tool in view.tools_of(goal) if tool.kind != "system")


def plain_dialogue(view: AgentView, goal: Goal | None) -> list[Said]:
    """The caller says what they want, and answers what is asked."""
    return [caller(view.opening(goal)), *_asked(view, goal)] if goal else [caller(view.lines.answered)]


def leading_to(view: AgentView, goal: Goal, tool: Tool) -> list[Said]:
    """The same up to the use of a tool; empty where it does not give all that the tool needs."""
    needed = {argument.name for argument in use_of(tool).arguments}
    if view.calls_people or not needed <= set(goal.fields):
        return []
    agreed = [agent(view.phrases.read_back_question), caller(view.phrases.yes)] if tool.confirm else []
    return [*plain_dialogue(view, goal), *agreed]


def before_use(view: AgentView, goal: Goal, known: Job, tool: Tool) -> list[Said]:
    """The playbook's good call up to the use of the tool; empty where it is not used in one."""
    turns = known.examples.happy
    at = next((n for n, t in enumerate(turns) if t.role == "tool" and view.tool(t.text, goal) == tool), 0)
    said = lines_of(view, turns[:at])
    while said and said[-1].role != "caller":
        said.pop()
    return said


def answers(view: AgentView, goal: Goal) -> Mapping[str, str]:
    """What the caller answers, by field, where it is a value and no way of speaking."""
    known = [field for field in fields_of(view, goal) if kind_of(field) not in (None, "reason")]
    return {f.name: question_and_answer(f, view.lines_in).answer.rstrip(".") for f in known}


def fields_of(view: AgentView, goal: Goal) -> list[DataField]:
    """What the caller is asked for this goal, in order."""
    wanted = {f.name: f for f in view.spec.data_fields if f.source == "caller"}
    return [wanted[name] for name in goal.fields if name in wanted]


def _asked(view: AgentView, goal: Goal) -> Iterator[Said]:
    for field in fields_of(view, goal):
        lines = question_and_answer(field, view.lines_in)
        yield agent(lines.ask)
        yield caller(lines.answer)
