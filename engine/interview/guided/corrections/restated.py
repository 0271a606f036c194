"""“no wait, grands are 110”, “sorry, 48 hours”, “actually the deposit is not refundable”: what was told, told anew.

Of everything that is told to callers or noted, the clause that speaks of the same thing is meant. A value of the same
kind goes in the place of the old one; where there is none, the new words stand for the clause.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.document.changes import Change, Edit
from engine.interview.guided.corrections.spoken_of import content
from engine.interview.guided.corrections.texts import Text, texts_of
from engine.interview.guided.corrections.values_in import Value, values_in
from engine.interview.guided.corrections.vocabulary import first, without_around, words
from engine.interview.guided.facts.asked_by_callers import question_to
from engine.interview.guided.facts.statement import statement
from engine.interview.guided.targets import same_word
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined, sentence_case, tokens_of
from engine.sentences import quoted

_TOLD = ("knowledge", "notes", "transfers", "guardrails")
"""Where facts are kept, in rules too. Goals and fields are corrected by their names."""
_ECHOED = ("transfers", "guardrails")
"""Every reply says these anew where they have changed."""
_LONGEST = 24
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


def restated(part: Part) -> Meaning | None:
    """None where nothing is taken back, or nothing that was told speaks of the same."""
    tokens = without_around(part.tokens)
    if not tokens or len(tokens) > _LONGEST or "?" in part.text:
        return None
    new = joined(part.text, tokens)
    said, values = content([t for t in tokens if not t.text[0].isdigit()]), values_in(new)
    said = tuple(word for word in said if word not in words("names_of_values"))
    surely, bare = _takes_back(part.tokens), not said and _is_a_unit(values)
    if not (surely or bare or first("changed", part.tokens)):
        return None
    clauses = _speaking_of(said, part) if said else _just_said(values, part)
    other = _another_value(values, clauses, part)
    return other or (_another_clause(new, said, clauses, part) if said and surely else None)


def _takes_back(tokens: Sequence[Token]) -> bool:
    """Whether one of those that stand around it takes back what was said: “ok” and “please” do not."""
    told = without_around(tokens)
    around = [t for t in tokens if not told or t.start < told[0].start or t.start > told[-1].start]
    return any(t.folded in words("taking_back") for t in around)


def _is_a_unit(values: Sequence[Value]) -> bool:
    """“24h” alone can only mean the hours that were spoken of; “3” may answer anything."""
    return len(values) == 1 and values[0].kind != ""


def clauses_told(part: Part) -> Iterator[Clause]:
    """Every clause of what is told to callers, noted or known of who takes over."""
    for text in texts_of(part.spec):
        if text.part in _TOLD and not text.path.endswith(".title"):
            for match in _CLAUSE.finditer(text.value):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                yield Clause(text, start, match.end() - len(match[0]) + len(match[0].rstrip()))


def _speaking_of(said: Sequence[str], part: Part) -> list[Clause]:
    """The clauses that have most of these words, the rarer the better; several where they are equally good."""
    own = [(clause, content(tokens_of(clause.words))) for clause in clauses_told(part)]
    having = Counter(word for _, has in own for word in has)
    scored = [(_share(said, has, having), clause) for clause, has in own]
    best = max((score for score, _ in scored), default=0.0)
    return [clause for score, clause in scored if score == best] if best >= _ENOUGH else []


def _share(said: Sequence[str], has: Sequence[str], having: Counter[str]) -> float:
    """Of the words that anything told has; “grands are 110 with the new strings” is still about grands."""
    known = [word for word in said if any(same_word(word, other) for other in having)]
    found = [word for word in known if any(same_word(word, other) for other in has)]
    return len(found) / len(known) if known and 2 * len(known) >= len(said) else 0.0


def _just_said(values: Sequence[Value], part: Part) -> list[Clause]:
    """Clauses with a value of this kind in what was said last, by whomever."""
    people = [message.id for message in reversed(part.history) if message.role == "person"][:_RECENT]
    told = [c for c in clauses_told(part) if any(v.kind == o.kind for v in values for o in values_in(c.words))]
    found = ([c for c in told if _came_with(message, c.of, part)] for message in people)
    return next(filter(None, found), [])


def _came_with(message: str, text: Text, part: Part) -> bool:
    item = ".".join(text.path.split(".")[:2])
    return any(o.message == message and p.startswith(item) for p, o in part.spec.origins.items())


def _another_value(values: Sequence[Value], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """One value of the same kind in one clause."""
    if len(values) != 1:
        return None
    fitting = [(c, old) for c in clauses for old in values_in(c.words) if values[0].may_replace(old)]
    exact = [(c, old) for c, old in fitting if old.kind == values[0].kind]
    fitting = exact if len(exact) == 1 else fitting
    if len(fitting) != 1 or fitting[0][1].text == values[0].text:
        return None
    clause, old = fitting[0]
    words_ = f"{clause.words[: old.start]}{values[0].text}{clause.words[old.end :]}"
    return _told_anew(clause, words_, part)


def _another_clause(new: str, said: Sequence[str], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """The new words for the clause; the later one where two of one text fit, since it says more of the same."""
    texts = {clause.of for clause in clauses}
    if len(texts) != 1 or clauses[-1].of.part in ("transfers", "guardrails"):
        return None
    rest = _without_piece(said, clauses, part)
    return rest or _told_anew(clauses[-1], new, part)


def _without_piece(said: Sequence[str], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """“harpsichords are fine actually” after “we don't do player pianos or harpsichords”: one less of a list."""
    text = clauses[0].of.value
    negators = {"not", "don't", "no", "never", "cannot", "can't", "doesn't", "aren't", "isn't", "won't", "neither"}
    now = {t.folded for t in part.tokens}
    if not {t.folded for t in tokens_of(text)} & negators or now & negators:
        return None
    pieces = list(re.finditer(r"(?:^|,\s*(?:and|or)?\s*|\s(?:and|or)\s)([^,.;]+?)(?=,|\s(?:and|or)\s|[.;]|$)", text))
    gone = [p for p in pieces[1:] if set(content(tokens_of(p[1]))) & set(said)]
    if len(gone) != 1:
        return None
    left = text[: gone[0].start()] + text[gone[0].end() :]
    comma = left.rfind(", ")
    left = left if re.search(r"\b(?:and|or)\b", left) or comma < 0 else f"{left[:comma]} or {left[comma + 2 :]}"
    return _written(clauses[0].of, left, part, f"Now {quoted(left.rstrip('.'))} instead of {quoted(text.rstrip('.'))}.")


def _told_anew(clause: Clause, new: str, part: Part) -> Meaning:
    says = f"Now {quoted(sentence_case(new.strip()))} instead of {quoted(sentence_case(clause.words))}."
    return _written(clause.of, clause.with_words(new.strip()), part, says)


def _written(text: Text, value: str, part: Part, says: str) -> Meaning:
    changes: list[Change] = [text.written(value)]
    if text.part == "knowledge":
        changes = [Edit(part="knowledge", id=text.path.split(".")[1], values=_answer(value, part))]
    return meaning(
        *changes, says=says if text.part in ("knowledge", "notes") else ""
    )  # the others are echoed as they are


def _answer(value: str, part: Part) -> dict[str, object]:
    """The question that it answers may have the old value in it."""
    from dataclasses import replace

    said = statement(replace(part, text=value, tokens=tokens_of(value)))
    title = {"title": question_to(said)} if said else {}
    return {"content": value, **title}
