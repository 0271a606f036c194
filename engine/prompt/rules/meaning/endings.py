"""Orders that never end, and what comes after the end: a wait without a cap, a step after the goodbye."""

import re
from collections.abc import Iterator

from engine.prompt.document import Block
from engine.prompt.rules.meaning.reading import told
from engine.prompt.rules.rule import Found, Rule, Subject, short

_ENDLESS = re.compile(
    r"(?i)\bas (?:often|long|many times) as (?:it takes|needed|necessary|you (?:can|need)|they)\b|"
    r"\b(?:again and again|over and over|forever|indefinitely|endlessly|without (?:a )?(?:limit|end|pause))\b|"
    r"\b(?:keep (?:on )?|go on |carry on |continue )\w+ing\b[^.;]*\buntil\b|"
    r"\b(?:repeat|retry|ask|try)\b[^.;]*\buntil (?:it|they|he|she|the \w+) (?:\w+ )?(?:answer|agree|match|work|say|"
    r"accept|give|succeed|take|choose)\w*"
)
"""Something repeated or waited for."""
_HOLDS_THEM = re.compile(
    r"(?i)\b(?:never|do not|don['’]t) (?:let (?:them|the \w+) (?:go|hang up|leave|end)|take no for)\b"
)
_NEVER_ENDS = re.compile(r"(?i)\b(?:never|do not|don['’]t) (?:end|hang up|close)\b")
"""Of somebody who is silent or cannot be understood."""
_CAPPED = re.compile(
    r"(?i)\b(?:once|twice|times|tries|attempts|at most|minutes?|seconds?|or (?:end|hang|hand|take|offer))\b"
)
_BANNED = re.compile(r"(?i)\b(?:never|do not|don['’]t|not)\b")
_AFTER_THE_END = re.compile(
    r"(?i)\b(?:once|when|as soon as) (?:you have (?:hung up|ended the call|said goodbye)|"
    r"the call (?:has ended|is over))|"
    r"\bafter (?:the )?(?:goodbye|`?end_call`?|hang(?:ing)? up|end of the call|"
    r"(?:you have |having )?(?:ended|hung up|said goodbye)|call (?:has |is )?(?:ended|over))"
)
_WRITES = re.compile(r"(?i)\b(?:summary|note|record|log|write)\b")
_ENDS = re.compile(r"(?i)\bgoodbye\b[^\n]*\bend|^(?:end the call|hang up)")
_ON_CONDITION = re.compile(r"(?i)\b(?:if|when|unless|otherwise|else|voicemail|before)\b")


def _without_an_end(subject: Subject) -> Iterator[Found]:
    for sentence in subject.document.sentences:
        held = sentence.block.kind == "unclear" and _NEVER_ENDS.search(sentence.text)
        if held or _endless(sentence.text):
            yield told(subject, "Nothing ends this", sentence)


def _endless(text: str) -> bool:
    if _HOLDS_THEM.search(text):
        return True
    found = _ENDLESS.search(text)
    return bool(found and not _CAPPED.search(text) and not _BANNED.search(text[: found.start()]))


def _after_the_end(subject: Subject) -> Iterator[Found]:
    for sentence in subject.document.sentences:
        if _AFTER_THE_END.search(sentence.text) and not _WRITES.search(sentence.text):
            yield told(subject, "The call is over by then", sentence)
    yield from _after_the_last_step(subject)


def _after_the_last_step(subject: Subject) -> Iterator[Found]:
    ended: Block | None = None
    for block in subject.document.blocks:
        if block.heading or block.number is None or block.kind != "steps":
            ended = None if block.heading else ended
            continue
        follows = ended is not None and block.number > (ended.number or 0)
        if follows and not (_ON_CONDITION.search(block.text) or _ENDS.search(block.text)):
            message = f"The step before it has ended the call: “{short(block.text)}”."
            yield Found(message, block.title, block.line)
            return
        if _ENDS.search(block.text) and not _ON_CONDITION.search(block.text):
            ended = block


ENDING_RULES = (
    Rule(
        "meaning.no_end", "error", "Meaning", _without_an_end, "the agent goes round in circles until callers hang up"
    ),
    Rule("meaning.after_the_end", "error", "Meaning", _after_the_end, "nobody is on the line any more"),
)
