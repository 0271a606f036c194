"""Goals that are named without a verb: needs of a clause in which the job parser finds nothing."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.interview.guided.other_languages import is_other, pieces_in
from engine.interview.guided.reading import Reading
from engine.language.headings import bullets_in, items_under
from engine.language.jobs import jobs_in
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import sentence_case, tokens_of
from engine.tools.selector import needs_in

_LAST_RESORT = ("search_knowledge_base", "create_ticket")
"""Said only where there is no other goal."""


def unspoken_goals(
    reading: Reading, silent: Sequence[str], spoken: Sequence[str], handed_to_somebody: bool = False
) -> Iterator[str]:
    """One statement for each need of the `silent` clauses that no `spoken` goal covers, in the message's language."""
    from engine.playbooks import statement_for  # no screen needs it before somebody has written

    covered = {need.id for text in (*spoken, *(clause.text for clause in reading.negated)) for need in needs_in(text)}
    told = bool(spoken)
    needed = [need.id for clause in silent for need in needs_in(clause) if not need.reason]
    if is_other(reading.language):
        needed += pieces_in(reading.text, "tools")
    handed = (
        not handed_to_somebody
        and _hands_over(reading)
        and not any(_handovers().find(tokens_of(goal)) for goal in spoken)
    )
    for tool in dict.fromkeys([*needed, *(("transfer_to_human",) if handed else ())]):
        if tool in covered or (told and tool in _LAST_RESORT):
            continue
        if statement := statement_for(tool, reading.grammar.language):
            told = True
            yield statement


def _hands_over(reading: Reading) -> bool:
    """“roadside problems (→ transfer)”, “gas smell → on-call tech”; a bank transfer hands over no call."""
    for clause in reading.said:
        for hit in _handovers().find(clause.tokens):
            near = {t.folded for t in clause.tokens[max(0, hit.start - 2) : hit.end + 3]}
            if not near & set(lexicon("handovers")["not_calls"]):
                return True
    return False


@cache
def _handovers() -> PhraseBook:
    return PhraseBook({"handover": lexicon("handovers")["handover"]})


def headed_goals(reading: Reading) -> Iterator[str]:
    """“SCOPE: 1. Outage check by postcode”: under such a heading even a thing without a verb is a job."""
    for item in (*items_under(reading.text, "goals"), *bullets_in(reading.text)):
        tokens = tokens_of(item)
        negated = reading.grammar.negators.find(tokens)
        if len(tokens) <= _LONGEST_ITEM and not negated and not jobs_in(tokens, reading.grammar):
            yield sentence_case(item)


_LONGEST_ITEM = 9
