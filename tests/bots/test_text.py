"""A long text is cut where a reader would cut it, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bots.text import split

_lines = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="`~\r\n"), max_size=300)
_fences = st.builds(
    lambda info, body: "\n".join([f"```{info}", *body, "```"]),
    st.sampled_from(["", "python", "json"]),
    st.lists(st.text("abc {}=\t", max_size=200).map(lambda t: t.replace("\t", " ")), max_size=30),
)
documents = st.lists(st.one_of(_lines, _lines, _fences, st.just("")), max_size=25).map("\n".join)


def _letters(text: str) -> str:
    return "".join(text.split())


@given(documents=st.lists(_lines, max_size=25).map("\n".join), limit=st.integers(40, 400))
def test_nothing_but_white_space_is_lost(documents: str, limit: int) -> None:
    pieces = split(documents, limit)
    assert _letters("".join(pieces)) == _letters(documents)


@given(document=documents, limit=st.integers(60, 600))
def test_every_piece_fits_and_says_something(document: str, limit: int) -> None:
    assert all(0 < len(piece) <= limit and piece.strip() for piece in split(document, limit))


@given(bodies=st.lists(st.lists(st.text("abc {}", min_size=1, max_size=120), min_size=1, max_size=40), max_size=4))
def test_code_fences_are_whole_in_every_piece(bodies: list[list[str]]) -> None:
    document = "\n\n".join("Some words.\n\n```python\n" + "\n".join(body) + "\n```" for body in bodies)
    code = "".join(
        token.content
        for piece in split(document, 200)
        for token in MarkdownIt("commonmark").parse(piece)
        if token.type == "fence" and token.info == "python"
    )
    assert _letters(code) == _letters("".join("".join(body) for body in bodies))


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert split("Hello.\n\n- one\n- two", 100) == ["Hello.\n\n- one\n- two"]
    assert split("\n  \n", 100) == []


def test_it_is_cut_between_paragraphs_before_lines_and_between_sentences_before_words() -> None:
    first, second = "First paragraph. " * 4, "Second paragraph. " * 4
    assert split(f"{first.strip()}\n\n{second.strip()}", 100) == [first.strip(), second.strip()]
    assert split("One sentence is here. Another one follows it.", 42) == [
        "One sentence is here.",
        "Another one follows it.",
    ]


def test_a_fence_in_a_list_is_opened_again_at_its_own_depth() -> None:
    body = "\n".join(f"   value_{n} = {n}" for n in range(40))
    pieces = split(f"1. Run this:\n\n   ```python\n{body}\n   ```\n\n2. Done.", 200)
    assert len(pieces) > 2
    assert all(piece.count("```") % 2 == 0 for piece in pieces)


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        split("x", 10)


def test_old_line_ends_are_line_ends() -> None:
    assert split("a" * 90 + "\r" + "b" * 90 + "\r\n" + "c" * 90, 100) == ["a" * 90, "b" * 90, "c" * 90]
