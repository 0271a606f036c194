"""Reading hostile text costs the guided interviewer no more a character when it is long."""

import time
from datetime import UTC, datetime

import pytest

from engine.document.spec import AgentSpec
from engine.interview.contract import Conversation, Message, Question
from engine.interview.guided.pipeline import interviewed, language_of
from engine.language.text import MOST_CHARACTERS
from engine.messages.inbound import Author
from tests.more import MORE
from tests.secrets.test_speed import TIMES

MOST = 2.0
SLACK_SECONDS = 0.08 if MORE > 1 else 0.03


def _cpu(text: str, asked: Question | None) -> float:
    message = Message("m", "person", Author("a", "A"), text, datetime.now(UTC))
    conversation = Conversation(AgentSpec(), (message,), asked=asked)
    begun = time.process_time()
    interviewed(conversation, language_of(conversation).replace("?", "en"))
    return time.process_time() - begun


SPEECH = (
    "It books appointments and moves them. ", "the caller gives the name and the date and ", "1. book\n", "role: a\n",
    "and ", "not ", "if the caller is angry, transfer to +49 151 12345678. ", "English and German and ",
)  # fmt: skip
"""What says something to the interviewer, again and again."""
SIGNS = (
    "?key=", "a line of text\n", "a+", "://a:", "ab-", "._-", "-----BEGIN ", "\\n", "`", "login: a / b ", "😀", "word ",
    "7", ",", "\n", "supercalifragilistic",
)  # fmt: skip
"""What says nothing, of every sort that is read in another way."""
TELLING = ("and ", "1. book\n", "the caller gives the name and the date and ", "?key=", "a line of text\n")
QUESTIONS = ("goals", "greeting", "tools.look_up.url", "transfers", "approval:tools", "approval:flow", "approval:final")


@pytest.mark.parametrize("shape", [*SPEECH, *SIGNS])
def test_an_opening_costs_no_more_a_character_when_it_is_long(shape: str) -> None:
    _assert_flat(shape, None)


@pytest.mark.parametrize("path", QUESTIONS)
def test_an_answer_costs_no_more_a_character_when_it_is_long(path: str) -> None:
    first = QUESTIONS.index(path)
    for shape in TELLING if MORE > 1 else (TELLING[first % 5], TELLING[(first + 2) % 5]):
        _assert_flat(shape, Question(path), times=2)


def _assert_flat(shape: str, asked: Question | None, times: int = TIMES) -> None:
    """`times` as much text costs about that much more, up to the longest that is read, or half of it."""
    longest = MOST_CHARACTERS // (TIMES // times) // (1 if MORE > 1 else 2)
    whole = (shape * longest)[:longest]
    for _ in range(3):
        short, long = _cpu(whole[: len(whole) // times], asked), _cpu(whole, asked)
        if long <= MOST * times * short + SLACK_SECONDS:
            return
    pytest.fail(f"{shape!r}: {long * 1e3:.0f} ms for {len(whole)} characters, {short * 1e3:.0f} ms before")
