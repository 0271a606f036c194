"""“no, the other one”, “the other branch”: of two that were told together, the one that was not taken."""

import re
from collections.abc import Iterator
from itertools import pairwise

from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.moving import given
from engine.interview.guided.corrections.target import last_items
from engine.interview.guided.corrections.texts import replaced, span_in, texts_of
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import tokens_of
from engine.sentences import quoted

_JOINT = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\bund\b|\boder\b|\by\b|\bet\b|\bou\b)\s*", re.IGNORECASE)
_BEFORE_A_NAME = re.compile(
    r"^(?:.*[:(]|.*\b(?:the|a|an|at|in|on|to|are|is|our|with|el|la|los|las|der|die|das|le|les|en|am|im|two)\b)?\s*",
    re.IGNORECASE,
)
_AFTER_A_NAME = re.compile(r"\s+(?:is|are|costs?|takes?|on|at|has|es|ist|est)\b.*|[.!:(].*", re.IGNORECASE | re.DOTALL)
_LONGEST = 4
"""Words of a name."""


def the_other(part: Part) -> Meaning | None:
    """None where nothing that was told last is one of two."""
    if "?" in part.text or not any(forms_in(without_around(part.tokens), "other")):
        return None
    items = {item.path: item for item in last_items(part)}
    texts = [t for t in texts_of(part.spec) if t.item in items and not t.path.endswith(".title")]
    for one, other in _pairs(part):
        for text in texts:
            if span_in(text.value, tokens_of(one)) and not span_in(text.value, tokens_of(other)):
                if text.part == "transfers":
                    return given(items[text.item], other, part)
                new = replaced(text.value, tokens_of(one), other)
                return meaning(text.written(new), says=f"Now {quoted(other)} instead of {quoted(one)}.")
    return None


def _pairs(part: Part) -> Iterator[tuple[str, str]]:
    """“two coordinators, Irina and Joel”, “two numbers: the desk is …, the workshop is …”: both ways round."""
    for message in reversed(part.history):
        if message.role == "person" and _TWO.search(message.text):
            for one, other in pairwise(map(_name, _JOINT.split(message.text))):
                alike = (
                    one[:1].isupper() == other[:1].isupper() and max(len(one.split()), len(other.split())) <= _LONGEST
                )
                yield from ((one, other), (other, one)) if one and other and alike else ()


_TWO = re.compile(r"\b(?:two|both|either|zwei|dos|deux)\b", re.IGNORECASE)


def _name(piece: str) -> str:
    """“on castle square” -> “castle square”; “we have two numbers: the desk is 555 0110” -> “desk”."""
    told = _AFTER_A_NAME.sub("", piece.rpartition(":")[2].strip())
    return _BEFORE_A_NAME.sub("", told, count=1).strip()
