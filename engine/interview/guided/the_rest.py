"""Nothing that a sentence tells is dropped: where the values read from a fact or a rule leave words of it out, the
sentence is kept beside them, as the team said it.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from engine.document.changes import Add, Set
from engine.interview.guided.by_place import filed
from engine.interview.guided.reading import Found
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import Utterance
from engine.language.telling import telling_words

_TOLD = 0.5
"""The probability that it is a fact or a rule, from which its words are looked after."""
_COVERED = 0.5
"""The share of its telling words that must stand in what was read."""
_NUMBER = re.compile(r"\d+")
_AS_THEY_ARE = ("languages", "platforms", "tone", "runtime.hours", "greeting")
"""Their values say it in other words."""


def with_the_rest(told: Meaning, utterance: Utterance, part: Part) -> Meaning:
    """The meaning, and the whole sentence where a part of it was left out; its pieces then go into that."""
    beside = utterance.beside_the_question
    if not told.found or told.question or beside.judged.share(("fact", "rule")) < _TOLD:
        return told
    if any(isinstance(f.change, Set) and f.change.path in _AS_THEY_ARE for f in told.found):
        return told
    if covers(told.found, part.text):
        return told
    kept = filed(utterance, part)
    pieces = tuple(f for f in told.found if not (isinstance(f.change, Add) and f.change.part in ("guardrails", "notes")))
    return replace(told, found=(*pieces, *kept.found), says=" ".join(filter(None, (told.says, kept.says))))


def covers(found: Sequence[Found], text: str) -> bool:
    """Whether its numbers and most of its telling words stand in what was read."""
    read = json.dumps([f.change.model_dump(mode="json") for f in found], ensure_ascii=False)
    if not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(read)):
        return False
    words = telling_words(text)
    return len(words & telling_words(read)) >= _COVERED * len(words)
