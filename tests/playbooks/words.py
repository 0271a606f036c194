"""What of a playbook is said aloud, and what of it is text."""

from collections.abc import Iterator
from typing import Any

from engine.playbooks import Job, Trade
from engine.prompt.document import read
from engine.prompt.profiles import GENERIC
from engine.prompt.rules.rule import Subject
from engine.prompt.rules.spoken import SPOKEN_RULES


def spoken_by_job(job: Job) -> Iterator[str]:
    """Every line that the agent says, in the script, in the examples and where it asks for a field."""
    yield from (turn.text for call in job.examples.calls for turn in call if turn.role == "agent")
    yield from (line for step in job.script for line in (step.say, step.say_first) if line)
    yield from (field.ask for field in job.fields if field.ask)


def spoken_by_trade(trade: Trade) -> Iterator[str]:
    yield from (emergency.say for emergency in trade.emergencies)
    yield from (pronunciation.say for pronunciation in trade.pronunciations)


def faults_of_speech(lines: Iterator[str]) -> list[str]:
    """What the linter of prompts finds wrong with lines that are said aloud."""
    text = "\n\n".join(f"Agent: “{line}”" for line in lines)
    subject = Subject(document=read(text), profile=GENERIC)
    return [found.message for rule in SPOKEN_RULES for found in rule.check(subject)]


def texts(part: Any) -> Iterator[str]:
    """Every text in a playbook, whatever holds it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (text for value in part.values() for text in texts(value))
    elif isinstance(part, list | tuple):
        yield from (text for value in part for text in texts(value))
