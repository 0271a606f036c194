"""A rule without a negation: “always read the address back”. What is forbidden, the guardrails read."""

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import clauses_of
from engine.language.text import sentence_case, slug

_LONGEST = 290


def rule(part: Part) -> Meaning | None:
    """None where something is negated: then it is cut into clauses, and each is read for itself."""
    if any(clause.negated for clause in clauses_of(part.text, part.language)):
        return None
    statement = sentence_case(" ".join(part.text.split()).rstrip(" .!"))[:_LONGEST]
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))
