"""Tests that the platform runs: each is a call that a simulated caller makes, with tools that answer from mocks."""

from typing import Any

from pydantic_core import to_json

from engine.language.names import language_name
from engine.sentences import listed
from engine.targets.plan import Plan
from engine.targets.retell.tools import Config
from engine.trials import AgentTest


def test_files(plan: Plan, response_engine: Config, variables: dict[str, str]) -> dict[str, Any]:
    """`test_cases/<id>.json` for `POST /create-test-case-definition`."""
    return {f"test_cases/{test.id}.json": _case(plan, test, response_engine, variables) for test in plan.tests}


def _case(plan: Plan, test: AgentTest, response_engine: Config, variables: dict[str, str]) -> Config:
    case: Config = {
        "name": test.id,
        "response_engine": response_engine,
        "user_prompt": _caller(test),
        "metrics": _metrics(plan, test),
    }
    if variables:
        case["dynamic_variables"] = variables
    if test.mocks:
        case["tool_mocks"] = [
            {
                "tool_name": mock.tool,
                "input_match_rule": {"type": "any"},
                "output": f'{{"{"error" if mock.fails else "result"}": {to_json(mock.result).decode()}}}',
            }
            for mock in test.mocks
        ]
    return case


def _caller(test: AgentTest) -> str:
    name = language_name(test.language)
    meaning = "" if test.lines_in.partition("-")[0] == test.language.partition("-")[0] else f", in {name}"
    lines = "\n".join(f"- {turn}" for turn in test.turns)
    return (
        f"## Identity\n{test.persona} You speak {name}.\n\n## Goal\n{test.situation}\n\n"
        f"## Lines\nSay this in the course of the call{meaning}, and answer what is asked in between:\n{lines}"
    )


def _metrics(plan: Plan, test: AgentTest) -> list[str]:
    """What is true of a call that passes, one sentence each."""
    must, never = test.must, test.must_not
    line = next((t.transfer.label for t in plan.transfers if t.id == must.transfer), None)
    after_yes = [use.tool for use in must.calls if use.after_yes]
    return [
        *must.holds,
        *([f"The agent uses {', then '.join(use.tool for use in must.calls)}."] if must.calls else []),
        *([f"It uses {listed(after_yes)} only after the caller has agreed to what it read back."] if after_yes else []),
        *([f"The agent hands the call over to {line}."] if line else []),
        *(f"This must not be so: {sentence}" for sentence in never.holds),
        *([f"The agent does not use {listed(never.calls, 'or')}."] if never.calls else []),
    ] or [f"The agent does what this test is about: {test.title}"]
