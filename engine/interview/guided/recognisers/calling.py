"""Whether the agent calls people, as the words for it show; shared by the direction and the derived role."""

from collections.abc import Sequence
from functools import cache

from engine.interview.guided.other_languages import is_other, speaks_of
from engine.interview.guided.reading import Reading
from engine.language.grammar import Grammar
from engine.language.jobs import jobs_in
from engine.language.jobs.nouns import is_count
from engine.language.jobs.statement import is_plural
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import Hit
from engine.language.text import Token, fold, tokens_of

_NEAR = 3
"""Words between the verb and whom it calls: “belt | elke dag | klanten”."""


def calls_people(reading: Reading) -> bool:
    """“calls new leads”, “agent belt cliënten”; to ring me, or a phone that rings, is no call of the agent's."""
    jobs = [job for clause in reading.said for job in jobs_in(clause.tokens, reading.grammar)]
    called = [tokens_of(job.statement) for job in jobs if job.verb in reading.grammar.callings]
    if any(book("people").find(words) or {t.folded for t in words} & reading.grammar.people for words in called):
        return True
    counted = any(_calls_a_number_of(clause.tokens, reading.grammar) for clause in reading.said)
    return counted or any(_by_the_agent(clause.tokens, reading.grammar) for clause in reading.said)


def _calls_a_number_of(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """“ring about | 12,000 owners”, “call 50 sellers”: so many can only be people."""
    for at, token in enumerate(tokens[:-2]):
        number = at + 1 + (tokens[at + 1].folded == "about")
        if token.folded in grammar.callings and is_count(tokens, number) and number + 1 < len(tokens):
            return is_plural(tokens[number + 1])
    return False


def calls_out(reading: Reading) -> bool:
    """Said in any way: a verb with people, or a phrase of `direction.yaml`."""
    if calls_people(reading) or (is_other(reading.language) and speaks_of(reading.text, "outbound")):
        return True
    return any(
        hit.value == "outbound" and not by_the_team(clause.tokens, hit)
        for clause in reading.said
        for hit in book("direction").find(clause.tokens)
    )


def by_the_team(tokens: Sequence[Token], hit: Hit) -> bool:
    """“otherwise I'll call them back”: the team's call, not the agent's."""
    return bool({t.folded for t in tokens[max(0, hit.start - 2) : hit.start]} & word_set("team_calls"))


def _by_the_agent(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """German and Dutch: “Agent ruft Kunden an”, “wir möchten Kunden aktiv anrufen”; not “wenn Kunden anrufen”."""
    if not grammar.verb_last:
        return False
    people = {hit.start for hit in book("people").find(tokens)}
    words = {t.folded for t in tokens}
    wished = bool(words & _calling_words("wishing")) and not words & _calling_words("callers_ask")
    for at, token in enumerate(tokens):
        by_agent = at > 0 and tokens[at - 1].folded in _calling_words("agents")
        if by_agent and token.folded in _calling_words("finite") and people & set(range(at + 1, at + 2 + _NEAR)):
            return True
        near = people & set(range(max(0, at - _NEAR), at))
        if wished and token.folded in _calling_words("infinite") and near and not _is_of_callers(tokens, at):
            return True
    return False


def _is_of_callers(tokens: Sequence[Token], at: int) -> bool:
    """“Huurders | bellen | met reparaties”: people begin the clause, so they are the ones who call."""
    return at == 1 and len(tokens) > at + 1 and tokens[at + 1].folded in _calling_words("callers_say")


@cache
def _calling_words(key: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("calling")[key])
