"""Reads the cases of the YAML files: which agent, what is said, what must come of it; and scores what did."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.document.changes import CHANGE, apply
from engine.document.spec import AgentSpec, Hours, Origin
from engine.errors import Problem
from engine.interview.contract import Message, Question
from engine.interview.guided.facts.clock import minutes_of
from engine.interview.guided.facts.day_names import days_between, in_order
from engine.interview.guided.facts.merge_hours import periods_of
from engine.interview.guided.understanding import Meaning, Part
from engine.language.text import slug, tokens_of
from engine.messages.inbound import Author
from engine.tools.catalog import CATALOG, tool_from
from tests.guided.talk import WHEN
from tests.read_yaml import read_yaml

FOLDER = Path(__file__).parent
OTHERS = Message("m1", "person", Author("ben", "Ben"), "What was said before.", WHEN)
LAST = Message("m2", "person", Author("ana", "Ana"), "What Ana said last.", WHEN)


@dataclass(frozen=True)
class Case:
    trade: str
    text: str
    want: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.trade}: {self.text}"


def cases_of(name: str) -> Iterator[Case]:
    for trade, cases in _content(name)["cases"].items():
        for case in cases:
            texts = tuple(str(one) for one in case[1:] if not isinstance(one, dict))
            given = next((one for one in case[1:] if isinstance(one, dict)), {})
            yield Case(trade, str(case[0]), texts, given)


def part_of(text: str, spec: AgentSpec, language: str = "en", asked: Question | None = None) -> Part:
    message = Message("m3", "person", Author("ana", "Ana"), text, WHEN)
    return Part(text, tokens_of(text), language, message, spec, asked, AgentSpec(), (OTHERS, LAST))


def applied(spec: AgentSpec, meaning: Meaning | None) -> AgentSpec:
    """The spec with every change; one that is refused is a fault of the reader."""
    for found in meaning.found if meaning else ():
        result = apply(spec, found.change, origin=Origin(author="ana", message="m3"), earlier=AgentSpec())
        assert not isinstance(result, Problem), result.message
        spec = result
    return spec


def set_up(changes: list[dict[str, Any]], message: str = "m1") -> AgentSpec:
    return set_on(AgentSpec(), changes, message)


def set_on(spec: AgentSpec, changes: list[dict[str, Any]], message: str) -> AgentSpec:
    origin = Origin(author="ana" if message == "m2" else "ben", message=message)
    for change in changes:
        result = apply(spec, CHANGE.validate_python(change), origin=origin)
        assert not isinstance(result, Problem), result.message
        spec = result
    return spec


def hours_of(said: str, closed: tuple[str, ...] = ()) -> Hours:
    """`mon-fri 08:00-18:00, sat 09:00-13:00` -> Hours."""
    week: dict[Any, list[tuple[int, int]]] = {}
    for part in filter(None, (p.strip() for p in said.split(","))):
        days, _, times = part.partition(" ")
        first, _, last = days.partition("-")
        opens, _, closes = times.partition("-")
        for day in in_order(days_between(frozenset((first,)), frozenset((last or first,)))):  # type: ignore[arg-type]
            week.setdefault(day, []).append((minutes_of(opens), minutes_of(closes)))
    return Hours(periods=periods_of(week), closed=closed)


def agents_of(name: str) -> Mapping[str, Any]:
    return dict(_content(name)["agents"])


def spec_of(agent: Mapping[str, Any]) -> AgentSpec:
    """The agent of a YAML file, everything said in an earlier message by somebody else."""
    tools = list(dict.fromkeys(name for names in agent["goals"].values() for name in names))
    changes: list[dict[str, Any]] = [
        {"op": "set", "path": path, "value": agent[path]}
        for path in ("name", "company", "languages", "tone", "greeting")
        if path in agent
    ]
    changes += [{"op": "add", "part": "tools", "item": _tool(name)} for name in tools]
    changes += [
        {"op": "add", "part": "goals", "item": {"id": slug(text), "statement": text, "tools": names}}
        for text, names in agent["goals"].items()
    ]
    for part, key, given in (("guardrails", "statement", "rules"), ("transfers", "label", "transfers")):
        for text in agent.get(given, ()):
            more = {"condition": "The caller asks for it."} if part == "transfers" else {}
            changes.append({"op": "add", "part": part, "item": {"id": slug(text), key: text, **more}})
    for title, content in agent.get("knowledge", {}).items():
        item = {"id": slug(title), "title": title, "content": content}
        changes.append({"op": "add", "part": "knowledge", "item": item})
    return set_up(changes)


def _tool(name: str) -> dict[str, Any]:
    if name in CATALOG:
        return {**tool_from(name, "said").model_dump(mode="json"), "state": "accepted"}
    return {"name": name, "state": "accepted", "purpose": f"{name.replace('_', ' ').capitalize()}."}


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(FOLDER / f"{name}.yaml")
    return content
