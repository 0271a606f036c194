"""The README says what is so."""

import re
import subprocess
from pathlib import Path

import pytest

from engine.settings import Settings
from tests.readme.conversation import README, held, shown, without_clock
from tests.terminal.chats import ROOT

TEXT = README.read_text(encoding="utf-8")


def test_the_conversation_in_the_readme_is_what_the_builder_says(tmp_path: Path) -> None:
    assert without_clock(shown()) == without_clock(held(tmp_path)), "run: python -m tests.readme.conversation"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z]+)", TEXT))))
def test_every_make_command_that_the_readme_names_is_there(target: str) -> None:
    assert subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", TEXT))))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()


def test_every_setting_is_in_the_example_file_and_nothing_else_is() -> None:
    named = set(
        re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert named == {name.upper() for name in Settings.model_fields}
