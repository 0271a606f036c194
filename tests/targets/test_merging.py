"""What somebody changed is done to what was brought, and nothing else is touched."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.targets.merging import merged

_TEXTS = st.text(alphabet="ab#\n ", max_size=20)
_VALUES = st.recursive(
    st.none() | st.integers(0, 2) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "a"]), inner),
    max_leaves=8,
)


@given(_VALUES, _VALUES)
def test_where_one_side_changed_nothing_the_other_is_taken_as_it_is(one: Any, other: Any) -> None:
    assert merged(one, one, other) == other
    assert merged(one, other, one) == other


@given(_VALUES, _VALUES, _VALUES)
def test_any_three_values_can_be_merged(before: Any, now: Any, theirs: Any) -> None:
    merged(before, now, theirs)


def test_a_setting_of_theirs_stays_beside_one_that_changed() -> None:
    before, now = {"name": "Mia", "speed": 1}, {"name": "Bo", "speed": 1}
    assert merged(before, now, {"name": "Mia", "speed": 2, "noise": "office"}) == {
        "name": "Bo", "speed": 2, "noise": "office",
    }  # fmt: skip


def test_an_item_that_came_stands_where_it_stands_and_one_that_went_is_gone() -> None:
    before = [{"id": "a"}, {"id": "b"}, {"id": "else"}]
    now = [{"id": "a"}, {"id": "new"}, {"id": "else"}]
    theirs = [{"id": "a", "x": 1}, {"id": "b"}, {"id": "own"}, {"id": "else"}]
    assert merged(before, now, theirs) == [{"id": "a", "x": 1}, {"id": "new"}, {"id": "own"}, {"id": "else"}]


PROMPT = "# Who\n\nYou are Mia.\n\n# Rules\n\n- Be brief.\n- Never shout.\n"
THEIRS = "# Who\n\nYou are Mia, and kind.\n\n# Rules\n\n- Never shout.\n\n# End\n\nSay goodbye.\n"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (PROMPT + "- Never lie.\n", THEIRS.replace("shout.\n", "shout.\n- Never lie.\n")),
        (PROMPT.replace("shout", "whisper"), THEIRS.replace("shout", "whisper")),
        (PROMPT.replace("Mia", "Bo"), THEIRS.replace("Mia, and kind", "Bo")),
        (
            PROMPT.replace("Rules", "Laws"),
            THEIRS.replace("# Rules", "# Laws").replace("- Never", "- Be brief.\n- Never"),
        ),
    ],
)
def test_a_prompt_keeps_the_words_of_all_that_did_not_change(now: str, expected: str) -> None:
    assert merged(PROMPT, now, THEIRS) == expected


def test_a_prompt_that_is_built_otherwise_is_written_anew_once_it_changes() -> None:
    assert merged(PROMPT, PROMPT.replace("Mia", "Bo"), "You are Mia. Never shout.") == PROMPT.replace("Mia", "Bo")


@pytest.mark.parametrize("line", ["- a", "", "# Same"])
def test_the_worst_texts_are_merged_soon(line: str) -> None:
    before = "\n".join([line] * 1_500)
    now, theirs = f"{before}\nx", f"y\n{before}"
    start = time.process_time()
    merged(before, now, theirs)
    merged("\n".join([line] * 100_000), "\n".join([line] * 100_001), theirs)
    assert time.process_time() - start < 2
