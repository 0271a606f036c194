"""Tests that the platform runs on the agent: one file each, in the vendor's three kinds.

`llm` judges the next answer, `tool` the next use of a tool, `simulation` a whole call in which tools answer from mocks.
Tools stand in them by name, as `tool:<name>`, until `link.py` knows their ids.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.document.spec import AgentSpec
from engine.language.names import language_name
from engine.sentences import listed, with_values
from engine.trials import AgentTest, Argument, Said
from engine.trials.agent_test import Kind

_SECONDS_A_LINE = 5
_MOST_TURNS = 40
_TOOL_TYPES = {"http": "webhook", "client": "client"}


def config_of(spec: AgentSpec, test: AgentTest) -> dict[str, Any]:
    """`test_configs/<id>.json`: what the platform's `POST /v1/convai/agent-testing/create` takes."""
    return _KINDS[test.kind](spec, test)


def _answer(spec: AgentSpec, test: AgentTest) -> dict[str, Any]:
    return {
        "type": "llm",
        "name": test.id,
        "chat_history": _history(test.dialogue),
        "success_condition": " ".join(_conditions(spec, test)),
        "success_examples": [{"type": "success", "response": test.must.answer or ""}],
        "failure_examples": [{"type": "failure", "response": test.must_not.answer or ""}],
    }


def _tool(spec: AgentSpec, test: AgentTest) -> dict[str, Any]:
    use = test.must.calls[0]
    tool = spec.tool(use.tool)
    from_model = {p.name for p in tool.params if p.in_ != "header"} if tool else set()
    return {
        "type": "tool",
        "name": test.id,
        "chat_history": _history(test.dialogue),
        "tool_call_parameters": {
            "referenced_tool": {"id": f"tool:{use.tool}", "type": _TOOL_TYPES[tool.kind if tool else "http"]},
            "parameters": [_parameter(argument) for argument in use.arguments if argument.name in from_model],
        },
        "check_any_tool_matches": True,
    }


def _call(spec: AgentSpec, test: AgentTest) -> dict[str, Any]:
    return {
        "type": "simulation",
        "name": test.id,
        "simulation_scenario": _scenario(test),
        "simulation_max_turns": min(2 * len(test.turns) + 12, _MOST_TURNS),
        "success_conditions": _conditions(spec, test),
        "tool_mock_config": {"mocking_strategy": "all", "fallback_strategy": "raise_error"},
        "tool_mock_overrides": {
            f"tool:{mock.tool}": [{"mock_result": mock.result, "is_error": mock.fails}] for mock in test.mocks
        },
    }


_KINDS: Mapping[Kind, Callable[[AgentSpec, AgentTest], dict[str, Any]]] = {
    "answer": _answer,
    "tool": _tool,
    "call": _call,
}


def _history(dialogue: tuple[Said, ...]) -> list[dict[str, Any]]:
    """The lines in turn; what one side says in several goes together."""
    turns: list[tuple[str, str]] = []
    for said in dialogue:
        role = "user" if said.role == "caller" else "agent"
        if turns and turns[-1][0] == role:
            turns[-1] = (role, f"{turns[-1][1]} {said.text}")
        else:
            turns.append((role, said.text))
    return [
        {"role": role, "message": text, "time_in_call_secs": 1 + _SECONDS_A_LINE * at}
        for at, (role, text) in enumerate(turns)
    ]


def _parameter(argument: Argument) -> dict[str, Any]:
    value = f", which is “{argument.value}”" if argument.value else ""
    says = f"What the caller said for this, in whatever form{value}: {argument.means}"
    return {"path": argument.name, "eval": {"type": "llm", "description": says}}


def _scenario(test: AgentTest) -> str:
    """Who calls, with what in mind, and the words that they use."""
    name = language_name(test.language)
    meaning = "" if test.lines_in.partition("-")[0] == test.language.partition("-")[0] else f", in {name}"
    lines = "\n".join(f"- {turn}" for turn in test.turns)
    return (
        f"{test.persona} Speaks {name}.\n\n{test.situation}\n\n"
        f"Says this in the course of the call{meaning}, and answers what is asked in between:\n{lines}"
    )


def _conditions(spec: AgentSpec, test: AgentTest) -> list[str]:
    """What is true of a call or an answer that passes, one sentence or rule each."""
    never = [f"This must not be so: {sentence}" for sentence in test.must_not.holds]
    unused = [f"The agent does not use these tools: {listed(test.must_not.calls)}."] if test.must_not.calls else []
    return [*test.must.holds, *_uses(spec, test), *never, *unused]


def _uses(spec: AgentSpec, test: AgentTest) -> list[str]:
    said = []
    if test.must.calls:
        said.append(f"The agent uses {', then '.join(use.tool for use in test.must.calls)}.")
    after_yes = [use.tool for use in test.must.calls if use.after_yes]
    if after_yes:
        said.append(f"It uses {listed(after_yes)} only after it has read back the details and the caller has said yes.")
    line = next((transfer.label for transfer in spec.transfers if transfer.id == test.must.transfer), None)
    if line:
        said.append(f"The agent hands the call over to {with_values(line, {})}.")
    return said
