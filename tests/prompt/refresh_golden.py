"""Writes the golden prompts anew: `python -m tests.prompt.refresh_golden`. Read the difference before you commit it."""

from engine.prompt.generate import generate
from tests.prompt.agents import AGENTS
from tests.prompt.test_generate import GOLDEN, REVIEWED

if __name__ == "__main__":
    for name in REVIEWED:
        (GOLDEN / f"{name}.md").write_text(generate(AGENTS[name]), encoding="utf-8")
