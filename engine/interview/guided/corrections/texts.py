"""Every text of the spec that a team wrote, with the change that writes it anew; and words found in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.document.changes import CHANGE, Change
from engine.document.spec import AgentSpec
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
    """One text: `path` is `company` or `goals.book_table.statement`."""

    path: str
    value: str

    @property
    def part(self) -> str:
        return self.path.split(".")[0]

    def written(self, value: str) -> Change:
        """The change that puts `value` in its place."""
        if "." not in self.path:
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
    from engine.interview.guided.targets import stems

    return one.folded == other.folded or (
        not other.is_capital and stems(one.folded) == stems(other.folded) and fold(one.text)[:3] == fold(other.text)[:3]
    )
