"""What is kept on disk between two starts is never of something else, and nothing needs it."""

from pathlib import Path

import pytest

from engine.disk_cache import cached_on_disk
from engine.yaml_files import read_texts, read_yaml

SOURCE = Path(__file__).parents[1] / "engine/tools/catalog/call.yaml"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "agent-builder"


def test_a_value_is_built_once_for_one_key() -> None:
    built: list[int] = []

    def value() -> list[object]:
        return cached_on_disk("x", (b"a", b"b"), lambda: built.append(1) or ["é", 1, None])  # type: ignore[func-returns-value,no-any-return]

    assert value() == value() == ["é", 1, None]
    assert len(built) == 1


@pytest.mark.parametrize("other", [(b"ab",), (b"a", b"c"), (b"", b"ab"), (b"a", b"b", b"")])
def test_what_was_made_from_something_else_does_not_count(other: tuple[bytes, ...]) -> None:
    cached_on_disk("x", (b"a", b"b"), lambda: "old")
    assert cached_on_disk("x", other, lambda: "new") == "new"


@pytest.mark.parametrize("damage", [b"", b"\n", b"\xff\xfe\n{}", b"cut off"])
def test_a_damaged_entry_is_made_again(cache: Path, damage: bytes) -> None:
    cached_on_disk("x", (b"a",), lambda: "right")
    (cache / "x.json").write_bytes(damage)
    assert cached_on_disk("x", (b"a",), lambda: "again") == "again"


def test_an_entry_that_ends_in_the_middle_is_made_again(cache: Path) -> None:
    cached_on_disk("x", (b"a",), lambda: ["right"])
    (cache / "x.json").write_bytes((cache / "x.json").read_bytes()[:-2])
    assert cached_on_disk("x", (b"a",), lambda: ["again"]) == ["again"]


def test_nothing_is_lost_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [cached_on_disk("x", (b"a",), lambda: "value") for _ in range(2)] == ["value", "value"]


def test_texts_stay_texts_and_values_become_values_though_both_come_from_one_file() -> None:
    for _ in range(2):
        assert read_texts(SOURCE)["end_call"]["timeout"] == "5"
        assert read_yaml(SOURCE)["end_call"]["timeout"] == 5
