"""“I meant theft reports”, “it was Swiftbox, sorry”: in place of what the last message of that person set."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from engine.document.changes import Set
from engine.document.spec import AgentSpec
from engine.interview.guided.corrections.named import last_items
from engine.interview.guided.corrections.replacing import rewritten
from engine.interview.guided.corrections.vocabulary import first, phrases, without_around, words
from engine.interview.guided.targets import part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined
from engine.sentences import quoted

_LONGEST = 14
_SINGLE = ("company", "name", "role", "audience", "greeting")


def meant(part: Part) -> Meaning | None:
    """None where nothing was set just before, or the words are no value."""
    tokens = _from_the_phrase(part.tokens)
    said = phrases("meant").at(tokens, 0) if tokens else None
    was = phrases("was").at(tokens, 0) if tokens and first("mistyped", part.tokens) else None
    hit = said or was
    if hit is None and (name := _another_name(part)):
        return _single(part, name)
    if hit is None or len(tokens) > _LONGEST or "?" in part.text:
        return None
    end = next((h.start for h in phrases("mistyped").find(tokens) if h.start > hit.end), len(tokens))
    value = _value(tokens[hit.end : end])
    if not value or value[0].folded in words("taken_back") or phrases("pronouns").at(value, 0):
        return None
    return _single(part, value) or _item(part, value)


def _another_name(part: Part) -> Sequence[Token]:
    """“no, Sam”: nothing but a name behind what takes back."""
    told = without_around(part.tokens)
    back = told and told[0].start > part.tokens[0].start and part.tokens[0].folded in words("taking_back")
    return told if back and len(told) <= _MOST_OF_A_NAME and all(t.is_capital for t in told) else ()


_MOST_OF_A_NAME = 3


def _from_the_phrase(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """From “I meant” on, where only “no, sorry” and the like stands before it."""
    hit = first("meant", tokens)
    return tuple(tokens[hit.start :]) if hit and not without_around(tokens[: hit.start]) else without_around(tokens)


def _value(tokens: Sequence[Token]) -> tuple[Token, ...]:
    kept = without_around(tokens)
    while kept and kept[0].folded in ("the", "a", "an", "that", "to"):
        kept = kept[1:]
    return tuple(kept)


def _single(part: Part, value: Sequence[Token]) -> Meaning | None:
    new = joined(part.text, value)
    path = _last_single(part, new)
    if not path:
        return None
    old = getattr(part.spec, path)
    return meaning(
        Set.model_validate({"path": path, "value": new}), says=f"Now {quoted(new)} instead of {quoted(old)}."
    )


def _last_single(part: Part, new: str) -> str:
    """The single value that the same person set last and that is most like the new one."""
    own = {m.id for m in (*part.history, part.message) if m.author.id == part.message.author.id}
    paths = [p for p in _SINGLE if (o := part.spec.origins.get(p)) and o.message in own and getattr(part.spec, p)]
    latest = _latest(part, paths)
    return max(latest, key=lambda p: fuzz.ratio(new.casefold(), getattr(part.spec, p).casefold()), default="")


def _latest(part: Part, paths: Sequence[str]) -> list[str]:
    """Of these paths, those that the newest message set; none where that message set only something else."""
    for message in (part.message, *reversed(part.history)):
        touched = [p for p, origin in part.spec.origins.items() if origin.message == message.id]
        if touched:
            return [p for p in paths if p in touched]
    return []


def _item(part: Part, value: Sequence[Token]) -> Meaning | None:
    items = [i for i in last_items(part) if i.part in ("goals", "transfers", "guardrails", "data_fields", "knowledge")]
    new = joined(part.text, value)
    if not items or part_named(value):
        return None
    item = max(items, key=lambda i: fuzz.token_set_ratio(new.casefold(), i.words))
    change = rewritten(item, new, part)
    return meaning(change, says=f"Now {quoted(new)} instead of {quoted(item.label)}.") if change else None


__all__ = ["AgentSpec", "meant"]
