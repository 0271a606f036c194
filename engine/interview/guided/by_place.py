"""What no reader of values understood, but surely tells something about the agent: kept in the team's own words, in the
place where it most likely belongs. So nothing that somebody said is dropped without a word.
"""

from collections.abc import Mapping, Sequence

from engine.document.changes import Set, add
from engine.document.spec import Goal
from engine.document.stages import is_assumed
from engine.interview.guided.callers_side import says_why_people_call
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.kept import kept_for_callers, noted
from engine.interview.guided.facts.statement import number_in
from engine.interview.guided.listed_fields import bare_fields
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.goals import says_no_more, statements_in
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.understanding import Meaning, Part, Reader, meaning
from engine.interview.guided.utterances import Utterance
from engine.language.acts import FACTS, RULES, Place, knows_a_word
from engine.language.grammar import Grammar
from engine.language.jobs.nouns import is_of_people
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.lists import items_of
from engine.language.telling import telling_words
from engine.language.text import Token, joined, sentence_case, slug
from engine.tools.selector import needs_in

LIKELY = 0.5
"""From this probability of its place on it is filed there, else by its act."""
_ANSWERS, _ORDERED = 0.6, 0.8
_FEWEST_WORDS = 3
"""Of a sentence; a row of a list may be shorter."""
_LONGEST = 290


def by_place(utterance: Utterance, part: Part) -> Meaning | None:
    """None where it is not sure enough that it tells anything."""
    fewest = _FEWEST_WORDS - utterance.in_a_list
    if sum(t.is_word for t in utterance.tokens) < fewest or part.text.rstrip().endswith("?"):
        return None
    if not knows_a_word(utterance.tokens, part.language):
        return None
    doubt = (utterance.nothing + utterance.placed.share("none")) / 2
    if not utterance.in_a_list and max(doubt, utterance.nothing - _MARGIN) > _MOST_DOUBT:
        return None
    return filed(utterance, part)


def filed(utterance: Utterance, part: Part) -> Meaning:
    """Where its place surely is, else as the rule or the fact that it more likely is; as nothing but an answer, which
    the open question cannot take, it is noted."""
    if _does_that_already(part):
        return Meaning(says="It does that already.")
    if says_why_people_call(part.tokens, part.grammar):
        return noted(part)
    place = utterance.placed.place
    answers = utterance.judged.share(("answer",)) >= _ANSWERS and not utterance.in_a_list
    if names_people(part) or (place == "audience" and answers and may_be_people(part)):
        return audience(part)
    if place == "data_fields" and (fields := bare_fields(part)):
        return fields
    if utterance.placed.share(place) >= LIKELY and place in _FILED:
        return _FILED[place](part) or noted(part)
    beside = utterance.beside_the_question
    if beside.judged.share(("instruction",)) >= _ORDERED:
        return goal(part) or noted(part)
    rules = utterance.placed.share(*RULES)
    ruled = utterance.act != "answer" and beside.judged.share(("rule",)) + rules > _is_a_fact(beside)
    return in_own_words(part) if ruled or rules >= LIKELY else fact(part) or kept(utterance, part)


def kept(utterance: Utterance, part: Part) -> Meaning:
    """A fact that no reader knows: for callers where that is its place, else for the team."""
    return kept_for_callers(part) if utterance.placed.place == "knowledge" else noted(part)


def _is_a_fact(utterance: Utterance) -> float:
    return utterance.judged.share(("fact",)) + utterance.placed.share(*FACTS)


def _does_that_already(part: Part) -> bool:
    """“block the card, that's the main thing”, where it blocks lost cards: a job said twice, and no rule."""
    reading = read(part.text, part.language, part.spec, opening=False)
    said = statements_in(reading)
    return bool(said) and all(any(says_no_more(one, goal.statement) for goal in part.spec.goals) for one in said)


_MOST_DOUBT = 0.35
"""The highest probability that it tells nothing and belongs nowhere."""
_MARGIN = 0.02


def goal(part: Part) -> Meaning | None:
    """The job as it was said, less the words that say that it is one: “and it should also …”."""
    if part.grammar.negators.find(part.tokens):
        return in_own_words(part)
    words = list(part.tokens)
    if words and words[0].folded in word_set("conditions") | part.grammar.people:
        return in_own_words(part)  # “if somebody smells gas they must leave”, “callers should …”: no job
    opening = part.grammar.triggers | part.grammar.modals | part.grammar.joints | word_set("discourse")
    while words and (words[0].folded in opening or not words[0].is_word):
        words.pop(0)
    colon = next((i + 1 for i, t in enumerate(words) if t.text == ":"), 0)
    items = [words] if len(words) <= _MOST_WORDS_OF_A_GOAL else items_of(words[colon:])
    if any(not 1 < len(item) <= _MOST_WORDS_OF_A_GOAL for item in items):
        return in_own_words(part)
    return meaning(*(add("goals", _goal(joined(part.text, _begun(item, part)))) for item in items))


def _goal(words: str) -> Goal:
    statement = sentence_case(words.rstrip(" .!"))[:_LONGEST]
    return Goal(id=slug(statement), statement=statement)


def _begun(item: Sequence[Token], part: Part) -> Sequence[Token]:
    """Without the joint before it: “, and | current patients who …”."""
    return item[1:] if item[0].folded in part.grammar.joints else item


_MOST_WORDS_OF_A_GOAL = 14


def audience(part: Part) -> Meaning:
    """Who calls, as it was said; beside those whom somebody named before."""
    known = part.spec.audience if part.spec.audience and not is_assumed(part.spec, "audience") else ""
    words = " ".join(part.text.split()).strip(" .!")
    if known and (not names_people(part) or telling_words(words) <= telling_words(known)):
        return noted(part)
    return meaning(Set(path="audience", value=", ".join(filter(None, (known, words)))[:_LONGEST]))


def names_people(part: Part) -> bool:
    """“families from Holland mostly, hikers in May”: it begins with people, and says nothing that they do."""
    words = [t for t in part.tokens if t.is_word]
    first = words[:2]
    named = bool(book("people").find(first)) or any(is_of_people(t, part.grammar) for t in first)
    return named and len(words) <= _MOST_PEOPLE and not tells_what_they_do(words, part.grammar)


def may_be_people(part: Part) -> bool:
    """No number, no work and no clause: “max four guests” and “bookings and roadside help” are nobody who calls."""
    words = [t for t in part.tokens if t.is_word]
    other = number_in(words) or language_names().find(words) or needs_in(part.text)
    return not (other or tells_what_they_do(words, part.grammar))


def tells_what_they_do(words: Sequence[Token], grammar: Grammar) -> bool:
    """“learners, and parents | paying for it” still names them."""
    verbs = [v[0] for i in range(len(words)) if (v := grammar.verb_at(words, i))]
    return any(t.folded in grammar.modals for t in words[:-1]) or any(v.form != "gerund" for v in verbs)


_MOST_PEOPLE = 14
"""Words."""


_FILED: Mapping[Place, Reader] = {
    "goals": goal,
    "knowledge": kept_for_callers,
    **dict.fromkeys(RULES, in_own_words),
}
