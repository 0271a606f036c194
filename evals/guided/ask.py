"""Questions to the builder as people type them, each asked in a session that has come to a certain point.

A session is played once; every question is then a whole turn of it that nobody stores, so that none is asked in the
wake of another.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from engine import sessions
from engine.ids import new_id
from engine.interview.answering import NOT_SURE
from engine.interview.contract import Message, read_question
from engine.interview.guided.doubt import UNSURE
from engine.messages.inbound import Author
from engine.store.rows import Session, Waiting
from engine.turns.pipeline import think
from engine.turns.turn import Engine
from evals.guided.conversation import Demands, read_texts
from evals.guided.drive import Talk
from evals.guided.matching import demands_in, says
from evals.guided.person import Person
from evals.guided.score import changed_fields
from evals.guided.split import HALVES, Half, texts_of

Outcome = Literal["right", "wrong", "not taken", "changed"]
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "not taken", "changed")
_FOLDER = Path(__file__).with_name("asks")
STATES = _FOLDER / "states.yaml"
_NOTHING_AGREED = demands_in("nothing|not agreed|not settled|not yet|nobody has|no rule|no word|not decided")
"""How a reply says that the design has nothing about it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A good reply says one of `says`, or that nothing is agreed about one of `unsettled`, or asks back with a button
    whether it shall do one of `offers`. None of them changes the spec."""

    state: str
    ask: str
    half: Half
    by: str = ""
    says: tuple[Demands, ...] = ()
    unsettled: tuple[Demands, ...] = ()
    offers: tuple[Demands, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    ask: Ask
    reply: str
    outcome: Outcome


@cache
def asks() -> tuple[Ask, ...]:
    return tuple(_ask(entry, half) for half in HALVES for entry in texts_of(_FOLDER, half))


def _ask(entry: Mapping[str, Any], half: Half) -> Ask:
    said, unsettled, offers = (tuple(demands_in(d) for d in entry.get(k, ())) for k in ("says", "unsettled", "offers"))
    return Ask(entry["in"], entry["ask"], half, entry.get("by", ""), said, unsettled, offers)


async def ask_all(engine: Engine) -> AsyncIterator[Asked]:
    for state, script in read_texts(STATES).items():
        talk = await _played(engine, state, script)
        session = await sessions.in_thread(engine, talk.key)
        assert session is not None
        for ask in asks():
            if ask.state == state:
                yield await _asked(engine, session, ask, ask.by or script["people"][0])


async def _played(engine: Engine, name: str, script: Mapping[str, Any]) -> Talk:
    talk, first = Talk(engine, f"asks-{name}"), script["people"][0]
    person = Person(script.get("answers", {}))
    for step in (*script["talk"], {"until": script["until"]}):
        if "say" in step:
            await talk.say(step.get("by", first), step["say"])
        elif step["until"]:
            await talk.answer_until(step["until"], person, first)
    return talk


async def _asked(engine: Engine, session: Session, ask: Ask, author: str) -> Asked:
    memory = await engine.memories.recall(session)
    person = Author(f"u-{author.casefold()}", author)
    message = Message(new_id("msg"), "person", person, ask.ask, engine.clock())
    outcome = (await think(engine, session, memory, [Waiting(0, message, None, (), 0, 0)])).outcome
    after = outcome.new_version.spec if outcome.new_version else memory.current.spec
    reply, question = outcome.reply.text if outcome.reply else "", read_question(outcome.asked)
    asks_back = question.text if question and question != read_question(session.asked) else ""
    answer = reply.replace(question.text, "") if question and question.text else reply
    if changed_fields(memory.current.spec, after):
        return Asked(ask, reply, "changed")
    if _is_good(ask, answer, asks_back if question and question.suggestions else ""):
        return Asked(ask, reply, "right")
    missed = not answer.strip() or UNSURE in reply
    return Asked(ask, reply, "not taken" if missed else "wrong")


def _is_good(ask: Ask, answer: str, asks_back: str) -> bool:
    said = NOT_SURE not in answer and UNSURE not in answer and any(says(answer, wanted) for wanted in ask.says)
    offered = not asks_back.startswith(UNSURE) and any(says(asks_back, wanted) for wanted in ask.offers)
    open_yet = any(
        says(f"{answer} {asks_back}", _NOTHING_AGREED) and (wanted == ("*",) or says(f"{answer} {asks_back}", wanted))
        for wanted in ask.unsettled
    )
    return said or offered or open_yet
