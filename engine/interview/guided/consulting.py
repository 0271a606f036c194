"""Answers to the questions of the playbooks: one of the offers by its words, or a rule."""

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from engine.document.changes import AddToGoal, Change, add
from engine.document.spec import Goal
from engine.document.stages import Standing
from engine.interview.asking.questions import next_question
from engine.interview.guided.recognisers.data_fields import asked_for, field_of
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.text import fold

_ALIKE = 75
"""Of 100: how much of an answer has to be the words of an offer."""
_LIKELY = 0.5
_SHORTEST_RULE = 2
_LONGEST_RULE = 300


def offered_answer(part: Part) -> Meaning | None:
    """The offer that somebody names, in the words of its button or near them.

    Between the question and its answer the builder may have asked what something else was.
    """
    said = fold(part.text).strip(" .!")
    asked = next_question(Standing(part.spec))
    labels = {s.says: s for q in (asked, part.asked) if q for s in q.suggestions}
    if not labels or not said:
        return None
    found = process.extractOne(said, labels.keys(), scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
    return meaning(*labels[found[0]].changes) if found else None


def playbook_answer(part: Part) -> Meaning | None:
    """An offer, or what the team says in its own words: that is how they do it, so it becomes a rule of the goal."""
    if offer := offered_answer(part):
        return offer
    words = part.text.strip()
    question_id = part.asked.path.removeprefix("questions.") if part.asked else ""
    if "?" in words or len(part.tokens) < _SHORTEST_RULE or len(words) > _LONGEST_RULE or not question_id:
        return None
    utterance = whole(part)
    if utterance.judged.share(("answer", "instruction")) < _LIKELY or utterance.placed.place == "none":
        return None  # “it takes four hours to dry”, “my wife calls”: something else, or nothing
    from engine.playbooks.consult import answered_in_words, goal_asked_about, told  # the first screen needs none

    if goal := goal_asked_about(part.spec, question_id):
        return meaning(*_fields_in(part, goal), *told(goal, question_id, words))
    rule = words[:1].upper() + words[1:]
    return meaning(*answered_in_words(part.spec, question_id, rule if rule.endswith((".", "!")) else f"{rule}."))


def _fields_in(part: Part, goal: Goal) -> Iterator[Change]:
    """What the agent asks for in it: “ask for the name and the postcode, then …”."""
    there = {field.name for field in part.spec.data_fields}
    for name in asked_for(part.tokens):
        if name not in there:
            yield add("data_fields", field_of(name))
        yield AddToGoal(goal=goal.id, part="fields", item=name)
