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


def test_a_line_of_data_is_as_short_as_one_of_code_so_that_a_change_can_be_reviewed() -> None:
    """But for regular expressions, which cannot be broken."""
    files = [path for top in (*ROOMS, "tests", "evals") for path in (ROOT / top).rglob("*.yaml")]
    lines = [(path.name, n, line) for path in files for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)]
    assert len(lines) > 10_000
    assert [line for line in lines if len(line[2]) > 120 and not line[2].lstrip().startswith("pattern: ")] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_installed_command_that_cannot_start_says_why_in_one_sentence(script: str, tmp_path: Path) -> None:
    module, _, function = SCRIPTS[script].partition(":")
    entry = f"import sys; from {module} import {function}; sys.argv = [{script!r}]; sys.exit({function}())"
    environment = {"PYTHONPATH": str(ROOT), "DATABASE_URL": "mysql://localhost/x"}
    ended = subprocess.run([sys.executable, "-c", entry], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr == "DATABASE_URL names “mysql”; only sqlite and postgresql are supported.\n"
