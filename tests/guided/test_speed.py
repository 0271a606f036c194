"""Reading hostile text costs the guided interviewer no more a character when it is long."""

import time
from datetime import UTC, datetime

import pytest

from engine.inbound import Author
from engine.interview.contract import Conversation, Message, Question
from engine.interview.guided.pipeline import interviewed, language_of
from engine.language.text import MOST_CHARACTERS
from engine.spec import AgentSpec
from tests.secrets.test_speed import HOSTILE, TIMES

MOST = 2.2 * TIMES
SLACK_SECONDS = 0.08


def _cpu(text: str, asked: Question | None) -> float:
    message = Message("m", "person", Author("a", "A"), text, datetime.now(UTC))
    conversation = Conversation(AgentSpec(), (message,), asked=asked)
    begun = time.process_time()
    interviewed(conversation, language_of(conversation).replace("?", "en"))
    return time.process_time() - begun


@pytest.mark.parametrize("shape", HOSTILE)
@pytest.mark.parametrize("path", ["", "goals", "greeting"])
def test_reading_costs_no_more_a_character_when_a_message_is_long(shape: str, path: str) -> None:
    asked = Question(path) if path else None
    whole = (shape * MOST_CHARACTERS)[:MOST_CHARACTERS]
    _cpu(whole[:200], asked)
    for _ in range(3):
        short, long = _cpu(whole[: len(whole) // TIMES], asked), _cpu(whole, asked)
        if long <= MOST * short + SLACK_SECONDS:
            return
    pytest.fail(f"{long * 1e3:.0f} ms for {len(whole)} characters, {short * 1e3:.0f} ms for a quarter of them")
