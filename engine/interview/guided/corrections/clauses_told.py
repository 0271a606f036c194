"""Which clause of what was told a correction speaks of: of the facts, the notes, the rules, the hours and of who takes
over.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.interview.guided.corrections.kinds import Value, times_in, values_in
from engine.interview.guided.corrections.telling_words import content
from engine.interview.guided.corrections.texts import HOURS, Text, texts_of
from engine.interview.guided.targets import same_word
from engine.interview.guided.understanding import Part
from engine.language.text import sentence_case, tokens_of

_TOLD = ("knowledge", "notes", "transfers", "guardrails", "runtime")
"""Where facts are kept, in rules too. Goals and fields are corrected by their names."""
_ENOUGH = 0.5
"""Share of the words that the clause must have, for its value or for all of it."""
_RECENT = 3
"""Messages of people, from the last one back, that a value alone may correct."""
_CLAUSE = re.compile(r"[^,;.!?]+(?:[.,:](?=\d)[^,;.!?]+)*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a text that says one thing."""

    of: Text
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.of.value[self.start : self.end]

    def with_words(self, new: str) -> str:
        """The whole text with `new` for this clause."""
        before, after = self.of.value[: self.start], self.of.value[self.end :]
        return f"{before}{new if before.strip() else sentence_case(new)}{after}"


def clauses_told(part: Part) -> Iterator[Clause]:
    """Every clause of what is told to callers, noted or known of who takes over."""
    for text in texts_of(part.spec):
        if text.part in _TOLD and not text.path.endswith(".title"):
            for match in _CLAUSE.finditer(text.value):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield Clause(text, start, match.end() - len(match[0]) + len(match[0].rstrip()))


def speaking_of(said: Sequence[str], part: Part, *, whole: bool) -> list[Clause]:
    """The clauses that have most of these words, the rarer the better; several where they are equally good.
    `whole`: only those that have them all."""
    own = [(clause, _own_words(clause, part)) for clause in clauses_told(part)]
    having = Counter(word for _, has in own for word in has)
    if len(said) > 1 and not any(same_word(said[0], other) for other in having):
        return []  # “students pay 11 for a day pass” speaks of somebody new
    scored = [(_share(said, has, having, whole=whole), clause) for clause, has in own]
    best = max((score for score, _ in scored), default=0.0)
    return [clause for score, clause in scored if score == best] if best >= (1.0 if whole else _ENOUGH) else []


def _own_words(clause: Clause, part: Part) -> tuple[str, ...]:
    """Of its text; of a transfer all that is known of it: “the extension changed” speaks of a number."""
    if clause.of.path == HOURS:
        return ("hour", "open", "time", *content(tokens_of(clause.words)))
    if clause.of.part == "transfers":
        return content(tokens_of(" ".join(t.value for t in texts_of(part.spec) if t.item == clause.of.item)))
    return content(tokens_of(clause.words))


def _share(said: Sequence[str], has: Sequence[str], having: Counter[str], *, whole: bool) -> float:
    """Of the words that anything told has; “grands are 110 with the new strings” is still about grands."""
    known = [word for word in said if whole or any(same_word(word, other) for other in having)]
    found = [word for word in known if any(same_word(word, other) for other in has)]
    return len(found) / len(known) if known and 2 * len(known) >= len(said) else 0.0


def just_said(values: Sequence[Value], part: Part) -> list[Clause]:
    """Clauses with a value of this kind in what was said last, by whomever; else wherever there is only one."""
    people = [message.id for message in reversed(part.history) if message.role == "person"][:_RECENT]
    told = [c for c in clauses_told(part) if any(v.may_replace(o) for v in values for o in values_of(c, v))]
    found = ([c for c in told if _came_with(message, c.of, part)] for message in people)
    return next(filter(None, found), told if len(told) == 1 else [])


def _came_with(message: str, text: Text, part: Part) -> bool:
    return any(o.message == message and path.startswith(text.item) for path, o in part.spec.origins.items())


def values_of(clause: Clause, new: Value) -> Iterator[Value]:
    """Those of the clause; the ends of a span where one time is meant. Hours have days and times and nothing else."""
    if clause.of.path == HOURS and new.kind not in ("days", "span", "time", ""):
        return
    for value in values_in(clause.words):
        yield from times_in(value) if value.kind == "span" and new.kind != "span" else (value,)
