"""A rule without a negation: “always read the address back”. What is forbidden, the guardrails read."""

from collections.abc import Sequence

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import Clause, clauses_of
from engine.language.text import sentence_case, slug

_LONGEST = 290


def _speaks_of_what_stood_before(negated: Sequence[Clause]) -> bool:
    """“card details they type in, | never say them”: the rule makes no sense without what “them” is."""
    return all(len(c.tokens) <= _FEW and c.tokens[-1].folded in ("them", "it", "that", "this") for c in negated)


_FEW = 4


def rule(part: Part) -> Meaning | None:
    """None where something is negated: then it is cut into clauses, and each is read for itself."""
    negated = [clause for clause in clauses_of(part.text, part.language) if clause.negated]
    if negated and not _speaks_of_what_stood_before(negated):
        return None
    statement = sentence_case(" ".join(part.text.split()).rstrip(" .!"))[:_LONGEST]
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))
