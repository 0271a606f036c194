"""A wish that was put as a question, and a point that nobody has settled: asked back with a button, never just done."""

from engine.document.changes import add
from engine.document.spec import Goal, Note
from engine.interview.answering import Answer, form_in, speaks_of_callers, topic_of
from engine.interview.asking.consulting import ask_playbook
from engine.interview.contract import Question
from engine.interview.guided.doubt import JUST_FOR_YOU, UNCLEAR
from engine.interview.guided.preview import applied
from engine.interview.guided.reading import Found
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.words import acknowledgement
from engine.language.text import joined, sentence_case, slug
from engine.messages.replies import Suggestion
from engine.sentences import quoted

_LONGEST = 200
_MOST_WORDS = 14
"""Of a job that is offered; longer wishes are noted as they were said."""


def offered(part: Part, found: tuple[Found, ...]) -> Meaning:
    """What the words of a question would change, with a yes for it."""
    changes = tuple(one.change for one in found)
    news = acknowledgement(part.spec, applied(part.spec, found, part.earlier)).removeprefix("Got it: ").strip()
    what = news.partition("\n")[0].rstrip(".") or quoted(" ".join(part.text.split()).rstrip(" .!?"), _LONGEST)
    return _asking(
        part,
        f"Nothing like that is agreed yet. Shall I set it so: {what}?",
        Suggestion(label="Yes, do that", says="yes", changes=changes),
    )


def settling(part: Part, answer: Answer) -> Meaning:
    """An honest answer, and the offer to settle the point: by the question of a playbook, as a job where it may be one,
    else as an open point."""
    if answer.asks:
        return Meaning(says=answer.words, question=ask_playbook(part.spec, answer.asks, again=False))
    job = _job(part)
    if job:
        text = f"Shall I add it to what the agent does: {quoted(job.statement, _LONGEST)}?"
        yes = Suggestion(label="Yes, add it", says="yes", changes=(add("goals", job),))
    else:
        note = f"Open: {topic_of(part.text)}"[:_LONGEST]
        text = "Tell me in a sentence how it should be; or shall I note it as an open point?"
        yes = Suggestion(label="Yes, note it", says="yes", changes=(add("notes", Note(id=slug(note), text=note)),))
    meant = _asking(part, text, yes)
    return Meaning(says=answer.words, question=meant.question, shows=answer.parts)


def _asking(part: Part, text: str, yes: Suggestion) -> Meaning:
    path = part.asked.path if part.asked else UNCLEAR
    no = Suggestion(label="No, leave it", says=JUST_FOR_YOU)
    return Meaning(question=Question(path, text, offer=yes.changes, suggestions=(yes, no)))


def _job(part: Part) -> Goal | None:
    """“can it take payments for the canoes?” as the job that would be: “Take payments for the canoes”."""
    form = form_in(part.text, part.language)
    before = part.tokens[: form.begins_at]
    callers = speaks_of_callers(form)
    if form.asks != "is" or not (callers or form.who == "it") or any(t.folded in _OF_BEING for t in before):
        return None
    words = [t for t in part.tokens[form.begins_at :] if t.text not in "?!"]
    while words and words[0].folded in _BEFORE_THE_VERB:
        words.pop(0)
    said = joined(part.text, words).rstrip(" .!?")
    statement = f"Let callers {said}" if callers else sentence_case(said)
    if not 1 < len(words) <= _MOST_WORDS or words[0].folded in _NO_WORK:
        return None
    return Goal(id=slug(statement), statement=statement)


_OF_BEING = ("is", "are", "was", "were", "has", "have", "had", "did", "isn't", "aren't", "hasn't")
_BEFORE_THE_VERB = ("also", "be", "able", "to", "maybe", "please", "even", "actually", "just", "then", "still")
_NO_WORK = ("know", "have", "need", "mean", "understand", "remember", "mind", "care", "get", "work", "matter", "say")
"""What an agent is or has, but is no job that it does in a call."""
