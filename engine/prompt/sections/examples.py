"""Sample conversations: one that goes well, one with a twist, one that fails, and the question every agent gets."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from engine.prompt.brief import Brief, said
from engine.prompt.phrases import Family
from engine.prompt.text import paragraphs
from engine.spec import DataField, Tool

Lines = Iterator[str]


def examples(brief: Brief) -> str:
    task = _task(brief)
    shown = [(title, list(scene(brief, task))) for title, scene in _SCENES]
    return paragraphs(
        "They show the manner. Names, dates and amounts in them are made up: never use them in a real call.",
        *(f"### Example {n}: {title}\n\n" + "\n".join(lines) for n, (title, lines) in enumerate(shown, 1)),
    )


class Task:
    """What the sample conversations are about: the agent's most telling tool and what is said around it."""

    def __init__(self, name: str, family: Family, tool: Tool | None, search: Tool | None) -> None:
        self.name, self.family, self.tool, self.search = name, family, tool, search


def _task(brief: Brief) -> Task:
    families = brief.phrases.families
    search = brief.tool_like(*_data()["searches"])
    for name, ids in _data()["families"].items():
        tool = brief.tool_like(*ids)
        if tool:
            return Task(name, families[name], tool, search if search is not tool else None)
    tool = next((t for t in brief.tools if t.kind != "system"), None)
    return (
        Task("general", families["general"], tool, None)
        if tool
        else Task("knowledge", families["knowledge"], None, None)
    )


def _all_goes_well(brief: Brief, task: Task) -> Lines:
    family, phrases = task.family, brief.phrases
    yield from _opening(brief, task)
    for field in _asked(brief)[:2]:
        lines = phrases.fields[_kind(field) or "reason"]
        yield _agent(lines.ask)
        yield _caller(brief, lines.answer)
        if field.read_back == "digits":
            yield _agent(f"{lines.answer} {phrases.read_back_question}")
            yield _caller(brief, phrases.yes)
    if task.search and family.many and family.choice:
        yield _uses(brief, task.search, "several are free")
        yield _agent(family.many)
        yield _caller(brief, family.choice)
    if family.confirm and task.tool:
        yield _agent(family.confirm)
        yield _caller(brief, phrases.yes)
    if task.tool:
        yield _uses(brief, task.tool, "it worked")
    yield _agent(family.done)


def _opening(brief: Brief, task: Task) -> Lines:
    if brief.spec.direction == "outbound":
        yield _agent(brief.phrases.good_time)
        yield _caller(brief, brief.phrases.good_time_yes)
    else:
        yield _caller(brief, task.family.caller)


def _nothing_found(brief: Brief, task: Task) -> Lines:
    yield _caller(brief, task.family.caller)
    used = task.search or task.tool
    if used:
        yield _uses(brief, used, "no result")
    yield _agent(task.family.none)


def _it_fails(brief: Brief, task: Task) -> Lines:
    phrases = brief.phrases
    if not task.tool:
        yield _caller(brief, phrases.mumble)
        yield _agent(phrases.unclear_first)
        yield _caller(brief, phrases.mumble_again)
        yield _agent(phrases.unclear_again)
        return
    yield _uses(brief, task.tool, "an error")
    yield _agent(phrases.fails_first)
    yield _uses(brief, task.tool, "an error again")
    yield _agent(
        {"transfer": phrases.fails_human, "callback": phrases.fails_callback}.get(brief.fallback, phrases.fails_plain)
    )


def _are_you_real(brief: Brief, task: Task) -> Lines:
    yield _caller(brief, brief.phrases.robot)
    yield _agent(brief.phrases.robot_reply)


_SCENES: tuple[tuple[str, Callable[[Brief, Task], Lines]], ...] = (
    ("all goes well", _all_goes_well),
    ("edge case, nothing fits", _nothing_found),
    ("error", _it_fails),
    ("asked about being human", _are_you_real),
)


def _agent(line: str) -> str:
    return f"- Agent: {said(line)}"


def _caller(brief: Brief, line: str) -> str:
    return f"- {brief.person.removeprefix('the ').capitalize()}: {said(line)}"


def _uses(brief: Brief, tool: Tool, result: str) -> str:
    return f"- (You use {brief.call(tool)}: {result}.)"


def _asked(brief: Brief) -> list[DataField]:
    return [field for field in brief.spec.data_fields if field.required and _kind(field)]


def _kind(field: DataField) -> str | None:
    words = set(field.name.casefold().split("_"))
    kinds: Mapping[str, list[str]] = _data()["fields"]
    by_name = next((kind for kind, names in kinds.items() if words & set(names)), None)
    return by_name or (field.type if field.type in kinds else None)


@cache
def _data() -> Any:
    return yaml.safe_load(files("engine.prompt").joinpath("examples.yaml").read_text(encoding="utf-8"))
