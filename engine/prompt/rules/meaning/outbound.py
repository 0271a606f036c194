"""Before the right person is on the line, nothing is said but who is calling."""

import re
from collections.abc import Iterator

from engine.prompt.languages import language_of
from engine.prompt.rules.meaning.voices import greetings_in
from engine.prompt.rules.reach import telling
from engine.prompt.rules.rule import Found, Rule, Subject, short

_ASKS_WHO = re.compile(r"(?i)\b(?:am i speaking|speaking with|speaking to|is this|is that|may i speak|could i speak)\b")
_VARIABLE = re.compile(r"\{\{[^}]*\}\}")
_COURTESY = telling(
    "hello hi good morning afternoon evening day calling call from name's name speaking speak with person virtual "
    "digital "
    "automated assistant behalf please moment right now am this is that mr mrs ms dear recorded line agent"
)
_RIGHT_PERSON = re.compile(r"(?i)\bright person\b|\bidentity check\b|\bbefore anything private\b")


def _matter_in_greeting(subject: Subject) -> Iterator[Found]:
    """A greeting that says what it is about is heard by whoever answers."""
    if not subject.outbound or not _RIGHT_PERSON.search(subject.document.text):
        return
    spec = subject.spec
    own = telling(" ".join(filter(None, (spec.company, spec.name, spec.role)))) if spec else frozenset()
    own |= telling(subject.document.of("identity"))
    for block in subject.document.blocks:
        for greeting in greetings_in(block):
            said = _VARIABLE.sub("", greeting)
            if _ASKS_WHO.search(said) and language_of(said) in ("en", None) and telling(said) - own - _COURTESY:
                message = f"The greeting tells whoever answers what it is about: “{short(greeting)}”."
                yield Found(message, "greeting", block.line)


OUTBOUND_RULES = (
    Rule(
        "meaning.greeting_private", "warning", "Meaning", _matter_in_greeting, "whoever answers hears what is private"
    ),
)
