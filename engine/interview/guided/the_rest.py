"""Nothing that a sentence tells is dropped: where the values read from a fact or a rule leave words of it out, the
sentence is kept beside them, as the team said it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from engine.document.changes import Add, Set
from engine.document.spec import Tool
from engine.interview.guided.by_place import filed
from engine.interview.guided.facts.kept import noted
from engine.interview.guided.reading import Found
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import Utterance
from engine.language.telling import telling_words

_TOLD = 0.5
"""The probability that it is a fact or a rule, from which its words are looked after."""
_COVERED = 0.5
"""The share of its telling words that must stand in what was read."""
_ENDING = 6
"""Digits; a telephone number is kept with its country before it."""
_AS_THEY_ARE = ("languages", "platforms", "tone", "runtime.hours", "greeting")
"""Their values say it in other words."""


def with_the_rest(told: Meaning, utterance: Utterance, part: Part) -> Meaning:
    """The meaning, and the whole sentence where a part of it was left out; its pieces then go into that."""
    if not told.found or told.question or told.answered or not _adds(told.found):
        return told
    telling = utterance.beside_the_question.judged.share(("fact", "rule")) >= _TOLD
    missing = not _has_numbers(told.found, part) or (telling and not covers(told.found, part.text))
    if not missing or utterance.tells_nothing:
        return told
    # Whose number it is was told for handing over, and to no caller.
    kept = noted(part) if any(_part_of(f) == "transfers" for f in told.found) else filed(utterance, part)
    pieces = tuple(
        f for f in told.found if not (isinstance(f.change, Add) and f.change.part in ("guardrails", "notes"))
    )
    return replace(told, found=(*pieces, *kept.found), says=" ".join(filter(None, (told.says, kept.says))))


def _part_of(found: Found) -> str:
    return str(getattr(found.change, "part", ""))


def says_something(told: Meaning) -> bool:
    """More than what somebody's words only suggest."""
    return any(f.how == "said" for f in told.found) or bool(told.says or told.question or told.answered)


def covers(found: Sequence[Found], text: str) -> bool:
    """Whether most of its telling words stand in what was read."""
    words = telling_words(text)
    return len(words & telling_words(_dumped(found))) >= _COVERED * len(words)


def _adds(found: Sequence[Found]) -> bool:
    """Nothing is corrected, approved or configured, and no value is taken that says it in other words."""
    return all(
        isinstance(f.change, Add) or (isinstance(f.change, Set) and f.change.path not in _AS_THEY_ARE) for f in found
    )


def _has_numbers(found: Sequence[Found], part: Part) -> bool:
    """What a tool of the catalog brings is its own, and nobody's “300”."""
    read = _digits(_dumped([f for f in found if not _is_of_the_catalog(f)]))
    return all(_digits(t.text)[-_ENDING:] in read for t in part.tokens if t.text[0].isdigit() or t.text[0] == "+")


def _is_of_the_catalog(found: Found) -> bool:
    change = found.change
    return isinstance(change, Add) and isinstance(change.item, Tool) and change.item.catalog is not None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _dumped(found: Sequence[Found]) -> str:
    return json.dumps([f.change.model_dump(mode="json") for f in found], ensure_ascii=False)
