"""The items that a person may name, and what their words name: an item by its name or something close to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from engine.document.changes import Change, Decline, Remove
from engine.document.spec import ITEM_KEYS, AgentSpec, Tool
from engine.interview.guided.short_answers import ordinals
from engine.language.lexicon import lexicon, word_set
from engine.language.names import language_name
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold, tokens_of
from engine.tools.selector import needs_in

_CLOSE = 75
"""Similarity (0 to 100) from which words name an item."""
_SAME_WORD = 84
"""Similarity of two stems of five letters or more from which one is a misspelling of the other."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be taken out of the spec."""

    part: str
    key: str
    words: str
    """Folded: its name and its text."""
    label: str
    """As people read it."""

    @property
    def path(self) -> str:
        return f"{self.part}.{self.key}"

    @property
    def removal(self) -> Change:
        """Tools are declined rather than removed, so that they stay away."""
        return (
            Decline(tool=self.key)
            if self.part == "tools"
            else Remove.model_validate({"part": self.part, "id": self.key})
        )


def items_of(spec: AgentSpec) -> Iterator[Item]:
    """Every item that a person may name."""
    for part, key in ITEM_KEYS.items():
        for item in getattr(spec, part):
            name = str(getattr(item, key))
            if part != "tools" or item.state != "declined":
                yield Item(part, name, _words(item, name), label_of(item, name))
    for part in ("tone", "languages", "platforms"):
        for word in getattr(spec, part):
            text = language_name(word) if part == "languages" else word
            yield Item(part, word, fold(f"{text} {word}"), text)


def label_of(item: object, name: str) -> str:
    values = vars(item)  # asking for a field that a model has not costs ten times as much
    return str(next((values[field] for field in _LABELS if values.get(field)), f"`{name}`"))


_LABELS = ("statement", "label", "title", "text")
_TEXTS = ("statement", "label", "title", "description", "text")


def named_items(tokens: Sequence[Token], spec: AgentSpec) -> list[Item]:
    """The items that the words mean, the likeliest where two fit: “the second goal”, “the reminders”."""
    part = part_named(tokens)
    items = [i for i in items_of(spec) if part in (None, i.part)]
    numbers = [int(hit.value) for hit in ordinals().find(tokens)] if part else []
    if numbers:
        return [items[n - 1 if n > 0 else n] for n in numbers if abs(n) <= len(items)]
    words = name_words(tokens)
    if not words:
        return items if part in ("tools", "transfers") and len(tokens) else []
    return _closest(words, items)


def name_words(tokens: Sequence[Token]) -> str:
    """The words that name something, without articles and without “goal”, “rule”, “tool”."""
    names = {i for hit in parts().find(tokens) for i in range(hit.start, hit.end)}
    kept = (t.folded for i, t in enumerate(tokens) if t.is_word and i not in names)
    return " ".join(word for word in kept if word not in word_set("articles"))


def tool_named(tokens: Sequence[Token], spec: AgentSpec) -> Tool | None:
    """The tool that the words name or describe."""
    words = " ".join(t.folded for t in tokens if t.is_word and t.folded not in word_set("articles"))
    tools = [i for i in items_of(spec) if i.part == "tools"]
    close = _closest(words, tools) if words else []
    if close:
        return spec.tool(close[0].key)
    meant = [need.id for need in needs_in(words)] if words else []
    return next((t for t in spec.tools if t.name in meant or t.catalog in meant), None)


def part_named(tokens: Sequence[Token]) -> str | None:
    hits = parts().find(tokens)
    return hits[0].value if hits else None


def covered(words: Sequence[str], item: Item) -> float:
    """How many of these folded words the item has, from 0 to 1; endings and a typo do not count."""
    own = stems(item.words)
    found = [any(same_word(one, other) for other in own) for one in stems(" ".join(words))]
    return sum(found) / len(found) if found else 0.0


@lru_cache(maxsize=4_000)
def stems(words: str) -> tuple[str, ...]:
    from engine.language.stems import stem  # takes 0.2 s to import, and is needed at the first edit

    return tuple(stem(t.folded) for t in tokens_of(words.replace("_", " ")) if t.is_word)


def same_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= _SAME_WORD)


def _closest(words: str, items: Sequence[Item]) -> list[Item]:
    exact = [i for i in items if words.replace(" ", "_") == i.key.casefold() or words == i.key.casefold()]
    if exact:
        return exact
    scored = [(fuzz.token_set_ratio(" ".join(stems(words)), " ".join(stems(i.words))), i) for i in items]
    best = max((score for score, _ in scored), default=0)
    return [next(i for score, i in scored if score == best)] if best >= _CLOSE else []


def _words(item: object, name: str) -> str:
    values = vars(item)
    texts = (str(values[field]) for field in _TEXTS if field in values)
    return fold(" ".join((name.replace("_", " "), *texts)))


@cache
def parts() -> PhraseBook:
    """“goal”, “rule”, “tool” … -> the part of the spec."""
    return PhraseBook(lexicon("edits")["parts"])
