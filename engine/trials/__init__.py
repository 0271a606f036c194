"""Talking to the agent before it ships: what is tried (`scenarios`), and how one test looks (`agent_test`)."""

from engine.trials.agent_test import AgentTest, Argument, Excluded, Expected, Mock, Said, ToolUse
from engine.trials.covered import is_stale
from engine.trials.scenarios import tests_of

__all__ = ["AgentTest", "Argument", "Excluded", "Expected", "Mock", "Said", "ToolUse", "is_stale", "tests_of"]
