"""Writes the golden prompts anew: `python -m tests.prompt.refresh_golden`. Read the difference before you commit it."""

from engine.prompt.generate import generate
from tests.prompt.specs import SPECS
from tests.prompt.test_generate import GOLDEN

if __name__ == "__main__":
    for name in ("dental", "debt"):
        (GOLDEN / f"{name}.md").write_text(generate(SPECS[name]), encoding="utf-8")
