"""What a run measured, added up by half and language. Of the half that is held out only sums leave this room."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from evals.guided.ask import OUTCOMES, Asked, Outcome
from evals.guided.conversation import Language
from evals.guided.correction import OUTCOMES as CORRECTED
from evals.guided.correction import Outcome as Corrected
from evals.guided.correction import Tried
from evals.guided.job_lists import FORMS, LANGUAGES, JobList
from evals.guided.remark import Heard
from evals.guided.score import Score
from evals.guided.split import HALVES, Half


@dataclass(frozen=True, slots=True)
class Scored:
    """One conversation."""

    name: str
    half: Half
    language: Language
    score: Score


@dataclass(frozen=True, slots=True)
class Results:
    conversations: list[Scored] = field(default_factory=list)
    remarks: list[Heard] = field(default_factory=list)
    lists: list[tuple[JobList, bool]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    corrected: list[Tried] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or a rate: `count` of `of`."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """None where there was nothing to count."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. `goal` is what issue 11 asks for, at least or at most."""

    title: str
    figure: Callable[[Sequence[Score]], Figure]
    goal: str = ""
    is_share: bool = True


def _turns_to_completion(scores: Sequence[Score]) -> Figure:
    done = [score.turns for score in scores if score.completed]
    return Figure(round(median(done)) if done else 0, 1 if done else 0)


def _shared(part: Callable[[Score], int], whole: Callable[[Score], int]) -> Callable[[Sequence[Score]], Figure]:
    """One count of all conversations over another."""
    return lambda scores: Figure(sum(map(part, scores)), sum(map(whole, scores)))


MEASURES: tuple[Measure, ...] = (
    Measure("facts found", _shared(lambda s: s.facts - len(s.missed), lambda s: s.facts), "≥ 0.92"),
    Measure("wrongly taken, a turn", _shared(lambda s: len(s.wrong), lambda s: s.turns), "≤ 0.02"),
    Measure("remarks that changed the spec", _shared(lambda s: len(s.taken), lambda s: s.remarks), "0"),
    Measure("questions answered", _shared(lambda s: s.questions - len(s.unanswered), lambda s: s.questions), "≥ 0.9"),
    Measure("questions that changed the spec", _shared(lambda s: len(s.asked_and_changed), lambda s: s.questions)),
    Measure("corrections done", _shared(lambda s: s.corrections - len(s.undone), lambda s: s.corrections)),
    Measure("replies that repeat the last one", _shared(lambda s: s.repeated, lambda s: s.turns)),
    Measure("replies in another language", _shared(lambda s: s.in_other_language, lambda s: s.replies)),
    Measure("completed", lambda scores: Figure(sum(s.completed for s in scores), len(scores))),
    Measure("turns to completion (median)", _turns_to_completion, is_share=False),
)


def scores_of(results: Results, half: Half, language: Language | None = None) -> list[Score]:
    """Of every language where none is named."""
    return [c.score for c in results.conversations if c.half == half and language in (None, c.language)]


def remarks_changed(results: Results, half: Half, language: Language | None = None) -> Figure:
    heard = [h for h in results.remarks if h.remark.half == half and language in (None, h.remark.language)]
    return Figure(sum(1 for h in heard if h.changed), len(heard))


def asked_with(results: Results, half: Half, outcome: Outcome) -> Figure:
    """How many of the questions of a half came out like this."""
    asked = [a for a in results.asked if a.ask.half == half]
    return Figure(sum(a.outcome == outcome for a in asked), len(asked))


def corrected_with(results: Results, half: Half, outcome: Corrected, language: Language | None = None) -> Figure:
    """How many of the corrections of a half came out like this."""
    tried = [t for t in results.corrected if t.correction.half == half and language in (None, t.correction.language)]
    return Figure(sum(t.outcome == outcome for t in tried), len(tried))


def lists_read(results: Results, half: Half, language: Language | None = None, form: str | None = None) -> Figure:
    read = [
        whole
        for wanted, whole in results.lists
        if wanted.half == half and language in (None, wanted.language) and form in (None, wanted.form)
    ]
    return Figure(sum(read), len(read))


def as_json(results: Results) -> dict[str, Any]:
    """Sums of both halves, and what failed in the half that is tuned to."""
    return {
        "sums": {half: dict(_sums(results, half)) for half in HALVES},
        "tuned": {
            "conversations": {c.name: asdict(c.score) for c in results.conversations if c.half == "tuned"},
            "remarks": {h.remark.say: h.changed for h in results.remarks if h.changed and h.remark.half == "tuned"},
            "asked": {
                f"{a.ask.state}: {a.ask.ask}": f"{a.outcome}: {a.reply}"
                for a in results.asked
                if a.ask.half == "tuned" and a.outcome != "right"
            },
            "corrected": {
                f"{t.correction.kind}: {' / '.join(text for _, text in t.correction.correct)}": (t.outcome, *t.left)
                for t in results.corrected
                if t.correction.half == "tuned" and t.outcome != "done"
            },
            "lists": [wanted.text for wanted, whole in results.lists if wanted.half == "tuned" and not whole],
        },
    }


def _sums(results: Results, half: Half) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for language in (None, *LANGUAGES):
        scores = scores_of(results, half, language)
        figures = {measure.title: measure.figure(scores) for measure in MEASURES}
        figures["remarks by themselves that changed the spec"] = remarks_changed(results, half, language)
        figures["job lists read whole"] = lists_read(results, half, language)
        figures |= {f"job lists: {form}": lists_read(results, half, language, form) for form in FORMS}
        figures |= {f"corrections by themselves: {o}": corrected_with(results, half, o, language) for o in CORRECTED}
        if language in (None, "en"):
            figures |= {f"questions by themselves: {o}": asked_with(results, half, o) for o in OUTCOMES}
        yield language or "all", {title: asdict(f) | {"value": f.value} for title, f in figures.items() if f.of}
