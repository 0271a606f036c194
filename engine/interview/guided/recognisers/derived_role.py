"""The role that an opening suggests without naming it: “our pizzeria … takes orders” -> order taker."""

from collections.abc import Iterator

from engine.interview.guided.other_languages import is_other, pieces_in
from engine.interview.guided.reading import Reading
from engine.interview.guided.recognisers.calling import calls_out
from engine.interview.guided.recognisers.industry import trade_of
from engine.language.jobs import jobs_in
from engine.language.lexicon import book


def derived_role(reading: Reading) -> str:
    """By what it mainly does and for which trade; empty where nothing is asked for."""
    from engine.playbooks import role_for  # not before somebody has written

    if is_other(reading.language) and (roles := pieces_in(reading.text, "roles")):
        return roles[0]
    trade, jobs = trade_of(reading), list(dict.fromkeys(_jobs(reading)))
    if not (jobs or _speaks_of_an_agent(reading) or (trade and _says_what_to_do(reading))):
        return ""
    return role_for(jobs, trade, calls_out=calls_out(reading))


def _jobs(reading: Reading) -> Iterator[str]:
    from engine.playbooks import job_of_tool, jobs_for

    for clause in reading.said:
        yield from jobs_for(clause.text)
    if is_other(reading.language):
        yield from filter(None, map(job_of_tool, pieces_in(reading.text, "tools")))


def _says_what_to_do(reading: Reading) -> bool:
    """“mobile dog groomer: answer, book, text me”: no job is asked for by name."""
    return any(jobs_in(clause.tokens, reading.grammar) for clause in reading.said)


def _speaks_of_an_agent(reading: Reading) -> bool:
    return any(book("roles", "heads").find(clause.tokens) for clause in reading.said)
