"""Tests that the platform runs: evals for the answer or the tool that comes next, scenarios for a whole call.

An eval is a mock conversation whose last message is judged; a scenario is played by a simulated caller.
"""

from typing import Any

from engine.language.names import language_name
from engine.sentences import listed
from engine.targets.fit import clipped
from engine.targets.plan import Plan
from engine.trials import AgentTest, Said

_CHARACTERS = 1000
_NAME = 80
_DESCRIPTION = 500
_INSTRUCTIONS = 10_000
_JUDGE = {"provider": "openai", "model": "gpt-4.1"}


def test_files(plan: Plan) -> dict[str, Any]:
    """`evals/<id>.json` for `POST /eval`, `scenarios/<id>.json` for `POST /eval/simulation/scenario`."""
    return {
        f"{'scenarios' if t.kind == 'call' else 'evals'}/{t.id}.json": _scenario(plan, t)
        if t.kind == "call"
        else _eval(plan, t)
        for t in plan.tests
    }


def _eval(plan: Plan, test: AgentTest) -> dict[str, Any]:
    judged = _tool(test) if test.kind == "tool" else _answer(plan, test)
    return {
        "name": clipped(test.id, _NAME),
        "description": clipped(test.title, _DESCRIPTION),
        "type": "chat.mockConversation",
        "messages": [*(_line(said) for said in test.dialogue), {"role": "assistant", "judgePlan": judged}],
    }


def _line(said: Said) -> dict[str, str]:
    return {"role": "user" if said.role == "caller" else "assistant", "content": clipped(said.text, _CHARACTERS)}


def _tool(test: AgentTest) -> dict[str, Any]:
    """Its name only: an exact match of arguments fails on every other way to write a date."""
    return {"type": "regex", "content": ".*", "toolCalls": [{"name": use.tool} for use in test.must.calls[:1]]}


def _answer(plan: Plan, test: AgentTest) -> dict[str, Any]:
    lines = [
        "You judge the last message of the assistant in this conversation.",
        "It passes when all of this is so:",
        *(f"- {words}" for words in _conditions(plan, test)),
        *([f"An answer that would do: {test.must.answer}"] if test.must.answer else []),
        *([f"An answer that would not do: {test.must_not.answer}"] if test.must_not.answer else []),
        "Answer with one word: pass or fail.",
    ]
    model = {**_JUDGE, "messages": [{"role": "system", "content": "\n".join(lines)}]}
    return {"type": "ai", "model": model, "autoIncludeMessageHistory": True}


def _scenario(plan: Plan, test: AgentTest) -> dict[str, Any]:
    return {
        "name": clipped(test.id, _NAME),
        "instructions": clipped(_instructions(test), _INSTRUCTIONS),
        "evaluations": [_evaluation(number, words) for number, words in enumerate(_conditions(plan, test), 1)],
        "toolMocks": [{"toolName": mock.tool, "result": mock.result, "enabled": True} for mock in test.mocks],
    }


def _instructions(test: AgentTest) -> str:
    name = language_name(test.language)
    meaning = "" if test.lines_in.partition("-")[0] == test.language.partition("-")[0] else f", in {name}"
    lines = "\n".join(f"- {turn}" for turn in test.turns)
    return (
        f"{test.persona} You speak {name}.\n\n{test.situation}\n\n"
        f"Say this in the course of the call{meaning}, and answer what is asked in between:\n{lines}"
    )


def _evaluation(number: int, words: str) -> dict[str, Any]:
    output = {"name": f"condition_{number}", "type": "ai", "schema": {"type": "boolean", "description": words}}
    return {"structuredOutput": output, "comparator": "=", "value": True, "required": True}


def _conditions(plan: Plan, test: AgentTest) -> list[str]:
    """What is true of a call or an answer that passes, one sentence each."""
    return [*test.must.holds, *_uses(plan, test)] or [f"The agent does what this test is about: {test.title}"]


def _uses(plan: Plan, test: AgentTest) -> list[str]:
    must, never = test.must, test.must_not
    after_yes = [use.tool for use in must.calls if use.after_yes]
    line = next((t.transfer.label for t in plan.transfers if t.id == must.transfer), None)
    return [
        *([f"The agent uses {', then '.join(use.tool for use in must.calls)}."] if must.calls else []),
        *([f"It uses {listed(after_yes)} only after the caller has agreed to what it read back."] if after_yes else []),
        *([f"The agent hands the call over to {line}."] if line else []),
        *(f"This must not be so: {sentence}" for sentence in never.holds),
        *([f"The agent does not use {listed(never.calls, 'or')}."] if never.calls else []),
    ]
