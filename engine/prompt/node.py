"""The script of one step of a graph: what it finds out, with which tools, until when, and what if not."""

from collections.abc import Iterator

from engine.document.spec import DataField, Goal, Node
from engine.prompt.brief import Brief, said
from engine.prompt.script import Script, named, noun_of
from engine.prompt.sections.steps import if_clause, then_clause
from engine.prompt.sections.tools import each, rules_for
from engine.prompt.text import bullets, clause, numbered, paragraphs, sentence
from engine.sentences import listed

_TIMES = {1: "once", 2: "twice", 3: "three times"}
_WORKING = frozenset({"collect", "tool", "say", "verify"})
"""Kinds of steps in which a goal is worked on, and so can go differently."""


def script_of(brief: Brief, node: Node) -> str:
    """Markdown without a heading."""
    goal = next((g for g in brief.spec.goals if g.id == node.goal), None)
    return paragraphs(
        brief.addressed(" ".join(_told(brief, node))),
        bullets(_tools(brief, node)),
        *(_of_goal(brief, goal) if goal and node.kind in _WORKING else ()),
    )


def _told(brief: Brief, node: Node) -> Iterator[str]:
    yield f"**{node.title.rstrip('.')}.**"
    if node.instruction and clause(node.instruction).casefold() != clause(node.title).casefold():
        yield sentence(node.instruction if node.by == "team" else brief.usual(node.instruction))
    asked = [f for f in brief.spec.data_fields if f.name in node.asks]
    missing = [
        f for f in asked if noun_of(f).removeprefix("the ").casefold() not in (node.instruction or "").casefold()
    ]
    if missing:
        yield f"Find out, one at a time: {named(missing)}."
    yield from _read_back(asked)
    if node.until:
        yield f"Stay in this step until {clause(node.until)}."
        yield f"If that fails {_TIMES.get(node.tries, f'{node.tries} times')}, {brief.way_out}."
    if node.kind == "end":
        yield f"Say goodbye: {said(brief.phrases.goodbye)}"


def _read_back(asked: list[DataField]) -> Iterator[str]:
    signs = [noun_of(f) for f in asked if f.read_back == "digits"]
    if signs:
        yield f"Read back {listed(signs)} sign by sign, and wait for a yes."


def _tools(brief: Brief, node: Node) -> Iterator[str]:
    used = [t for t in brief.tools if t.name in node.tools]
    yield from each(brief, used)
    yield from rules_for(brief, used)


def _of_goal(brief: Brief, goal: Goal) -> tuple[str, ...]:
    """Several steps may work on one goal."""
    return brief.once(("goal", goal.id), lambda: tuple(_written(Script(brief, goal))))


def _written(script: Script) -> Iterator[str]:
    yield numbered(script.told_steps)
    yield bullets(script.rules())
    yield bullets(f"{if_clause(when)}: {then_clause(then)}" for when, then in script.cases())
