"""Answers about the question that is open: why it is asked, what would be an answer, what we would take."""

from collections.abc import Iterator, Mapping

from engine.document.changes import Set
from engine.document.spec import Goal
from engine.interview.answering.answer import Situation
from engine.interview.asking.reasons import example_of, reason_for
from engine.interview.contract import Question as OpenQuestion
from engine.language.text import tokens_of
from engine.prompt.greetings import greeting_for
from engine.sentences import quoted

_MOST_GOALS = 2
_MOST_QUESTIONS = 2
_ABOUT_JOBS = ("approval:", "goals", "use_case")
"""Paths of questions about the work as a whole, where advice on it is what somebody means."""


def reason(situation: Situation) -> str:
    """Of the part of the spec that the question names, else of what is asked just now."""
    path = _path_named(situation.question.text) or (situation.asked.path if situation.asked else "")
    return f"I ask because {_small(reason_for(path))}" if path else "Nothing is open just now."


def reason_and_example(situation: Situation) -> str:
    return f"{reason(situation)} {example(situation)}" if situation.asked else reason(situation)


_WORDS: Mapping[str, str] = {
    "tone": "tone",
    "greeting": "greeting",
    "language": "languages",
    "languages": "languages",
    "audience": "audience",
    "calls": "audience",
    "goals": "goals",
    "role": "role",
    "platform": "platforms",
    "secret": "tools.*.auth_ref",
    "address": "tools.*.url",
    "url": "tools.*.url",
    "transfer": "transfers",
    "hours": "runtime.hours",
    "approve": "approval:final",
}
"""What a question calls the parts that we ask for."""


def _path_named(text: str) -> str:
    return next((_WORDS[token.folded] for token in tokens_of(text) if token.folded in _WORDS), "")


def _small(sentence: str) -> str:
    return sentence if sentence.startswith("I ") else sentence[:1].lower() + sentence[1:]


def example(situation: Situation) -> str:
    return f"For example: {quoted(example_of(situation.asked.path if situation.asked else 'use_case'), 120)}."


def recommendation(situation: Situation) -> str:
    """Our suggestion for the value that is asked for, or what we would settle about the jobs in hand."""
    asked = situation.asked
    if asked and is_about_jobs(situation):
        advice = advice_on_jobs(situation)
        return advice or (f"I would say yes to it. {example(situation)}" if asked.offer else example(situation))
    return f"I would say {quoted(suggestion(situation), 300)}. You can change it at any time."


def is_about_jobs(situation: Situation) -> bool:
    """Whether what is asked just now is the work as a whole, and no single value."""
    return situation.asked is not None and situation.asked.path.startswith(_ABOUT_JOBS)


def suggestion(situation: Situation) -> str:
    """The value that a plain yes would set, the greeting that fits this agent, or an answer that others give."""
    asked = situation.asked
    if asked is None:
        return example_of("use_case")
    return _offered(asked) or (greeting_for(situation.spec) if asked.path == "greeting" else example_of(asked.path))


def _offered(asked: OpenQuestion) -> str:
    """The value that a plain yes would set; empty where it sets none that can be read."""
    change = next((change for change in asked.offer if isinstance(change, Set)), None)
    value = change.value if change else None
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")


def others(situation: Situation) -> str:
    """What is usual in the trade: its tone, its hours, what its callers want; else our advice."""
    from engine.interview.answering.trade_of import trade_of, whose

    found = trade_of(situation.spec)
    if not found:
        return recommendation(situation)
    asked = situation.asked.path if situation.asked else ""
    if asked == "tone" and not _asks_for_questions(situation):
        return f"Most sound {', '.join(found.tone)} {whose(found)}."
    usual = next(iter(found.questions))
    advice = advice_on_jobs(situation)
    first = f"{whose(found).capitalize()} I would settle this first: {usual.ask}"
    return advice or f"{first} I would say {quoted(usual.default)}; {usual.why}."


def _asks_for_questions(situation: Situation) -> bool:
    """“what do vets normally have it ask?”, whatever is asked just now."""
    return any(token.folded.startswith(("ask", "question")) for token in tokens_of(situation.question.text))


def skipping(situation: Situation) -> str:
    """Whether the open question may wait, and what holds until then."""
    asked = situation.asked
    if asked is None:
        return "Nothing is open just now."
    if asked.path.startswith(("tools.", "transfers")):
        return "Yes, say “skip”: it stays open as a named placeholder, and you can fill it in at any time."
    if asked.path.startswith("approval:"):
        return "This one needs a yes or a no, but you can change anything before and after it."
    if asked.offer:
        return "Yes, say “skip” and I take my suggestion for now; you can change it at any time."
    return "This one I need before we can go on; a sentence in your own words is enough."


def advice_on_jobs(situation: Situation) -> str:
    """What the playbooks would settle about the first jobs; empty where they know none of them."""
    return "\n\n".join(_of_goal(goal, points) for goal, points in _advice(situation))


def _advice(situation: Situation) -> Iterator[tuple[Goal, tuple[str, ...]]]:
    from engine.interview.answering.trade_of import known_jobs  # playbooks are loaded when somebody asks

    for goal, job in list(known_jobs(situation.spec))[:_MOST_GOALS]:
        points = (f"- {q.ask} I would say {quoted(q.default)}; {q.why}." for q in job.questions[:_MOST_QUESTIONS])
        yield goal, tuple(points)


def _of_goal(goal: Goal, points: tuple[str, ...]) -> str:
    return "\n".join((f"For {quoted(goal.statement)} I would settle this:", *points))
