"""Whatever stands in a clause, and whatever is agreed: no reader raises, and each makes only changes of its kind."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.document.changes import Change, apply
from engine.document.spec import AgentSpec, Origin
from engine.errors import Problem
from engine.interview.contract import Question
from engine.interview.guided.corrections import correction
from engine.interview.guided.facts import fact
from engine.interview.guided.understanding import Meaning
from tests.each import for_each
from tests.guided.repairs.marks import agents_of, cases_of, part_of, spec_of
from tests.more import MORE

_VOCABULARY = """
    no not wait undo that one the other both all but last first second goal goals rule tool 2 3 remove drop move to end
    before after replace with instead of rename call it I meant sorry with a k mon-fri tue 8 18:00 until closed on over
    christmas noon halb acht we are in have use Jira costs 80 euros take three days parking is behind callers mostly at
    never should can may actually do , : . ? ; - “ ” https://a.example.com KEY_NAME Mia Otto Kowalski bookings and or y
    success is when 400 calls a day after hours message 24/7 😀 ß İ ² ½ \u200b
"""
_TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(_VOCABULARY.split(" ")), max_size=16).map(" ".join))
_SPECS = tuple(spec_of(agent) for agent in agents_of("corrections").values())
_KNOWN = tuple(chain(cases_of("corrections"), cases_of("facts")))
_quick = settings(max_examples=60 * MORE, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_FACTS = {"knowledge", "notes", "criteria", "audience", "runtime.hours", "runtime.timezone"}


@_quick
@given(_TEXTS, st.sampled_from((AgentSpec(), *_SPECS)), st.sampled_from((None, "goals", "greeting", "approval:tools")))
def test_no_correction_raises_and_each_applies(text: str, spec: AgentSpec, asked: str | None) -> None:
    _applies(correction(part_of(text, spec, asked=Question(asked) if asked else None)), spec)


@_quick
@given(_TEXTS, st.sampled_from((AgentSpec(), *_SPECS)), st.sampled_from(("en", "de", "fr", "", "ja")))
def test_no_fact_raises_and_each_stays_a_fact(text: str, spec: AgentSpec, language: str) -> None:
    meaning = fact(part_of(text, spec, language))
    _applies(meaning, spec)
    assert {_place(change) for change in _changes(meaning)} <= _FACTS


@for_each("case", _KNOWN, ids=str)
def test_what_one_reader_is_for_does_no_harm_in_any_other_conversation(case: object) -> None:
    for spec in (AgentSpec(), *_SPECS):
        text = case.text  # type: ignore[attr-defined]
        _applies(correction(part_of(text, spec)), spec)
        _applies(fact(part_of(text, spec)), spec)


@pytest.mark.parametrize(
    "text", ["no, " * 2_000, "mon " * 2_000, "a" * 8_000, "9-5 " * 2_000, "undo " * 1_600, "¿" * 8_000]
)
def test_the_longest_messages_are_read_too(text: str) -> None:
    for spec in _SPECS[:2]:
        _applies(correction(part_of(text, spec)), spec)
        _applies(fact(part_of(text, spec)), spec)


def _applies(meaning: Meaning | None, spec: AgentSpec) -> None:
    """Every change, and the changes of every button, can be made to the spec."""
    for found in meaning.found if meaning else ():
        spec = _after(found.change, spec)
    for suggestion in meaning.question.suggestions if meaning and meaning.question else ():
        clicked = spec
        for change in suggestion.changes:
            clicked = _after(change, clicked)


def _after(change: Change, spec: AgentSpec) -> AgentSpec:
    result = apply(spec, change, origin=Origin(author="ana"), earlier=AgentSpec())
    assert not isinstance(result, Problem), f"{change!r}: {result.message}"
    return result


def _changes(meaning: Meaning | None) -> list[Change]:
    suggestions = meaning.question.suggestions if meaning and meaning.question else ()
    return [f.change for f in meaning.found if meaning] if meaning else [] + [c for s in suggestions for c in s.changes]


def _place(change: Change) -> str:
    return str(getattr(change, "path", "") or getattr(change, "part", ""))
