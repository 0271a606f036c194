"""What a fact did to a spec, against what it should have done: right, wrong or asked."""

from typing import Literal

from engine.document.changes import Set
from engine.document.spec import AgentSpec, Hours
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.hours_said import hours_said
from engine.interview.guided.facts.merge_hours import week_of
from engine.language.text import fold
from tests.guided.repairs.marks import Case, applied, hours_of, part_of, set_on

Score = Literal["right", "missed", "wrong", "asked"]


def score(case: Case) -> tuple[Score, str]:
    """The score, and what was found instead where it is not right."""
    spec = _before(case)
    meaning = fact(part_of(case.text, spec))
    after = applied(spec, meaning)
    if case.want == ("nothing",):
        return ("right", "") if after == spec and not (meaning and meaning.question) else ("wrong", _shown(after))
    missing = [want for want in case.want if not _holds(want, after, spec)]
    if not missing and after.goals == spec.goals and after.tools == spec.tools:
        return "right", ""
    if meaning is not None and meaning.question:
        return "asked", meaning.question.text
    kind: Score = "missed" if after == spec else "wrong"
    return kind, f"{missing} {_shown(after)}"


def _before(case: Case) -> AgentSpec:
    hours = case.given.get("hours")
    if not hours:
        return AgentSpec()
    known = hours_of(hours, tuple(case.given.get("closed", ())))
    return set_on(AgentSpec(), [Set(path="runtime.hours", value=known.model_dump(mode="json")).model_dump()], "m1")


def _holds(want: str, after: AgentSpec, before: AgentSpec) -> bool:
    kind, _, rest = want.partition(" ")
    kind = kind.rstrip(":")
    rest = fold(rest.strip())
    hours = after.runtime.hours or Hours()
    match kind:
        case "hours":
            named = tuple(before.runtime.hours.closed) if before.runtime.hours else ()
            kept = not ("sun" in rest and any("sunday" in fold(c) for c in hours.closed) and named)
            return _week(hours) == _week(hours_of(rest)) and kept
        case "closed":
            days = [day for said in hours_said(f"closed {rest}", "en").closed for day in said]
            shut = bool(days) and bool(hours.periods) and not set(days) & set(_week(hours))
            return shut or any(rest in fold(words) for words in hours.closed)
        case "outside":
            return all(word in fold(hours.outside or "") for word in rest.split())
        case "zone":
            return fold(after.runtime.timezone or "") == rest
        case "knows":
            title, _, content = rest.partition("|")
            return any(_has(k.title + k.content, title) and _has(k.content, content) for k in after.knowledge)
        case "note":
            return any(_has(note.text, rest) for note in after.notes)
        case "criterion":
            return any(_has(c.prompt, rest) for c in after.criteria)
        case "audience":
            return rest.removeprefix("= ") in fold(after.audience or "")
        case _:
            return False


def _has(text: str, words: str) -> bool:
    return all(word in fold(text) for word in words.split())


def _week(hours: Hours) -> dict[str, list[tuple[int, int]]]:
    return {day: sorted(spans) for day, spans in week_of(hours).items()}


def _shown(spec: AgentSpec) -> str:
    keys = {"runtime", "knowledge", "notes", "criteria", "audience"}
    return str(spec.model_dump(mode="json", include=keys, exclude_defaults=True))
