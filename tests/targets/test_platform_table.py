"""The README says of the platforms what they say of themselves."""

from pathlib import Path

from engine.targets import TARGETS
from engine.targets.platform_table import tables, written

_README = Path(__file__).parents[2] / "README.md"


def test_the_readme_holds_the_tables_of_today() -> None:
    text = _README.read_text("utf-8")
    assert written(text) == text, "run `python -m engine.targets.platform_table README.md`"


def test_every_platform_says_what_one_gets() -> None:
    assert [name for name, target in TARGETS.items() if not target.gives] == []
    assert all(f"| `{name}` |" in tables() for name in TARGETS)
