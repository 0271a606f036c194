"""The role that an opening suggests without naming it: “our pizzeria … takes orders” -> order taker."""

from collections.abc import Mapping
from functools import cache

from engine.interview.guided.other_languages import is_other, pieces_in
from engine.interview.guided.reading import Reading
from engine.interview.guided.recognisers.calling import calls_out
from engine.interview.guided.recognisers.industry import trades
from engine.language.jobs import jobs_in
from engine.language.lexicon import book, lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token
from engine.tools.selector import needs_in

_ANSWERING = frozenset(("book_appointment", "take_message"))
"""Who books and takes messages sits at a front desk, whatever the trade."""


def derived_role(reading: Reading) -> str:
    """By the subject (“debt collection”), else by trade and tools, else by tools; empty where nothing is asked for."""
    needed = {need.id for clause in reading.said for need in needs_in(clause.text)}
    if is_other(reading.language):
        needed |= set(pieces_in(reading.text, "tools"))
        if roles := pieces_in(reading.text, "roles"):
            return roles[0]
    subject = _subject(reading)
    if subject or not (needed or _speaks_of_an_agent(reading) or _names_a_job(reading)):
        return subject
    table, trade = lexicon("roles_by_trade"), _trade(reading.tokens)
    if calls_out(reading):
        of_trade = _first(table["by_trade_outbound"].get(trade, {}), needed)
        if role := _first(table["outbound_first"], needed) or of_trade or _first(table["outbound"], needed):
            return role
    if role := _first(table["by_trade"].get(trade, {}), needed):
        return role
    return "receptionist" if needed >= _ANSWERING else _first(table["by_tool"], needed)


def _subject(reading: Reading) -> str:
    hits = (hit for clause in reading.said for hit in _subjects().find(clause.tokens))
    return next((hit.value for hit in hits), "")


def _names_a_job(reading: Reading) -> bool:
    """“mobile dog groomer: answer, book, text me”: nothing is asked for by name, but a trade and what to do."""
    return bool(_trade(reading.tokens)) and any(jobs_in(clause.tokens, reading.grammar) for clause in reading.said)


def _speaks_of_an_agent(reading: Reading) -> bool:
    return any(book("roles", "heads").find(clause.tokens) for clause in reading.said)


def _trade(tokens: tuple[Token, ...]) -> str:
    """The first that is named: what somebody is comes before what they deliver."""
    return next((hit.value for hit in trades().find(tokens)), "")


def _first(table: Mapping[str, str], needed: set[str]) -> str:
    return next((role for tool, role in table.items() if tool in needed or tool == "else"), "")


@cache
def _subjects() -> PhraseBook:
    return book("roles_by_trade", "by_subject")
