"""Whether the conversation gets on: when turn after turn comes to nothing, simpler questions are asked."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.contract import Conversation, Interview, Message, Speak, Spoken

PATIENCE = 3
"""Turns in a row that may come to nothing; the last of them is already the guided interviewer's."""
STUCK = (
    "We are not getting on with this one, so I ask it more simply. Everything you told me so far is kept, and you can "
    "also leave it open."
)
_QUESTION_MARKS = ("?", "？", "؟")


def kept_moving(interview: Interview, heard: Interview, conversation: Conversation) -> Interview:
    """The model's interview, or the guided one where too many turns came to nothing; either counts them. Pure."""
    turns = _turns(interview, conversation)
    if turns < PATIENCE or interview.silent:
        return _counted(interview, turns)
    said = (STUCK,) if turns == PATIENCE else ()
    return _counted(replace(heard, used=interview.used, notices=(*said, *heard.notices)), turns)


def _turns(interview: Interview, conversation: Conversation) -> int:
    """How many turns have come to nothing, with this one. A question to the builder is none, and ends no row."""
    before = conversation.asked
    if before is None or interview.proposals:
        return 0
    return before.turns if all(map(_asks, conversation.messages)) else before.turns + 1


def _asks(message: Message) -> bool:
    return message.text.rstrip().endswith(_QUESTION_MARKS)


def _counted(interview: Interview, turns: int) -> Interview:
    return replace(interview, speak=partial(_speak, interview.speak, turns)) if turns else interview


def _speak(speak: Speak, turns: int, after: Standing, problems: Sequence[Problem]) -> Spoken:
    said = speak(after, problems)
    return replace(said, asked=said.asked and replace(said.asked, turns=turns))
