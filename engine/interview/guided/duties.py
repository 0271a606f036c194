"""Goals that are named without a verb: needs of a clause in which the job parser finds nothing."""

from collections.abc import Iterator, Sequence

from engine.interview.guided.lexicon import lexicon
from engine.interview.guided.reading import Reading
from engine.tools.selector import needs_in

_LAST_RESORT = ("search_knowledge_base",)
"""Said only where there is no other goal."""


def unspoken_goals(reading: Reading, silent: Sequence[str], spoken: Sequence[str]) -> Iterator[str]:
    """One statement for each need of the `silent` clauses that no `spoken` goal covers, in the message's language."""
    covered = {need.id for statement in spoken for need in needs_in(statement)}
    table = lexicon("goals_by_tool")
    told = bool(spoken)
    for clause in silent:
        for need in needs_in(clause):
            if need.reason or need.id in covered or need.id not in table or (told and need.id in _LAST_RESORT):
                continue
            covered.add(need.id)
            told = True
            yield str(table[need.id].get(reading.grammar.language, table[need.id]["en"]))
