"""What somebody says an agent should have done, as an instruction for the step that did not.

`it should have asked for the name first` -> `Ask for the name first.` The team's own words stay where that is unsure.
"""

import re
from collections.abc import Iterator, Mapping

from engine.language.grammar import grammar_of

_LONGEST = 300
_SHOULD = re.compile(
    r"^(?:it|she|he|they|the agent) should(?P<no> not|n['’]t)?(?P<have> have)? (?P<verb>[a-z]+)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(r"(?:it|she|he|they|the agent) should(?: have)?", re.IGNORECASE)
_ME, _MY = re.compile(r"\bme\b"), re.compile(r"\bmy\b")
"""Whoever plays the caller speaks of the caller."""
_IRREGULAR: Mapping[str, str] = {
    "given": "give", "gone": "go", "made": "make", "put": "put", "read": "read", "said": "say", "sent": "send",
    "spoken": "speak", "taken": "take", "told": "tell", "understood": "understand", "used": "use",
}  # fmt: skip


def instruction_from(should: str) -> str:
    """Empty where nothing was said that it should have done."""
    words = " ".join(should.split()).rstrip(".!? ")
    if len(words.split()) < 2 or _EMPTY.fullmatch(words):
        return ""
    found = _SHOULD.match(words)
    base = _base_of(found["verb"].lower(), past=bool(found["have"])) if found else None
    if found and base:
        words = (
            f"{'do not ' if found['no'] else ''}{base}{_ME.sub('the caller', _MY.sub('the caller’s', found['rest']))}"
        )
    return f"{words[:1].upper()}{words[1:]}."[:_LONGEST]


def _base_of(verb: str, *, past: bool) -> str | None:
    bases = {*(v.lemma for v in grammar_of("en").verbs.values()), *_IRREGULAR.values()}
    if not past:
        return verb if verb in bases else None
    return _IRREGULAR.get(verb) or next((base for base in _bases(verb) if base in bases), None)


def _bases(participle: str) -> Iterator[str]:
    """`asked` -> ask, aske; `verified` -> verify; `stopped` -> stop. Only one of them is a verb."""
    if participle.endswith("ied"):
        yield f"{participle[:-3]}y"
    if participle.endswith("ed"):
        yield participle[:-2]
        yield participle[:-1]
        if participle[-3:-2] == participle[-4:-3]:
            yield participle[:-3]
