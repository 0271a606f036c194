"""“No, not check-ups: vaccinations”: a correction that no edit understands is asked about, and makes no rule."""

from engine.interview.guided.understanding import Meaning, Part
from engine.language.clauses import clauses_of
from engine.sentences import quoted


def unclear_correction(part: Part) -> Meaning | None:
    """None where nothing is negated: what is wanted instead is read like anything that is wanted."""
    if not any(clause.negated for clause in clauses_of(part.text, part.language)):
        return None
    return Meaning(
        says=f"I take {quoted(part.text)} as a correction, but I do not see of what; nothing has changed. Name the "
        "part and what it should be, such as “replace the second goal with …”."
    )
