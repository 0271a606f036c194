"""What a correction did to a spec, as the marks of the YAML files say it: right, wrong or asked."""

from collections.abc import Iterator
from dataclasses import replace

from engine.document.changes import Undo
from engine.document.spec import AgentSpec
from engine.interview.contract import Question
from engine.interview.guided.corrections import correction
from tests.guided.repairs.facts_scored import Score
from tests.guided.repairs.marks import Case, agents_of, applied, part_of, set_on, spec_of

_TOLD = (("goals", "statement"), ("guardrails", "statement"), ("transfers", "label"))


def score(name: str, case: Case) -> tuple[Score, str]:
    """The score, and what came of it where it is not right."""
    spec = _before(spec_of(agents_of(name)[case.trade]), case.given.get("last", {}))
    asked = Question(case.given["asked"]) if "asked" in case.given else None
    meaning = correction(part_of(case.text, spec, asked=asked))
    done = sorted(_effects(spec, meaning))
    wanted = [] if case.want == ("nothing",) else sorted(case.want)
    if done == wanted:
        return "right", ""
    if done == ["ask"]:
        return "asked", f"instead of {wanted}"
    return ("missed" if not done else "wrong"), f"{done} instead of {wanted}"


def _before(spec: AgentSpec, last: dict[str, str]) -> AgentSpec:
    """The spec with what the same person set in the last message."""
    for path, value in last.items():
        if path in ("company", "name"):
            spec = spec.model_copy(update={path: None})
            spec = set_on(spec, [{"op": "set", "path": path, "value": value}], "m2")
        else:
            field = dict(_TOLD)[path]
            item = next(i for i in getattr(spec, path) if getattr(i, field) == value)
            origin = spec.origins[f"{path}.{item.id}"].model_copy(update={"author": "ana", "message": "m2"})
            spec = spec.model_copy(update={"origins": {**spec.origins, f"{path}.{item.id}": origin}})
    return spec


def _effects(spec: AgentSpec, meaning: object) -> Iterator[str]:
    from engine.interview.guided.understanding import Meaning

    if not isinstance(meaning, Meaning):
        return
    if any(isinstance(f.change, Undo) for f in meaning.found):
        yield "undo"
        return
    if meaning.question and sum(bool(s.changes) for s in meaning.question.suggestions) > 1:
        yield "ask"
    after = applied(spec, replace(meaning, question=None))
    for path in ("name", "company", "greeting", "role", "audience"):
        if getattr(spec, path) != getattr(after, path):
            yield f"{path} = {getattr(after, path)}"
    yield from _of_lists(spec, after)


def _lists(spec: AgentSpec, after: AgentSpec) -> Iterator[tuple[str, list[str], list[str]]]:
    for part, field in _TOLD:
        yield part, [getattr(i, field) for i in getattr(spec, part)], [getattr(i, field) for i in getattr(after, part)]
    for part in ("languages", "tone"):
        yield part, list(getattr(spec, part)), list(getattr(after, part))
    yield "tools", [t.name for t in spec.accepted_tools()], [t.name for t in after.accepted_tools()]


def _of_lists(spec: AgentSpec, after: AgentSpec) -> Iterator[str]:
    for part, old, new in _lists(spec, after):
        yield from (f"- {part}: {one}" for one in old if one not in new)
        yield from (f"+ {part}: {one}" for one in new if one not in old)
        if sorted(old) == sorted(new) and old != new:
            yield f"{part} order: {' | '.join(new)}"
    for before, now in ((g, a) for g in spec.goals for a in after.goals if a.id == g.id):
        yield from (f"link {now.statement}: {tool}" for tool in now.tools if tool not in before.tools)
        yield from (
            f"unlink {now.statement}: {tool}" for tool in before.tools if tool not in now.tools and after.tool(tool)
        )
    for known in spec.knowledge:
        same = next((k for k in after.knowledge if k.id == known.id), None)
        if same is None:
            yield f"- knowledge: {known.title}"
        elif same != known:
            yield f"knowledge {same.title} = {same.content}"
    yield from (f"+ knowledge: {k.title}" for k in after.knowledge if k.id not in {o.id for o in spec.knowledge})
