"""Answers about values on their way: what is known before a call, who is called, where the results of a call end up."""

from engine.document.spec import AgentSpec
from engine.interview.answering.answer import Situation
from engine.sentences import listed

_MOST = 6


def variables_listed(situation: Situation) -> str:
    if not (names := _variables(situation.spec)):
        return (
            "None: nothing is known before a call. An agent that makes calls has some, such as the name of whoever is "
            "called; your system fills them in."
        )
    return f"{listed(names)}: your system fills them in before each call. Name any other value that you know by then."


def who_is_called(situation: Situation) -> str:
    if situation.spec.direction != "outbound":
        return "Nobody: it answers calls, and whoever rings reaches it. Say “outbound” if it should make calls."
    names = _variables(situation.spec)
    told = f" and hands over {listed(names)} for each call" if names else ""
    return (
        f"Your own system or list decides that: it starts the calls on your voice platform{told}. When it calls, how "
        "often it tries and whom it leaves out is set there, too; what the agent does in the call is agreed here."
    )


def results_go(situation: Situation) -> str:
    """The tools that change something, since these carry what a call brought to the team's systems."""
    spec = situation.spec
    tools = [f"`{t.name}`" for t in spec.tools if t.state != "declined" and t.effect != "read" and t.kind == "http"]
    kept = "Your voice platform keeps the transcript of every call beside that."
    if not tools:
        return f"No tool passes anything on yet: say “take a message” or “save it in our system”. {kept}"
    return f"Into your own systems, through {listed(tools[:_MOST])}, while the caller is on the line. {kept}"


def _variables(spec: AgentSpec) -> list[str]:
    return [f"`{{{{{variable.name}}}}}`" for variable in spec.variables]
