"""The honest word where the design says nothing about what is asked: what it does then, what comes nearest, and the
point itself, for somebody to settle."""

from engine.interview.answering.about_calls import when_all_fails
from engine.interview.answering.answer import Answer, Situation
from engine.interview.answering.provenance import said_before
from engine.interview.answering.question import Question
from engine.interview.answering.retrieval import FOUND, hits_for, ranked, told, words_of
from engine.interview.answering.things import Thing
from engine.language.stems import stem
from engine.language.text import tokens_of
from engine.sentences import quoted

KIND = "unsettled"
_NEAR = 0.33
"""Share of the question from which something is told as the nearest that there is."""
_LONGEST = 100


def unsettled(situation: Situation) -> Answer | None:
    """None for what is asked of the builder itself, or has no words of its own."""
    question = situation.question
    topic = topic_of(question.text)
    if not topic or question.who in ("you", "we") or question.asks in ("define", "show", "why"):
        return None
    if said := said_before(situation):
        return Answer(said, kind="thing")
    if path := _usual(situation):
        return Answer(f"Nothing is agreed yet about {quoted(topic, _LONGEST)}.", kind=KIND, topic=topic, asks=path)
    words = [f"Nothing is agreed yet about {quoted(topic, _LONGEST)}."]
    hits = hits_for(question.text, situation.spec)
    if hits and hits[0].covers >= _NEAR:
        words.append(f"The nearest that I have: {told(hits[:1])}")
    elif then := when_all_fails(situation.spec):
        words.append(then)
    return Answer(" ".join(words), kind=KIND, topic=topic)


def _usual(situation: Situation) -> str:
    """The path of the question of a playbook that is about this, where it waits to be asked; empty for none."""
    spec = situation.spec
    if not spec.questions:
        return ""
    from engine.playbooks.consult import question_of  # playbooks are loaded when somebody asks

    waiting = ((f"questions.{one}", question_of(one)) for one in spec.questions)
    things = [
        Thing(path, " ".join((found.ask, found.why, *(offer.say for offer in found.offers))), found.default)
        for path, found in waiting
        if found
    ]
    best = max(ranked(words_of(situation.question.text), things), key=lambda hit: hit.score, default=None)
    return best.thing.path if best and best.covers >= FOUND else ""


def says_something(question: Question) -> bool:
    """A word of it is none that questions to a builder are made of: “motorbikes”, “terrace”."""
    known = {stem(word) for item in question.items if item.means for word in item.word.split()}
    return any(word not in known for word in words_of(question.text))


def topic_of(text: str) -> str:
    """What a question is about, in its own words: `take payments for the canoes`."""
    tokens = [t for t in tokens_of(text) if t.is_word]
    carrying = set(words_of(text))
    at = [n for n, token in enumerate(tokens) if carrying & set(words_of(token.text))]
    return text[tokens[at[0]].start : tokens[at[-1]].end] if at else ""
