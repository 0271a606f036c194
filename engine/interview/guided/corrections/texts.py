"""Every text of the spec that a team wrote, with the change that writes it anew; and words found in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.document.changes import CHANGE, Change
from engine.document.spec import AgentSpec, Hours
from engine.interview.guided.facts.hours_within import hours_within
from engine.interview.guided.facts.merge_hours import in_words
from engine.interview.guided.targets import stems
from engine.language.grammar import grammar_of
from engine.language.text import Token, fold, tokens_of

_SINGLE = ("name", "company", "role", "audience", "greeting")
_OF_ITEMS = (
    ("goals", "id", ("statement",)),
    ("guardrails", "id", ("statement",)),
    ("transfers", "id", ("label", "condition")),
    ("knowledge", "id", ("title", "content")),
    ("data_fields", "name", ("description",)),
    ("notes", "id", ("text",)),
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text: `path` is `company` or `goals.book_table.statement`; that of the opening hours is what was said."""

    path: str
    value: str

    @property
    def part(self) -> str:
        return self.path.split(".")[0]

    @property
    def item(self) -> str:
        """The path of the item that it belongs to; its own where it stands alone."""
        return ".".join(self.path.split(".")[:2])

    def written(self, value: Any) -> Change:
        """The change that puts `value` in its place; hours are read out of it as out of a message."""
        if self.path == HOURS:
            hours = _hours_in(value) or _hours_in(self.value)
            value = hours.model_dump(mode="json") if hours else None
        if "." not in self.path or self.path == HOURS:
            return CHANGE.validate_python({"op": "set", "path": self.path, "value": value})
        part, key, field = self.path.split(".", 2)
        values: dict[str, Any] = {field: value}
        return CHANGE.validate_python({"op": "edit", "part": part, "id": key, "values": values})


def texts_of(spec: AgentSpec) -> Iterator[Text]:
    for path in _SINGLE:
        if getattr(spec, path):
            yield Text(path, getattr(spec, path))
    for part, key, fields in _OF_ITEMS:
        for item in getattr(spec, part):
            for field in fields:
                if getattr(item, field):
                    yield Text(f"{part}.{getattr(item, key)}.{field}", getattr(item, field))
    yield from _of_hours(spec.runtime.hours)


HOURS = "runtime.hours"


def _of_hours(hours: Hours | None) -> Iterator[Text]:
    """As they were said, where that says the same still; else as a reply says them."""
    told = (text for text in (hours.said, in_words(hours)) if text and _same_hours(text, hours)) if hours else ()
    yield from (Text(HOURS, text) for text in list(told)[:1])


def _same_hours(text: str, hours: Hours) -> bool:
    read = _hours_in(text)
    return read is not None and read.periods == hours.periods


def _hours_in(text: str) -> Hours | None:
    return next(filter(None, (hours_within(text, language, None) for language in _LANGUAGES)), None)


_LANGUAGES = ("en", "de", "es", "fr")


def span_in(text: str, words: Sequence[Token]) -> tuple[int, int] | None:
    """Where these words stand in a row in `text`, as characters; a plural is the same word."""
    wanted = [t for t in words if t.is_word]
    tokens = [t for t in tokens_of(text) if t.is_word]
    for at in range(len(tokens) - len(wanted) + 1) if wanted else ():
        if all(_same(a, b) for a, b in zip(tokens[at : at + len(wanted)], wanted, strict=True)):
            return tokens[at].start, tokens[at + len(wanted) - 1].end
    return None


def replaced(text: str, old: Sequence[Token], new: str) -> str:
    """`text` with `new` for every row of the words `old`."""
    done = ""
    while span := span_in(text, old):
        before, word = text[: span[0]], text[span[0] : span[1]]
        fitting = _without_overlap(before, _in_number(new, word, old))
        done += _with_article(before, fitting) + _in_case(fitting, text, span[0])
        text = text[span[1] :]
    return done + text


def _in_number(new: str, word: str, old: Sequence[Token]) -> str:
    """“brakes, not tyres” in “Quote tyre prices” is “brake”: one where the old word stands as one."""
    plural = fold(old[-1].text) == f"{fold(word)}s" if len(old) == 1 else False
    return new[:-1] if plural and new.endswith("s") and not new.endswith("ss") else new


def _without_overlap(before: str, new: str) -> str:
    """“late check-in” behind “late ” is only “check-in”."""
    words = new.split()
    for count in range(len(words) - 1, 0, -1):
        if fold(before).rstrip().endswith(fold(" ".join(words[:count]))):
            return " ".join(words[count:])
    return new


def _with_article(before: str, new: str) -> str:
    """“a site visit” becomes “an inspection visit”."""
    article = re.search(r"\b([Aa])n?\s$", before)
    if not article:
        return before
    return f"{before[: article.start()]}{article[1]}{'n' if new[:1].lower() in 'aeiou' else ''} "


def number_replaced(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\d.,:]){re.escape(old)}(?![\d:]|[.,]\d)", new, text)


def _in_case(new: str, text: str, at: int) -> str:
    """A word that begins a sentence keeps its capital."""
    return new[:1].upper() + new[1:] if at == 0 and text[:1].isupper() else new


def _same(one: Token, other: Token) -> bool:
    return one.folded == other.folded or (
        not other.is_capital and stems(one.folded) == stems(other.folded) and fold(one.text)[:3] == fold(other.text)[:3]
    )


# --- a goal with another object ---


_FUNCTION_WORDS = ("a", "an", "the", "for", "about", "of", "on", "with")


def reworded(statement: str, new: str) -> str:
    """`statement` with `new` for its object; a `new` that begins with a verb is all of it."""
    words = tokens_of(new)
    grammar = grammar_of("en")
    verb = grammar.verb_at(words, 0)
    if verb and verb[0].form == "base" and verb[1] < len(words):
        return new
    tokens = tokens_of(statement)
    shared = _shared_head(tokens, words)
    if shared is not None:
        return f"{statement[: tokens[shared].start]}{new}"
    own = grammar.verb_at(tokens, 0)
    end = own[1] if own else 1
    while end < len(tokens) and tokens[end].folded in _FUNCTION_WORDS[3:]:
        end += 1
    return f"{statement[: tokens[end - 1].end]} {new}" if tokens else new


def _shared_head(tokens: Sequence[Token], new: Sequence[Token]) -> int | None:
    """Where the part begins that ends with the same noun: “damage reports”, “theft reports”."""
    if not tokens or not new or len(new) < 2 or tokens[-1].folded != new[-1].folded:
        return None
    return max(1, len(tokens) - len(new))
