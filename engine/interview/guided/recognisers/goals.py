"""What the agent does, one goal for each distinct job."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.document.changes import add
from engine.document.spec import Goal
from engine.interview.guided.callers_side import is_callers_side, reasons_to_call, turned
from engine.interview.guided.goal_rules import goals_among, speaks_of_the_team
from engine.interview.guided.implied_goals import headed_goals, unspoken_goals
from engine.interview.guided.listed_things import listed_things
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.data_fields import asks_for_fields, lists_values
from engine.interview.guided.recognisers.identity import is_identity_check
from engine.interview.guided.recognisers.industry import trade_of, without_trade
from engine.interview.guided.recognisers.transfers import gets_somebody, places_of_handing
from engine.language.clauses import Clause
from engine.language.grammar import Grammar
from engine.language.jobs import Job, jobs_in
from engine.language.lexicon import lexicon, word_set
from engine.language.telling import telling_words
from engine.language.text import Token, slug, tokens_of
from engine.language.tones import is_all_tone

_MOST = 20


def goals(reading: Reading) -> Iterator[Found]:
    known = {goal.id: goal.statement for goal in reading.spec.goals}
    for statement in statements_in(reading)[:_MOST]:
        key = slug(statement)
        if key not in known and not any(says_no_more(statement, other) for other in known.values()):
            known[key] = statement
            yield Found(add("goals", Goal(id=key, statement=statement[:300])))


def says_no_more(statement: str, known: str) -> bool:
    """“Block the card” beside “Block lost and stolen cards”: the same job, and no word that tells them apart."""
    from engine.playbooks import jobs_for  # not before somebody has written

    verb, _, what = statement.casefold().partition(" ")
    other = known.casefold().split(" ")[0]
    alike = verb == other or {verb, other} <= _TAKING
    same = set(jobs_for(statement)[:1]) & set(jobs_for(known)[:1])
    return alike and bool(same) and telling_words(what) <= telling_words(known)


_TAKING = frozenset(("take", "open", "raise", "file", "handle", "process", "do"))
"""Verbs that only say that a matter is dealt with; to cancel or to move is another job."""


def statements_in(reading: Reading) -> list[str]:
    """Every job of the affirmative clauses as an imperative, in order; then what is needed without a verb."""
    from engine.playbooks import trade_outlines  # not before somebody has written

    handed = places_of_handing(reading)
    of_others = frozenset() if reading.opening else handed
    jobs = [
        [] if _follows_a_check(clause, reading) else _jobs(clause, reading.grammar, of_others)
        for clause in reading.said
    ]
    every = goals_among([job for found in jobs for job in found], reading.grammar)
    goals = _without_fields(every)
    trade = trade_of(reading)
    usual = trade_outlines()[trade].jobs if trade else ()
    spoken = list(dict.fromkeys(_whole(job, usual, reading.grammar) for job in goals))
    spoken += [s for s in headed_goals(reading) if s not in spoken]
    spoken += [s for s in listed_things(reading, spoken) if s not in spoken]
    spoken += [s for s in reasons_to_call(reading) if s not in spoken]
    if not reading.opening:
        fields_only = bool(reading.asked) and reading.asked != "goals"  # then they are told for the goals that stand
        others = [job.statement for job in every if not lists_values(tokens_of(job.statement))]
        return spoken or ([] if fields_only else others)
    silent = [
        without_trade(clause)
        for clause, found in zip(reading.said, jobs, strict=True)
        if not set(found) & set(goals)
        and not is_all_tone(clause.tokens)
        and not _hands_over(clause, handed)
        and not is_identity_check(clause.tokens, reading.grammar)
    ]
    found = [*spoken, *unspoken_goals(reading, silent, spoken, bool(handed))] or [job.statement for job in every]
    return list(dict.fromkeys(found))


def _follows_a_check(clause: Clause, reading: Reading) -> bool:
    """“… three tries and then | just take a message”: what happens to those who cannot show who they are."""
    at = reading.clauses.index(clause)
    before = reading.clauses[at - 1] if at else None
    if before is None or before.sentence != clause.sentence or before.tokens[-1].folded not in _OTHERWISE:
        return False
    return is_identity_check(before.tokens, reading.grammar)


_OTHERWISE = ("then", "otherwise", "else")


def _jobs(clause: Clause, grammar: Grammar, handed: frozenset[int]) -> list[Job]:
    if speaks_of_the_team(clause.tokens):
        return []
    jobs = [
        replace(job, statement=turned(job.statement))
        if is_callers_side(clause.tokens[: job.start], job.verb, grammar)
        else job
        for job in jobs_in(clause.tokens, grammar)
        if not _says_which(clause.tokens[: job.start])
        and clause.tokens[job.start].start not in handed
        and not gets_somebody(clause.tokens, job.start)
    ]
    return [] if len(jobs) < _SEVERAL and is_identity_check(clause.tokens, grammar) else jobs


_SEVERAL = 3
"""Jobs of a clause, from which on a word about who calls makes no check of identity of all of it."""


def _hands_over(clause: Clause, handed: frozenset[int]) -> bool:
    """Somebody who is named gets those calls, so that they are no goal of the agent."""
    return any(token.start in handed for token in clause.tokens)


def _says_which(before: Sequence[Token]) -> bool:
    """“everything that can | wait till morning”, “decide whether it can | wait”: what is meant, and no job."""
    words = [t.folded for t in before[-3:]]
    if len(words) < 3:
        return False
    return words[0] == "whether" or (words[0] in word_set("anything") and words[1] in ("that", "which"))


def _without_fields(jobs: list[Job]) -> list[Job]:
    """What is only asked for serves another goal; it is one itself where there is no other."""
    return [job for job in jobs if not asks_for_fields(tokens_of(job.statement))]


def _whole(job: Job, usual: Sequence[str], grammar: Grammar) -> str:
    """“books, cancels”: of what, the usual jobs of the trade say."""
    if " " in job.statement or grammar.language != "en" or job.verb not in lexicon("objects")["verbs"]:
        return job.statement
    objects = lexicon("objects")["by_job"]
    return f"{job.statement} {next((objects[job_id] for job_id in usual if job_id in objects), objects['other'])}"
