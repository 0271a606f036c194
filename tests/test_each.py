"""A test over a corpus fails for each case that fails, by name, and for a corpus that is empty."""

import inspect

import pytest

from tests.each import for_each


def test_every_case_is_tried_and_each_that_fails_is_named() -> None:
    tried: list[int] = []

    @for_each("number", [1, 2, 3, 4], ids=lambda number: f"number {number}")
    def small(number: int) -> None:
        tried.append(number)
        assert number != 2
        if number == 4:
            pytest.fail("too large")

    with pytest.raises(BaseExceptionGroup, match="2 of 4") as failed:
        small()
    assert tried == [1, 2, 3, 4]
    assert [error.__notes__ for error in failed.value.exceptions] == [["case: number 2"], ["case: number 4"]]


def test_two_of_them_try_every_pair_and_leave_the_fixtures_to_pytest() -> None:
    tried: list[tuple[str, int, str]] = []

    @for_each("letter", "ab", ids=["A", "B"])
    @for_each(("number", "word"), [(1, "one"), (2, "two")])
    def pairs(letter: str, number: int, word: str, tmp_path: str) -> None:
        tried.append((letter, number, word))
        assert (letter, number) != ("b", 1)

    assert list(inspect.signature(pairs).parameters) == ["tmp_path"]
    with pytest.raises(BaseExceptionGroup) as failed:
        pairs(tmp_path="")
    assert tried == [("a", 1, "one"), ("a", 2, "two"), ("b", 1, "one"), ("b", 2, "two")]
    (outer,) = failed.value.exceptions
    assert isinstance(outer, BaseExceptionGroup)
    assert (outer.__notes__, outer.exceptions[0].__notes__) == (["case: B"], ["case: (1, 'one')"])


def test_an_empty_corpus_is_refused() -> None:
    with pytest.raises(AssertionError, match="could not fail"):
        for_each("case", [])
