"""Corrections played as whole messages in the middle of a talk: right, asked, missed or wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.document.changes import apply
from engine.document.spec import AgentSpec, Origin
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.asking.questions import next_question
from engine.language.text import slug
from engine.messages.inbound import Author
from engine.store.rows import Version
from tests.guided.repairs.marks import FOLDER, set_on, spec_of
from tests.guided.talk import WHEN, Talk
from tests.read_yaml import read_yaml

_TOLD = {
    "goals": "statement", "guardrails": "statement", "transfers": "label", "knowledge": "content",
    "data_fields": "description",
}  # fmt: skip
_SINGLE = ("name", "company", "role", "audience", "greeting")


@dataclass(frozen=True)
class Midway:
    """One message, or a few, to an agent that stands already."""

    agent: str
    text: str
    gone: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    first: str = ""
    asks: bool = False
    before: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.agent}: {self.text}"


def cases_of(name: str) -> Iterator[Midway]:
    for agent, cases in _content(name)["cases"].items():
        for text, wanted in cases:
            gone, there, before = (tuple(wanted.get(key, ())) for key in ("gone", "there", "before"))
            yield Midway(agent, text, gone, there, wanted.get("first", ""), wanted.get("asks", False), before)


async def score(name: str, case: Midway) -> tuple[str, str]:
    """The score, and what changed where it is not right."""
    given = _content(name)["agents"][case.agent]
    talk = _talk_about(given)
    for text in case.before:
        await talk.say(text)
    before = talk.spec if not case.before else talk.versions[0].spec
    await talk.say(case.text)
    changed = sorted(_changed(before, talk.spec))
    asks = bool(talk.asked and _buttons(talk))
    if case.asks:
        return ("right", "") if asks and not changed else ("wrong" if changed else "missed", f"{changed} {talk.words}")
    if _is_done(case, before, talk.spec):
        return "right", ""
    if changed:
        return "wrong", f"{changed} {talk.words[:160]}"
    if asks and any([await _done_by(case, before, talk, i) for i in range(len(_buttons(talk)))]):
        return "asked", talk.words[:160]
    return "missed", talk.words[:160]


def _talk_about(given: Mapping[str, Any]) -> Talk:
    spec = set_on(spec_of(given), list(_more(given)), "m1")
    talk = Talk(versions=[Version(0, None, spec, (), Author("builder", "builder"), None, WHEN)])
    talk.asked = next_question(Standing(spec))
    return talk


def _more(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the agents of these files have beside those of the others."""
    yield {"op": "set", "path": "use_case", "value": "A voice agent for the phone."}
    for path in ("role", "audience"):
        if path in given:
            yield {"op": "set", "path": path, "value": given[path]}
    for text in given.get("fields", ()):
        yield {"op": "add", "part": "data_fields", "item": {"name": slug(text), "description": f"The {text}."}}


def _buttons(talk: Talk) -> Sequence[Any]:
    asked = talk.asked
    if asked is None or asked.path.startswith(("questions.", "approval")):
        return ()
    return [*([asked.offer] if asked.offer and not asked.suggestions else []), *(s.changes for s in asked.suggestions)]


async def _done_by(case: Midway, before: AgentSpec, talk: Talk, button: int) -> bool:
    spec = talk.spec
    for change in _buttons(talk)[button]:
        result = apply(spec, change, origin=Origin(author="ana", message="m9"), earlier=None)
        if isinstance(result, Problem):
            return False
        spec = result
    return _is_done(case, before, spec)


def _is_done(case: Midway, before: AgentSpec, after: AgentSpec) -> bool:
    """What was asked for, and nothing else gone or come."""
    done = all(not _found(mark, after) for mark in case.gone) and all(_found(mark, after) for mark in case.there)
    return done and _is_first(case, after) and not list(_unwanted(case, before, after))


def _is_first(case: Midway, after: AgentSpec) -> bool:
    words = case.first.partition(": ")[2].casefold()
    return not case.first or words in _lines(after, "goals")[0].casefold()


def _unwanted(case: Midway, before: AgentSpec, after: AgentSpec) -> Iterator[str]:
    for part in (*_TOLD, "tone", "languages"):
        old, new = _items(before, part), _items(after, part)
        renamed = any(mark.startswith(f"{part}: ") for mark in case.there)
        marks = [mark.partition(": ")[2].casefold() for mark in (*case.gone,) if mark.startswith(f"{part}: ")]
        wanted = [mark.partition(": ")[2].casefold() for mark in case.there if mark.startswith(f"{part}: ")]
        lost = [old[key] for key in old if key not in new]
        yield from (line for line in lost if not any(m in line.casefold() for m in marks) and not renamed)
        come = [new[key] for key in new if key not in old]
        yield from (line for line in come if not any(m in line.casefold() for m in wanted))


def _changed(before: AgentSpec, after: AgentSpec) -> Iterator[str]:
    for path in _SINGLE:
        if getattr(before, path) != getattr(after, path):
            yield f"{path} = {getattr(after, path)}"
    for part in (*_TOLD, "tone", "languages"):
        old, new = _lines(before, part), _lines(after, part)
        yield from (f"- {part}: {line}" for line in old if line not in new)
        yield from (f"+ {part}: {line}" for line in new if line not in old)
        if old != new and sorted(old) == sorted(new):
            yield f"{part} order: {' | '.join(new)}"


def _found(mark: str, spec: AgentSpec) -> bool:
    part, _, words = mark.partition(": ")
    if part in _SINGLE:
        value = getattr(spec, part) or ""
        return value == words if part == "name" else words.casefold() in value.casefold()
    return any(words.casefold() in line.casefold() for line in _lines(spec, part))


def _lines(spec: AgentSpec, part: str) -> list[str]:
    return list(_items(spec, part).values())


def _items(spec: AgentSpec, part: str) -> dict[str, str]:
    if part in ("tone", "languages"):
        return {word: word for word in getattr(spec, part)}
    key = "name" if part == "data_fields" else "id"
    own = [i for i in getattr(spec, part) if _is_said(f"{part}.{getattr(i, key)}", spec)]
    return {getattr(i, key): str(getattr(i, _TOLD[part])) for i in own}


def _is_said(path: str, spec: AgentSpec) -> bool:
    """What follows from trade and jobs comes and goes by itself."""
    origin = spec.origins.get(path)
    return origin is None or origin.how != "defaulted"


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(FOLDER / f"{name}.yaml")
    return content
