"""“If it's the wrong person, only say …” -> what an outgoing call does then, in place of the playbook's way."""

from functools import cache

from engine.document.changes import AddToGoal
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import fold, joined, sentence_case
from engine.sentences import quoted

_FURTHEST = 5
"""Words before the name of the case: “and if it is”."""
_SHORTEST = 2
_BANS = frozenset({"do", "don't", "dont", "never", "not", "no", "nie", "nicht", "kein", "keine", "nunca", "ne"})
"""“Never say which department” is a rule beside the way, not the way."""
_CASES = ("wrong_person", "voicemail")


def outbound_case(part: Part) -> Meaning | None:
    """Only of an agent that calls, and only for goals whose playbook knows the case."""
    hit = next(iter(_phrases().find(part.tokens)), None) if part.spec.direction == "outbound" else None
    if hit is None or hit.start > _FURTHEST or hit.start == 0 or "?" in part.text:
        return None
    words = list(part.tokens[hit.end :])
    while words and (not words[0].is_word or words[0].folded in _verbs()):
        words.pop(0)
    if len([t for t in words if t.is_word]) < _SHORTEST or words[0].folded in _BANS:
        return None
    from engine.playbooks import known_job  # not before somebody has written

    then = sentence_case(joined(part.text, words).rstrip("."))[:299] + "."
    known = [(goal, job.case(hit.value)) for goal in part.spec.goals if (job := known_job(goal.playbook))]
    changes = [AddToGoal(goal=g.id, part="cases", item={"when": c.when, "then": then}) for g, c in known if c]
    return meaning(*changes, says=f"{_SAID[hit.value]}: {quoted(then)}") if changes else None


_SAID = {"wrong_person": "When somebody else answers", "voicemail": "On a voicemail"}


@cache
def _verbs() -> frozenset[str]:
    return frozenset(map(fold, lexicon("outbound_cases")["verbs"]))


@cache
def _phrases() -> PhraseBook:
    return PhraseBook({case: lexicon("outbound_cases")[case] for case in _CASES})
