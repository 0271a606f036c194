"""What a playbook takes for granted of a business, and nobody may have said: a waiting list, a portal, a closing hour.

A sentence that names such a thing says “if there is one” until the team names it or a tool proves it; and nobody is
promised an hour by which others act. What the team said itself is never touched.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.document.spec import AgentSpec
from engine.playbooks import known_job, trade, trade_ids
from engine.yaml_files import read_yaml

_CONDITIONAL = re.compile(r"(?i)\b(?:if|unless|where the|when the)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BY_WHEN = re.compile(
    r"(?i)(\b(?:calls?|call comes|writes?|confirms?|rings?|checks?|saved|sent)\b[^.,;]*?) "
    r"(?:today|(?:by )?tomorrow(?: before noon)?|within (?:the hour|ten minutes)|in ten minutes|"
    r"before the end of the day)\b"
)


class Fact(NamedTuple):
    words: re.Pattern[str]
    say: str
    instead: re.Pattern[str] | None
    """What is left out where no condition can be put."""
    tools: frozenset[str]


@cache
def facts() -> Mapping[str, Fact]:
    read = read_yaml(Path(__file__).with_name("facts.yaml"))
    return {name: _fact(values) for name, values in read.items()}


def _fact(values: Mapping[str, str]) -> Fact:
    instead = re.compile(values["instead"], re.IGNORECASE) if "instead" in values else None
    words = re.compile(rf"\b(?:{values['words']})", re.IGNORECASE)
    return Fact(words, values.get("say", ""), instead, frozenset(values["tools"]))


def given_in(spec: AgentSpec) -> frozenset[str]:
    """The facts that the team named in its own words, or that an accepted tool proves."""
    said = "\n".join(_own_words(spec))
    tools = {t.catalog or t.name for t in spec.accepted_tools()}
    named = {name for name, fact in facts().items() if fact.tools & tools or fact.words.search(said)}
    return frozenset(named | ({"hours"} if spec.runtime.hours else set()))


def _own_words(spec: AgentSpec) -> Iterator[str]:
    """All that stands in the spec and came from no playbook."""
    yield from filter(None, (spec.use_case, spec.greeting))
    known = trade(spec.trade).never if spec.trade in trade_ids() else ()
    yield from (g.statement for g in spec.guardrails if g.statement not in known)
    yield from (f"{item.title} {item.content}" for item in spec.knowledge)
    yield from (f"{t.label} {t.condition}" for t in spec.transfers)
    for goal in spec.goals:
        job = known_job(goal.playbook)
        told = {*job.rules, *(c.then for c in job.cases)} if job else set()
        yield goal.statement
        yield from (rule for rule in goal.rules if rule not in told)
        yield from (f"{c.when} {c.then}" for c in goal.cases if c.then not in told)


@lru_cache(4096)
def as_far_as_given(text: str, given: frozenset[str]) -> str:
    """A playbook's text with a condition at each thing that nobody gave."""
    return " ".join(_sentence(each, given) for each in _SENTENCE.split(text))


def _sentence(text: str, given: frozenset[str]) -> str:
    text = _BY_WHEN.sub(r"\1", text)
    for name, fact in facts().items():
        found = None if name in given else fact.words.search(text)
        if found and fact.instead:
            text = fact.instead.sub("", text)
        elif found and not _CONDITIONAL.search(text):
            text = _with_condition(text, found.end(), fact.say)
    return text


def _with_condition(text: str, end: int, condition: str) -> str:
    rest = text[end:]
    return f"{text[:end]}, {condition}{rest if rest[:1] in '.,;:' else f',{rest}'}"
