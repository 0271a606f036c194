"""Thread keys are built and parsed side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.messages.inbound import ThreadKey

_part = st.text(min_size=1, max_size=20).filter(lambda text: ":" not in text)


@given(_part, _part, _part)
def test_a_thread_key_reads_back_as_it_was_built(a: str, b: str, c: str) -> None:
    ours = (ThreadKey.slack(a, b, c), ThreadKey.discord(a, b), ThreadKey.api(a), ThreadKey.terminal(a))
    for key in (*ours, ThreadKey.foreign(a, b)):
        assert ThreadKey.parse(str(key)) == key


def test_a_direct_message_on_discord_has_no_guild() -> None:
    assert str(ThreadKey.discord(None, "42")) == "discord:dm:42"


@pytest.mark.parametrize("key", ["", "slack:T1:C1", "slack:T1:C1:", "irc:x", "api:a:b"])
def test_what_is_no_thread_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="thread key"):
        ThreadKey.parse(key)
