"""Talking to the agent before it ships: what is tried (`scenarios.tests_of`), and how one test looks."""

from engine.trials.agent_test import AgentTest, Argument, Excluded, Expected, Mock, Said, ToolUse
from engine.trials.covered import is_stale

__all__ = ["AgentTest", "Argument", "Excluded", "Expected", "Mock", "Said", "ToolUse", "is_stale"]
