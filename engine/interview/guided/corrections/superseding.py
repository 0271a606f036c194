"""A value told anew by a sentence that does not say that it corrects: “single is 38 from january” where it was 36,
“nein, an Frau Wolf, +49 30 …” where Herr Krug had the calls. In every language: it is the values and words that meet.
"""

import re
from collections.abc import Iterator, Sequence

from engine.document.changes import Edit
from engine.interview.guided.corrections.clauses_told import Clause, clauses_told
from engine.interview.guided.corrections.kinds import Value, values_in
from engine.interview.guided.corrections.target import last_items
from engine.interview.guided.corrections.telling_words import content
from engine.interview.guided.corrections.told import written_anew
from engine.interview.guided.corrections.vocabulary import trimmed, without_around, words
from engine.interview.guided.facts.day_names import names_a_season
from engine.interview.guided.local_numbers import in_full
from engine.interview.guided.targets import same_word
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined, sentence_case, tokens_of

_LONGEST = 16
"""Words; who writes more tells something new."""
_COUNTED = ("", "money")
"""A bare number may stand for a price, and for nothing that has a unit of its own."""


def superseded(part: Part) -> Meaning | None:
    """One value, in words that one clause alone has all of, with another value of that kind in it."""
    colon = max((n + 1 for n, t in enumerate(part.tokens) if t.text == ":"), default=0)
    tokens = without_around(part.tokens[colon:])  # “two things: inspection is 130”
    new = [v for v in values_in(part.text) if v.kind not in ("days", "span", "time", "phone")]
    if "?" in part.text or len(tokens) > _LONGEST or len(new) != 1:
        return None
    said = content([t for t in tokens if t.text[0].isalpha() and not names_a_season((t,))], part.language)
    meant = [(c, old) for c in clauses_told(part) for old in _values(c, new[0]) if _speaks_of(c, said, part)]
    if not said or len({(c.of.item, c.words) for c, _ in meant}) != 1 or len(meant) > 1:
        return None
    clause, old = meant[0]
    if old.text == new[0].text:
        return None
    return written_anew(clause, f"{clause.words[: old.start]}{new[0].text}{clause.words[old.end :]}", part)


def _values(clause: Clause, new: Value) -> Iterator[Value]:
    for old in values_in(clause.words):
        if old.kind == new.kind or (old.kind in _COUNTED and new.kind in _COUNTED):
            yield old


def _speaks_of(clause: Clause, said: Sequence[str], part: Part) -> bool:
    own = content(tokens_of(clause.words), part.language)
    return all(any(same_word(word, other) for other in own) for word in said)


def renumbered(part: Part) -> Meaning | None:
    """Another person with another number, in the place of the one who was named last."""
    phones = [v for v in values_in(part.text) if v.kind == "phone"]
    back = any(t.folded in words("taking_back") or t.folded in _INSTEAD for t in part.tokens)
    if len(phones) != 1 or not back or "?" in part.text:
        return None
    last = [i for i in last_items(part) if i.part == "transfers"]
    if len(last) != 1:
        return None
    said = phones[0].text
    number = re.sub(r"[^\d+]", "", said) if said.startswith("+") else in_full(said, part.spec)
    name = _name([t for t in part.tokens if t.end <= phones[0].start])
    if number is None or not name:
        return None
    values = {"label": sentence_case(joined(part.text, name)), "destination": number}
    return meaning(Edit(part="transfers", id=last[0].key, values=values))


_INSTEAD = ("instead", "stattdessen", "lieber")


def _name(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The last row of words with capitals: “complaints should go to | Winston | instead”, “an | Frau Wolf |”."""
    row: list[Token] = []
    for token in reversed(trimmed(without_around(tokens))):
        if token.is_capital and token.is_word:
            row.insert(0, token)
        elif row:
            break
    return tuple(row)
