"""A rule in the team's own words: “always read the address back”, “18+ with ID, no exceptions”.

A plain prohibition (“never give medical advice”) is left to the guardrails, which say it as an order.
"""

from collections.abc import Sequence

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.own_words import own_words
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.clauses import Clause, clauses_of, is_remark
from engine.language.lexicon import word_set
from engine.language.text import fold, slug

_LONGEST = 290


def rule(part: Part) -> Meaning | None:
    """None where all of it is forbidden, or a job stands beside what is: then each clause is read for itself."""
    clauses = [c for c in clauses_of(part.text, part.language) if not is_remark(c)]
    negated = [clause for clause in clauses if clause.negated]
    points_back = _speaks_of_what_stood_before(negated)
    if negated and not points_back and (_forbids_all(clauses, negated) or whole(part).placed.place == "goals"):
        return None
    return in_own_words(part)


def in_own_words(part: Part) -> Meaning:
    """The whole sentence as a rule, once; less what only introduces it (“oh and”, “actually”)."""
    statement = own_words(part.text, _LONGEST)
    if any(fold(known.statement) == fold(statement) for known in part.spec.guardrails):
        return Meaning(says="That rule stands already.")
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))


def _forbids_all(clauses: Sequence[Clause], negated: Sequence[Clause]) -> bool:
    """What is not negated is only the beginning of a sentence: “and please”, “oh and”."""
    others = [clause for clause in clauses if clause not in negated]
    opening = word_set("discourse") | word_set("the_agent")
    return all(token.folded in opening for clause in others for token in clause.tokens if token.is_word)


def _speaks_of_what_stood_before(negated: Sequence[Clause]) -> bool:
    """“card details they type in, | never say them”: the rule makes no sense without what “them” is."""
    return all(len(c.tokens) <= _FEW and c.tokens[-1].folded in _POINTING for c in negated)


_POINTING = ("them", "it", "that", "this", "many", "much")
_FEW = 6
