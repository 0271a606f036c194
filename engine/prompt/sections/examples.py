"""Sample conversations: one that goes well, one with a twist, one that fails."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.spec import DataField, Tool
from engine.prompt.brief import Brief, said
from engine.prompt.phrases import Family
from engine.prompt.text import paragraphs
from engine.yaml_files import read_yaml

Lines = Iterator[str]


def examples(brief: Brief) -> str:
    task = _task(brief)
    shown = [(title.replace("{task}", _title(task)), list(scene(brief, task))) for title, scene in _SCENES]
    return paragraphs(
        "They show the manner; names, dates and amounts are made up.",
        *(f"### Example {n}: {title}\n\n" + "\n".join(lines) for n, (title, lines) in enumerate(shown, 1)),
    )


@dataclass(frozen=True, slots=True)
class Task:
    """What the sample conversations are about: the agent's most telling tool and what is said around it."""

    name: str
    lines: Family
    tool: Tool | None = None
    search: Tool | None = None


def _task(brief: Brief) -> Task:
    families = brief.phrases.families
    search = brief.tool_like(*_data()["searches"])
    for name, ids in _data()["families"].items():
        tool = brief.tool_like(*ids)
        if tool:
            return Task(name, families[name], tool, search if search is not tool else None)
    tool = next((t for t in brief.tools if t.kind != "system"), None)
    return Task("general", families["general"], tool) if tool else Task("knowledge", families["knowledge"])


def _all_goes_well(brief: Brief, task: Task) -> Lines:
    phrases, outbound = brief.phrases, brief.spec.direction == "outbound"
    if outbound:
        yield _agent(phrases.good_time)
        yield _other(brief, phrases.good_time_yes)
    else:
        yield _other(brief, task.lines.caller)
    if task.lines.ask:
        yield _agent(task.lines.ask)
        if outbound:
            yield _other(brief, task.lines.caller)
    else:
        yield from _data_questions(brief)
    yield from _answer(brief, task) if task.name == "knowledge" else _action(brief, task)


def _data_questions(brief: Brief) -> Lines:
    """The first required field whose question has its own words: enough to show the manner."""
    known = [(field, kind) for field in brief.spec.data_fields if field.required and (kind := _kind(field))]
    for field, kind in known[:1]:
        lines = brief.phrases.fields[kind]
        yield _agent(lines.ask)
        yield _other(brief, lines.answer)
        if field.read_back == "digits":
            yield _agent(f"{lines.answer} {brief.phrases.read_back_question}")
            yield _other(brief, brief.phrases.yes)


def _action(brief: Brief, task: Task) -> Lines:
    lines = task.lines
    if task.search and lines.many and lines.choice:
        yield _uses(brief, task.search, "several results")
        yield _agent(lines.many)
        yield _other(brief, lines.choice)
    if task.tool:
        if task.tool.effect != "read" and lines.confirm:
            yield _agent(lines.confirm)
            yield _other(brief, brief.phrases.yes)
        yield _uses(brief, task.tool, "it worked" if task.tool.effect != "read" else "one good match")
    # A result that ends in a question of its own leaves no room for another one.
    yield _agent(lines.done if "?" in lines.done else f"{lines.done} {brief.phrases.anything_else}")


def _answer(brief: Brief, task: Task) -> Lines:
    if task.tool:
        yield _uses(brief, task.tool, "one good match")
    yield "- (You answer in one or two sentences, from what you know for certain.)"
    yield _agent(brief.phrases.anything_else)


def _a_twist(brief: Brief, task: Task) -> Lines:
    phrases = brief.phrases
    if task.lines.vague:
        yield _other(brief, task.lines.vague)
        yield _agent(task.lines.none)
    elif brief.spec.direction == "outbound":
        yield _agent(phrases.good_time)
        yield _other(brief, phrases.busy)
        yield _agent(phrases.busy_reply)
    elif task.tool is None or task.name in _data()["without_lookup"]:
        yield _other(brief, phrases.unsure)
        yield _agent(phrases.unsure_reply)
    else:
        yield _other(brief, task.lines.caller)
        yield _uses(brief, task.search or task.tool, "no result")
        yield _agent(task.lines.none)


def _it_fails(brief: Brief, task: Task) -> Lines:
    phrases = brief.phrases
    if not task.tool:
        yield _other(brief, phrases.mumble)
        yield _agent(phrases.unclear_first)
        yield _other(brief, phrases.mumble_again)
        yield _agent(phrases.unclear_again)
        return
    if task.tool.effect != "read":
        yield _other(brief, phrases.yes)
    yield _uses(brief, task.tool, "an error")
    if task.tool.effect == "irreversible":
        yield _agent(phrases.uncertain)
        return
    yield _agent(phrases.fails_first)
    yield _uses(brief, task.tool, "an error again")
    yield _agent(_way_out(brief))


def _way_out(brief: Brief) -> str:
    match brief.fallback:
        case "transfer":
            return brief.phrases.fails_human
        case "callback":
            return brief.phrases.fails_callback
        case "none":
            return brief.phrases.fails_plain


_SCENES: tuple[tuple[str, Callable[[Brief, Task], Lines]], ...] = (
    ("{task}, all goes well", _all_goes_well),
    ("edge case", _a_twist),
    ("error, something fails", _it_fails),
)


def _title(task: Task) -> str:
    """`book_appointment` -> `book appointment`."""
    return task.tool.name.replace("_", " ").replace("-", " ") if task.tool else "a question"


def _agent(line: str) -> str:
    return f"- Agent: {said(line)}"


def _other(brief: Brief, line: str) -> str:
    return f"- {brief.person.removeprefix('the ').capitalize()}: {said(line)}"


def _uses(brief: Brief, tool: Tool, result: str) -> str:
    return f"- (You use {brief.call(tool)}: {result}.)"


def _kind(field: DataField) -> str | None:
    words = set(field.name.casefold().split("_"))
    kinds: Mapping[str, list[str]] = _data()["fields"]
    by_name = next((kind for kind, names in kinds.items() if words & set(names)), None)
    return by_name or (field.type if field.type in kinds else None)


@cache
def _data() -> Any:
    return read_yaml(Path(__file__).parents[1] / "examples.yaml")
