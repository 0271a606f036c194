"""“Leave the rest open”, “we don't have an API yet”: every open setting becomes a named placeholder."""

from functools import cache

from engine.document.changes import Skip
from engine.document.stages import progress_of
from engine.interview.asking.consulting import DEFAULTS
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook

_MOST_WORDS = 14


def leave_open(part: Part) -> Meaning | None:
    """Only where settings of tools are open, and in a short sentence; anything else is somebody else's affair."""
    if len(part.tokens) > _MOST_WORDS or not _phrases().find(part.tokens):
        return None
    if part.asked and part.asked.path.startswith(("questions.", "fallback")):
        rest = next((s for s in part.asked.suggestions if s.says == DEFAULTS), None)
        return meaning(*(rest.changes if rest else part.asked.offer), says="Then I use my suggestions for now.")
    paths = [p for p in progress_of(part.spec).missing if p.startswith(("tools.", "transfers"))]
    if not paths:
        late = part.asked is None or part.asked.path.startswith("approval:") or part.asked.path == "platforms"
        return Meaning(says="There is nothing left to leave open.") if late else None
    return meaning(
        *(Skip(path=path) for path in paths),
        says=f"Left open as named placeholder{'s' if len(paths) > 1 else ''}; you can fill them in at any time.",
    )


@cache
def _phrases() -> PhraseBook:
    return PhraseBook({"open": lexicon("answers")["leave_open"]})
