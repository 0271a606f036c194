"""Who calls whom, said after the opening: “it's calling them, not them calling us”, “this is outbound”."""

from engine.document.changes import Set
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.direction import direction_stated
from engine.interview.guided.understanding import Meaning, Part, meaning


def who_calls(part: Part) -> Meaning | None:
    """The direction that is stated outright, in place of the one that was understood before, whatever is asked."""
    if not part.spec.direction or part.text.rstrip().endswith("?"):
        return None
    stated = direction_stated(read(part.text, part.language, part.spec, opening=False))
    if not stated:
        return None
    if stated == part.spec.direction:
        return Meaning(says=_AS_IT_IS[stated])
    return meaning(Set.model_validate({"path": "direction", "value": stated}))


_AS_IT_IS = {"inbound": "Yes: they call, and it answers.", "outbound": "Yes: it makes the calls."}
"""By the direction that stands already."""
