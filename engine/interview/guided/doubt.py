"""What is done with words that may mean something: a yes/no with the value in it, or one question with buttons."""

from engine.document.changes import Change, add
from engine.document.spec import Goal, Guardrail, KnowledgeItem
from engine.interview.contract import Question
from engine.interview.guided.own_words import own_words
from engine.interview.guided.understanding import Meaning, Part
from engine.language.text import slug
from engine.messages.replies import Suggestion
from engine.sentences import quoted

UNCLEAR = "unclear"
"""The path of the question what an unclear sentence is, where no other question is open."""
UNSURE = "I am not sure what to do with"
JUST_FOR_YOU = "just for you"
KINDS = ("a rule", "a fact")
"""What somebody says that a sentence is, beside what the agent does."""
_LONGEST = 200
_LONGEST_NOTE = 300
_FEWEST_WORDS = 2


def shall_i_take(part: Part, change: Change, what: str) -> Meaning:
    """“Shall I take ‘…’ as the greeting?”: a plain yes does it."""
    path = part.asked.path if part.asked else UNCLEAR
    text = f"Shall I take {quoted(part.text, _LONGEST)} as {what}?"
    yes = Suggestion(label="Yes, take it", says="yes", changes=(change,))
    return Meaning(question=Question(path, text, offer=(change,), suggestions=(yes,)))


def asked_first(part: Part, found: Meaning) -> Meaning:
    """What is only likely is asked with its words; nothing changes before somebody says yes."""
    changes = tuple(one.change for one in found.found)
    if not changes or found.question:
        return found
    path = part.asked.path if part.asked else UNCLEAR
    text = f"Is {quoted(part.text, _LONGEST)} something to keep about your business? {found.says}".strip()
    yes = Suggestion(label="Yes, a fact", says="a fact", changes=changes)
    rule = _places(own_words(part.text, _LONGEST))[_RULE]
    no = Suggestion(label="No, just for you", says=JUST_FOR_YOU)
    return Meaning(question=Question(path, text, offer=changes, suggestions=(yes, rule, no)))


def what_is_it(part: Part) -> Meaning | None:
    """One click files an unclear sentence; None where there are no words in it to file."""
    said = own_words(part.text, _LONGEST_NOTE).rstrip("?:")
    if sum(t.is_word for t in part.tokens) < _FEWEST_WORDS:
        return None
    text = (
        f"{UNSURE} {quoted(said, _LONGEST)}. Is that something the agent should do, a rule, "
        "a fact that callers may ask for, or just for me?"
    )
    path = part.asked.path if part.asked else UNCLEAR
    return Meaning(question=Question(path, text, suggestions=tuple(_places(said))))


def is_unclear(meant: Meaning) -> bool:
    """Whether it asks back what the words are."""
    return meant.question is not None and meant.question.text.startswith(UNSURE)


def _places(said: str) -> list[Suggestion]:
    key, line = slug(said), said[:280]
    fact = KnowledgeItem(id=key, title=line[:120], kind="text", content=line)
    return [
        Suggestion(label="The agent does it", says="the agent does it", changes=(_goal(key, line),)),
        Suggestion(label="A rule", says="a rule", changes=(add("guardrails", Guardrail(id=key, statement=line)),)),
        Suggestion(label="A fact for callers", says="a fact", changes=(add("knowledge", fact),)),
        Suggestion(label="Just for you", says=JUST_FOR_YOU),
    ]


_RULE = 1


def _goal(key: str, line: str) -> Change:
    return add("goals", Goal(id=key, statement=line))
