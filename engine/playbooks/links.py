"""What a playbook points to must exist: a broken link is found when the playbook is loaded, not in a call."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from engine.playbooks.jobs import Job
from engine.playbooks.parts import Question
from engine.playbooks.trades import Trade
from engine.tools.catalog import CATALOG

Place: TypeAlias = tuple[str | int, ...]
Broken: TypeAlias = tuple[Place, str]
"""Where, and what is wrong there."""
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
"""A value that is known before the call, in a line that is said: `Am I speaking with {{person_name}}?`"""


def broken_in_job(job: Job) -> Iterator[Broken]:
    yield from _tools(job)
    yield from _questions(job.questions)
    yield from _variables(job)
    yield from _steps(job)
    yield from _cases(job)
    yield from _examples(job)
    yield from _tests(job)


def broken_in_trade(trade: Trade, jobs: frozenset[str]) -> Iterator[Broken]:
    """`jobs`: the ids of all jobs there are."""
    for at, job in enumerate(trade.jobs):
        if job not in jobs:
            yield ("jobs", at), f"there is no job “{job}”"
    yield from _questions(trade.questions)


def tools_in_reach(job: Job) -> frozenset[str]:
    """The tools of the job, those that an answer of the team may add, and what every platform can do."""
    return frozenset(job.tools) | job.offered_tools | {"transfer_to_human", "end_call"}


def _tools(job: Job) -> Iterator[Broken]:
    for at, tool in enumerate(job.tools):
        if tool not in CATALOG:
            yield ("tools", at), f"the catalog has no tool “{tool}”"
    for at, tool in enumerate(job.stands_for):
        if tool not in job.tools:
            yield ("stands_for", at), f"the job has no tool “{tool}”"


def _questions(questions: Iterable[Question]) -> Iterator[Broken]:
    for question in questions:
        for at, offer in enumerate(question.offers):
            if offer.tool and offer.tool not in CATALOG:
                yield ("questions", question.id, "offers", at), f"the catalog has no tool “{offer.tool}”"


def _variables(job: Job) -> Iterator[Broken]:
    known = {field.name for field in job.fields if field.how == "known"}
    lines: list[tuple[Place, str | None]] = [(("fields", field.name), field.ask) for field in job.fields]
    lines += [(("script", at, "say"), step.say) for at, step in enumerate(job.script)]
    for place, line in lines:
        for name in VARIABLE.findall(line or ""):
            if name not in known:
                yield place, f"“{name}” is not known before the call, so it cannot be said"


def _steps(job: Job) -> Iterator[Broken]:
    names = {field.name for field in job.fields}
    for at, step in enumerate(job.script):
        if step.tool and step.tool not in job.tools:
            yield ("script", at), f"the job has no tool “{step.tool}”"
        for name in step.fields:
            if name not in names:
                yield ("script", at, "fields"), f"the job has no field “{name}”"


def _cases(job: Job) -> Iterator[Broken]:
    for case in job.cases:
        for tool in case.tools:
            if tool not in job.tools:
                yield ("cases", case.id, "tools"), f"the job has no tool “{tool}”"


def _examples(job: Job) -> Iterator[Broken]:
    usable = tools_in_reach(job)
    for name in ("happy", "twist", "failure"):
        for turn in getattr(job.examples, name):
            if turn.role == "tool" and turn.text not in usable:
                yield ("examples", name), f"the job has no tool “{turn.text}”"


def _tests(job: Job) -> Iterator[Broken]:
    known = {"script", "rules"} | {step.kind for step in job.script} | {case.id for case in job.cases}
    for test in job.tests:
        if test.covers not in known:
            yield ("tests", test.id), f"the job has no step and no case “{test.covers}”"
