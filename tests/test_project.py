"""What the project says of itself is true: its rooms, and the commands it installs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("engine", "bots", "admin_api")
SCRIPTS: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


def rooms_in_the_tree(top: str) -> set[str]:
    """Packages and modules right below `top`, as the page writes them."""
    packages = {f"{top}/{path.parent.name}/" for path in (ROOT / top).glob("*/__init__.py")}
    return packages | {f"{top}/{path.name}" for path in (ROOT / top).glob("*.py") if not path.name.startswith("__")}


def rooms_on_the_page(top: str) -> set[str]:
    """What `docs/architecture.md` names anywhere in backquotes, down to that depth."""
    named = re.findall(rf"`{top}/(\w+(?:\.py|/))", (ROOT / "docs/architecture.md").read_text("utf-8"))
    return {f"{top}/{name}" for name in named}


@pytest.mark.parametrize("top", ROOMS)
def test_the_page_of_the_house_names_every_room_and_no_other(top: str) -> None:
    assert rooms_on_the_page(top) == rooms_in_the_tree(top)


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_installed_command_that_cannot_start_says_why_in_one_sentence(script: str, tmp_path: Path) -> None:
    module, _, function = SCRIPTS[script].partition(":")
    entry = f"import sys; from {module} import {function}; sys.argv = [{script!r}]; sys.exit({function}())"
    environment = {"PYTHONPATH": str(ROOT), "DATABASE_URL": "mysql://localhost/x"}
    ended = subprocess.run([sys.executable, "-c", entry], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr == "DATABASE_URL names “mysql”; only sqlite and postgresql are supported.\n"
