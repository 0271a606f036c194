"""What came of a conversation, held against its truth sheet. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.document.spec import AgentSpec, Stage
from engine.document.stages import stage_of
from evals.guided.conversation import Conversation, Fact
from evals.guided.drive import Turn
from evals.guided.languages import language_of
from evals.guided.matching import folded, says, sentences_in
from evals.guided.places import Dumped, dumped, texts_at

_NOT_SAID = ("defaulted", "suggested")
"""How a value came into the spec that the builder offered itself: nobody's words were taken wrongly there."""


@dataclass(frozen=True, slots=True)
class Score:
    """The tallies of one conversation. Tuples name what failed; their totals stand beside them."""

    turns: int
    completed: bool
    facts: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    remarks: int
    taken: tuple[str, ...]
    """Remarks that changed the spec, with the fields that changed."""
    questions: int
    unanswered: tuple[str, ...]
    asked_and_changed: tuple[str, ...]
    """Questions to the builder that changed the spec."""
    corrections: int
    undone: tuple[str, ...]
    """Corrections that did not come to pass, with what is left of them."""
    repeated: int
    """Replies that say a sentence of the reply before again."""
    replies: int
    in_other_language: int
    """Replies that are mostly in another language than the people's."""


def score(conversation: Conversation, turns: Sequence[Turn]) -> Score:
    spec = dumped(turns[-1].after)
    said = [turn for turn in turns if turn.step]
    remarks = [turn for turn in said if turn.step and turn.step.remark]
    questions = [turn for turn in said if turn.step and turn.step.asks]
    return Score(
        turns=len(turns),
        completed=stage_of(turns[-1].after) == Stage.COMPLETED,
        facts=len(conversation.must),
        missed=tuple(str(fact) for fact in conversation.must if not holds(spec, fact)),
        wrong=tuple(_wrong(conversation, turns)),
        remarks=len(remarks),
        taken=tuple(_changing(remarks)),
        questions=len(questions),
        unanswered=tuple(turn.said for turn in questions if not _answered(turn)),
        asked_and_changed=tuple(_changing(questions)),
        corrections=sum(1 for turn in said if turn.step and turn.step.corrects),
        undone=tuple(_undone(spec, said)),
        repeated=sum(1 for a, b in pairwise(turns) if sentences_in(a.reply) & sentences_in(b.reply)),
        replies=sum(1 for turn in turns if turn.reply),
        in_other_language=sum(1 for t in turns if language_of(t.reply) not in (None, conversation.language)),
    )


def holds(spec: Dumped, fact: Fact) -> bool:
    return any(says(text, fact.words) for place in fact.places for text in texts_at(spec, place))


def changed_fields(before: AgentSpec, after: AgentSpec) -> tuple[str, ...]:
    """Top-level fields of the spec that differ; where a value came from is no value."""
    return tuple(
        name for name in AgentSpec.model_fields if name != "origins" and getattr(before, name) != getattr(after, name)
    )


def _changing(turns: Sequence[Turn]) -> Iterator[str]:
    for turn in turns:
        if fields := changed_fields(turn.before, turn.after):
            yield f"{turn.said} -> {', '.join(fields)}"


def _answered(turn: Turn) -> bool:
    """One of the words stands in the reply, beside the question that it asks itself; a question that was taken for
    something to write down was not answered, whatever the echo says."""
    assert turn.step is not None
    if changed_fields(turn.before, turn.after):
        return False
    answer = turn.reply.replace(turn.asked.text, "") if turn.asked and turn.asked.text else turn.reply
    return any(says(answer, (choice,)) for choice in turn.step.asks)


def _undone(spec: Dumped, said: Sequence[Turn]) -> Iterator[str]:
    for turn in said:
        if turn.step and (wanted := turn.step.corrects):
            left = [f"not there: {fact}" for fact in wanted.must if not holds(spec, fact)]
            left += [f"still there: {fact}" for fact in wanted.must_not if holds(spec, fact)]
            if left:
                yield f"{turn.said} -> {'; '.join(left)}"


def _wrong(conversation: Conversation, turns: Sequence[Turn]) -> Iterator[str]:
    """What stands in the spec and must not; what a correction left there counts as a correction not done."""
    spec = turns[-1].after
    hits = [fact for fact in conversation.must_not if holds(dumped(spec), fact)]
    yield from (f"must not stand: {fact}" for fact in hits)
    yield from _unlisted(conversation, spec)
    if _is_no_greeting(conversation, turns) and not any("greeting" in fact.places for fact in hits):
        yield f"greeting: {spec.greeting}"
    for name in ("audience", "role", "name", "company"):
        if _is_a_whole_message(conversation, turns, name):
            yield f"{name}: {getattr(spec, name)}"


def _unlisted(conversation: Conversation, spec: AgentSpec) -> Iterator[str]:
    """Goals and rules that came from people's words and that the truth sheet does not know."""
    known = tuple(_known(conversation))
    for_goals = [fact for fact in known if {"goals", "anywhere"} & set(fact.places)]
    for goal in spec.goals:
        if _was_said(spec, f"goals.{goal.id}") and not any(says(goal.statement, f.words) for f in for_goals):
            yield f"goal: {goal.statement}"
    for rule in spec.guardrails:
        if _was_said(spec, f"guardrails.{rule.id}") and not any(says(rule.statement, f.words) for f in known):
            yield f"rule: {rule.statement}"


def _known(conversation: Conversation) -> Iterator[Fact]:
    """All that the truth sheet speaks of: what must stand, what may, what was corrected, what is judged by itself."""
    yield from (*conversation.must, *conversation.may, *conversation.must_not)
    for step in conversation.talk:
        if step.corrects:
            yield from (*step.corrects.must, *step.corrects.must_not)


def _was_said(spec: AgentSpec, path: str) -> bool:
    origin = spec.origins.get(path)
    return origin is None or origin.how not in _NOT_SAID


def _is_no_greeting(conversation: Conversation, turns: Sequence[Turn]) -> bool:
    """It is what somebody typed about something else."""
    greeting, meant = folded(turns[-1].after.greeting or ""), folded(conversation.answers.get("greeting", ""))
    if not greeting.strip() or greeting in meant:
        return False
    facts = [fact for fact in (*conversation.must, *conversation.may) if "greeting" in fact.places]
    typed = any(greeting in folded(turn.said) for turn in turns)
    return typed and not any(says(greeting, fact.words) for fact in facts)


def _is_a_whole_message(conversation: Conversation, turns: Sequence[Turn], name: str) -> bool:
    """The value is all that somebody said in a message of the script, which the truth sheet does not expect there."""
    value = folded(getattr(turns[-1].after, name) or "")
    typed = any(turn.step and folded(turn.said) == value for turn in turns)
    return typed and not any(name in fact.places and says(value, fact.words) for fact in conversation.must)
