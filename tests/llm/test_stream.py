"""The reply is found in JSON that is still being written, however the provider cuts it."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interview.llm.stream import MOST_ANSWER, AnswerTooLong, ReplyStream

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.text(max_size=200), json_values, st.booleans(), st.data())
def test_what_is_shown_only_grows_and_ends_as_the_reply(
    reply: str, rest: Any, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps({"reply": reply, "changes": rest}, ensure_ascii=ascii_only)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=20)))
    stream, shown = ReplyStream(), [""]
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if stream.feed(text[begin:end]):
            shown.append(stream.reply)
    assert stream.reply == reply
    assert all(later.startswith(sooner) for sooner, later in pairwise(shown))


@pytest.mark.parametrize("text", ["", "Sure!", "[1, 2]", '{"changes": [{"reply": "no"}]}', '{"reply": 7}', "{{{"])
def test_what_is_no_answer_shows_nothing(text: str) -> None:
    stream = ReplyStream()
    assert not any(stream.feed(character) for character in text)
    assert stream.reply == ""


def test_an_answer_without_end_is_cut_off() -> None:
    stream = ReplyStream()
    stream.feed('{"reply": "' + "words" * (MOST_ANSWER // 5 - 3))
    with pytest.raises(AnswerTooLong):
        stream.feed("and on and on")
