"""Taking the last change back, in all the forms that people use for it; the reply names what is taken back."""

from collections.abc import Sequence

from engine.document.changes import Undo
from engine.document.diff import diff
from engine.interview.guided.corrections.vocabulary import first, phrases, without_around, words
from engine.interview.guided.targets import covered, items_of
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token
from engine.sentences import listed, quoted

_LONGEST = 16
_MOST_NAMED = 3


def undo(part: Part) -> Meaning | None:
    """A message that is nothing but an order to take something back: “no wait, undo”, “nope, the way it was”."""
    if not _is_undo(part.tokens) or "?" in part.text.replace("please?", "").replace("you?", ""):
        return None
    if part.earlier is None:
        return Meaning(says="There is nothing to undo yet.")
    return meaning(Undo(), says=_taken_back(part))


def kept_after_all(part: Part) -> Meaning | None:
    """“no, keep it”, “leave the reminders in”, “put it back”: what the last change took out stays."""
    tokens = without_around(part.tokens)
    hit = first("keeping_after_all", tokens) if len(tokens) <= _LONGEST else None
    if hit is None or part.earlier is None or hit.start > _FURTHEST or "?" in part.text:
        return None
    there = {item.path for item in items_of(part.spec)}
    gone = [item for item in items_of(part.earlier) if item.path not in there]
    said = [t for t in tokens[hit.end :] if t.is_word and t.folded not in words("around") | {"back", "in", "there"}]
    pointing = all(t.folded in words("pointing") | words("hollow") for t in said)
    if not gone or not (pointing or any(covered([t.folded], item) for t in said for item in gone)):
        return None
    return meaning(Undo(), says=_taken_back(part))


_FURTHEST = 5


def _is_undo(tokens: Sequence[Token]) -> bool:
    """An undoing phrase, and beside it only what it takes back and words that change nothing."""
    if len(tokens) > _LONGEST:
        return False
    hits = phrases("undoing").find(tokens)
    inside = {i for hit in hits for i in range(hit.start, hit.end)}
    rest = (t for i, t in enumerate(tokens) if i not in inside)
    return bool(hits) and all(t.folded in words("taken_back") | words("around") or not t.is_word for t in rest)


def _taken_back(part: Part) -> str:
    assert part.earlier is not None
    lines = [line for line in diff(part.spec, part.earlier) if not line.path.startswith("flow")]
    texts = [quoted(line.before or line.after) for line in lines if line.before or line.after]
    more = [f"{len(texts) - _MOST_NAMED} more"] if len(texts) > _MOST_NAMED else []
    return f"Taken back: {listed([*texts[:_MOST_NAMED], *more])}." if texts else "Taken back."
