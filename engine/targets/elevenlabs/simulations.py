"""Tests that the platform runs on the agent: one for each goal, one for each criterion."""

from typing import Any

from engine.document.spec import AgentSpec, Criterion, Goal


def simulations(spec: AgentSpec) -> dict[str, dict[str, Any]]:
    """Name of the test -> `test_configs/<name>.json`."""
    goals = {f"goal_{g.id}": _goal(g) for g in spec.goals}
    return goals | {f"criterion_{c.id}": _criterion(c) for c in spec.criteria}


def _goal(goal: Goal) -> dict[str, Any]:
    wish = goal.statement.rstrip(".")
    return _test(
        name=f"goal_{goal.id}",
        says=f"Hello, I am calling about this: {wish}.",
        condition=f"The agent takes this up and moves towards it: {wish}."
        + (f" It worked when: {goal.success.rstrip('.')}." if goal.success else ""),
    )


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return _test(f"criterion_{criterion.id}", "Hello, can you help me?", f"{criterion.name}. {criterion.prompt}")


def _test(name: str, says: str, condition: str) -> dict[str, Any]:
    return {
        "type": "llm",
        "name": name,
        "chat_history": [{"role": "user", "message": says, "time_in_call_secs": 1}],
        "success_condition": condition,
        "success_examples": [{"type": "success", "response": "Of course, I can help you with that."}],
        "failure_examples": [{"type": "failure", "response": "I cannot help you."}],
    }
