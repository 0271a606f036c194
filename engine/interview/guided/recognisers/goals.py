"""What the agent does, one goal for each distinct job."""

from collections.abc import Iterator

from engine.changes import add
from engine.interview.guided.jobs import Job, jobs_in
from engine.interview.guided.lexicon import lexicon
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.industry import trade_in
from engine.interview.guided.text import slug
from engine.spec import Goal

_MOST = 20


def goals(reading: Reading) -> Iterator[Found]:
    known = {goal.id for goal in reading.spec.goals}
    for statement in statements_in(reading)[:_MOST]:
        key = slug(statement)
        if key not in known:
            known.add(key)
            yield Found(add("goals", Goal(id=key, statement=statement[:300])))


def statements_in(reading: Reading) -> list[str]:
    """Every job of the affirmative clauses as an imperative, in order."""
    found = [_whole(job, reading) for clause in reading.said for job in jobs_in(clause.tokens, reading.grammar)]
    return list(dict.fromkeys(found))


def verbs_in(reading: Reading) -> set[str]:
    """What the agent does, as the verbs alone."""
    return {job.verb for clause in reading.said for job in jobs_in(clause.tokens, reading.grammar)}


def _whole(job: Job, reading: Reading) -> str:
    """“books, cancels”: of what, the trade says."""
    if " " in job.statement or reading.grammar.language != "en" or job.verb not in lexicon("objects")["verbs"]:
        return job.statement
    trade = trade_in(reading)
    objects = lexicon("objects")["by_industry"]
    return f"{job.statement} {objects.get(trade['industry'] if trade else '', objects['other'])}"
