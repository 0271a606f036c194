"""What no reader of values understood, but surely tells something about the agent: kept in the team's own words, in the
place where it most likely belongs. So nothing that somebody said is dropped without a word.
"""

from collections.abc import Mapping

from engine.document.changes import Set, add
from engine.document.spec import Goal
from engine.interview.guided.doubt import noted
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.kept import kept_for_callers
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.understanding import Meaning, Part, Reader, meaning
from engine.interview.guided.utterances import Utterance
from engine.language.acts import FACTS, RULES, Place
from engine.language.lexicon import word_set
from engine.language.text import joined, sentence_case, slug

LIKELY = 0.5
"""From this probability of its place on it is filed there, else by its act."""
_FEWEST_WORDS = 2
_LONGEST = 290


def by_place(utterance: Utterance, part: Part) -> Meaning | None:
    """None where it is not sure enough that it tells anything."""
    if utterance.nothing > _MOST_DOUBT or sum(t.is_word for t in utterance.tokens) < _FEWEST_WORDS:
        return None
    if part.text.rstrip().endswith("?"):
        return None
    return filed(utterance, part)


def filed(utterance: Utterance, part: Part) -> Meaning:
    """Where its place surely is, else as the rule or the fact that it more likely is."""
    beside = utterance.beside_the_question
    place = beside.placed.place
    if beside.placed.share(place) >= LIKELY and place in _FILED:
        return _FILED[place](part) or noted(part)
    rules = beside.placed.share(*RULES)
    if rules >= LIKELY or beside.judged.share(("rule",)) + rules > _is_a_fact(beside):
        return in_own_words(part)
    return fact(part) or noted(part)


def _is_a_fact(utterance: Utterance) -> float:
    return utterance.judged.share(("fact",)) + utterance.placed.share(*FACTS)


_MOST_DOUBT = 0.3
"""The highest probability that it tells nothing."""


def goal(part: Part) -> Meaning | None:
    """The job as it was said, less the words that say that it is one: “and it should also …”."""
    if part.grammar.negators.find(part.tokens):
        return in_own_words(part)
    words = list(part.tokens)
    if words and words[0].folded in word_set("conditions"):
        return in_own_words(part)  # “if somebody smells gas they must leave” is what holds, and no job
    opening = part.grammar.triggers | part.grammar.modals | part.grammar.joints | word_set("discourse")
    while words and (words[0].folded in opening or not words[0].is_word):
        words.pop(0)
    statement = sentence_case(joined(part.text, words).rstrip(" .!"))[:_LONGEST]
    if not 1 < len(words) <= _MOST_WORDS_OF_A_GOAL:
        return in_own_words(part)
    return meaning(add("goals", Goal(id=slug(statement), statement=statement)))


_MOST_WORDS_OF_A_GOAL = 14


def audience(part: Part) -> Meaning | None:
    """Who calls, as it was said; a note where the audience is known already."""
    if part.spec.audience:
        return noted(part)
    return meaning(Set(path="audience", value=" ".join(part.text.split()).strip(" .!")[:_LONGEST]))


_FILED: Mapping[Place, Reader] = {
    "goals": goal,
    "knowledge": kept_for_callers,
    "audience": audience,
    **dict.fromkeys(RULES, in_own_words),
}
