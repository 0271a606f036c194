"""From a checked answer to the `Interview` of the turn: its words, its question, its quick answers."""

from collections.abc import Iterator, Sequence
from functools import partial

from engine.document.changes import Accept, Approve, Change, Undo, apply
from engine.document.spec import AgentSpec
from engine.document.stages import Standing, suggested_in
from engine.errors import Problem
from engine.interview.asking.questions import next_question
from engine.interview.asking.suggested import ask_suggested
from engine.interview.contract import Interview, Question, Spoken, Usage
from engine.interview.llm.answer import Answer, Offered
from engine.interview.llm.check import Checked, read, ungrounded, words_of
from engine.interview.llm.grounds import Grounds
from engine.interview.llm.stream import MOST_REPLY
from engine.interview.llm.truth import (
    DONE,
    NOTHING,
    asks,
    happened,
    states,
    without_claims,
    without_questions,
    without_refused,
)
from engine.messages.replies import Suggestion
from engine.secrets import without_secrets
from engine.sentences import listed, quoted

MOST_SUGGESTIONS = 4
MOST_LABEL = 75
_MOST_FACTS, _MOST_FACT = 4, 80


def outcome(answer: Answer, checked: Checked, used: Usage, before: AgentSpec) -> Interview:
    """What the turn does with it. What is refused after the second try is told to the person."""
    answer = answer.model_copy(update={"reply": without_secrets(answer.reply).strip()[:MOST_REPLY]})
    if not (answer.reply and answer.for_builder) and not checked.proposals and not checked.refused:
        return Interview(silent=True, used=used)
    return Interview(
        proposals=checked.proposals,
        speak=partial(
            _spoken,
            answer,
            _supported(answer.reply, checked),
            before,
            happened(before, checked.after),
            checked.grounds.plus(answer.reply),
            bool(checked.proposals),
        ),
        notices=tuple(without_secrets(told) for told in (*checked.told, *_suggested(checked))),
        show_diff=answer.show_diff,
        used=used,
    )


def _suggested(checked: Checked) -> Iterator[str]:
    """Says which facts are the model's own, so that nobody takes them for something that a colleague said."""
    if facts := checked.suggested[:_MOST_FACTS]:
        named = listed([quoted(fact, _MOST_FACT) for fact in facts])
        yield f"Suggested by the model, and said by none of you: {named}. It counts once one of you agrees."


def _supported(reply: str, checked: Checked) -> str:
    """The reply without what is said about refused changes."""
    taken = [words_of(p.change.model_dump(mode="json", exclude_defaults=True)) for p in checked.proposals]
    return without_refused(reply, [one.words for one in checked.refused], taken)


def _spoken(
    answer: Answer,
    supported: str,
    before: AgentSpec,
    done: str,
    grounds: Grounds,
    decides: bool,
    after: Standing,
    problems: Sequence[Problem],
) -> Spoken:
    """The words, once it is known what came of the changes: what did not happen gives way to what did."""
    changed = after.spec != before
    words = supported if changed and decides else without_claims(supported)
    if answer.asks in suggested_in(after.spec):
        asked = ask_suggested(after.spec, answer.asks)  # with the value in it: a yes to it is what makes it count
        return Spoken("\n\n".join(filter(None, (without_questions(words), asked.text))), asked)
    question = _question(answer, words, grounds, after)
    if words and words == answer.reply:
        return Spoken(words, question)
    told = "" if states(words) else NOTHING if not changed else f"Noted: {done}." if done else DONE
    due = question.text if question and not asks(words) else ""
    return Spoken("\n\n".join(filter(None, (told, words, due))), question)


def _question(answer: Answer, words: str, grounds: Grounds, after: Standing) -> Question | None:
    """The question that is open now. The stage decides about approvals, and the buttons of an approval are ours."""
    due = next_question(after)
    if due is None:
        return None
    text = words if asks(words) or words == answer.reply else due.text
    if due.path.startswith("approval:"):
        return Question(due.path, text or due.text, offer=due.offer, suggestions=due.suggestions)
    own = tuple(_suggestions(answer, grounds, after.spec))
    path = answer.asks if answer.asks in after.progress.missing else due.path
    return Question(path, text or due.text, offer=own[0].changes if own else (), suggestions=own)


def _suggestions(answer: Answer, grounds: Grounds, after: AgentSpec) -> Iterator[Suggestion]:
    """Those whose changes can be made; one that cannot is only left out, since it was never asked for."""
    for offered in answer.suggestions[:MOST_SUGGESTIONS]:
        changes = _clickable(offered, grounds.plus(offered.label), after)
        label = without_secrets(offered.label).strip()
        if label and changes is not None:
            yield Suggestion(label=label[:MOST_LABEL], changes=changes)


def _clickable(offered: Offered, grounds: Grounds, spec: AgentSpec) -> tuple[Change, ...] | None:
    """The changes of a click; None where one cannot be made, or where a label could hide what it agrees to: an
    approval, or a fact that nobody said and that stands neither in the label nor in the reply."""
    changes: list[Change] = []
    for written in offered.changes:
        change = read(written)
        if isinstance(change, Problem | Approve | Accept | Undo) or ungrounded(written, grounds):
            return None
        tried = apply(spec, change)
        if isinstance(tried, Problem):
            return None
        changes.append(change)
        spec = tried
    return tuple(changes)
