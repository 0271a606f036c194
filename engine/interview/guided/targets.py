"""What an edit is about: a field, an item of a list, a tool, by its name, its number or something close to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from engine.document.changes import Change, Decline, Remove
from engine.document.spec import ITEM_KEYS, AgentSpec, Tool
from engine.interview.guided.short_answers import ordinals
from engine.language.lexicon import lexicon, word_set
from engine.language.names import language_name
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold
from engine.tools.selector import needs_in

_CLOSE = 75
"""Similarity (0 to 100) from which words name an item."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be taken out of the spec."""

    part: str
    key: str
    words: str
    removal: Change


def items_of(spec: AgentSpec) -> Iterator[Item]:
    """Every item that a person may name; tools are declined rather than removed, so that they stay away."""
    for part, key in ITEM_KEYS.items():
        for item in getattr(spec, part):
            name = str(getattr(item, key))
            removal: Change = (
                Decline(tool=name) if part == "tools" else Remove.model_validate({"part": part, "id": name})
            )
            if part != "tools" or item.state != "declined":
                yield Item(part, name, _words(item, name), removal)
    for part in ("tone", "languages", "platforms"):
        for word in getattr(spec, part):
            text = language_name(word) if part == "languages" else word
            yield Item(part, word, fold(f"{text} {word}"), Remove.model_validate({"part": part, "id": word}))


def named_items(tokens: Sequence[Token], spec: AgentSpec) -> list[Item]:
    """The items that the words mean: “the second goal”, “take_payment”, “Spanish”, “the reminders”."""
    part = part_named(tokens)
    items = [i for i in items_of(spec) if part in (None, i.part)]
    numbers = [int(hit.value) for hit in ordinals().find(tokens)] if part else []
    if numbers:
        return [items[n - 1 if n > 0 else n] for n in numbers if abs(n) <= len(items)]
    names = {w for hit in _book("parts").find(tokens) for w in (t.folded for t in tokens[hit.start : hit.end])}
    words = " ".join(t.folded for t in tokens if t.is_word and t.folded not in word_set("articles") | names)
    if not words:
        return items if part in ("tools", "transfers") and len(tokens) else []
    return _closest(words, items)


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
    hits = _book("parts").find(tokens)
    return hits[0].value if hits else None


def _closest(words: str, items: Sequence[Item]) -> list[Item]:
    exact = [i for i in items if words.replace(" ", "_") == i.key.casefold() or words == i.key.casefold()]
    if exact:
        return exact
    scored = [(fuzz.token_set_ratio(_stemmed(words), _stemmed(i.words)), i) for i in items]
    best = max((score for score, _ in scored), default=0)
    return [next(i for score, i in scored if score == best)] if best >= _CLOSE else []


def _stemmed(words: str) -> str:
    from engine.language.stems import stem  # takes 0.2 s to import, and is needed at the first edit

    return " ".join(stem(word) for word in words.replace("_", " ").split())


def _words(item: object, name: str) -> str:
    texts = [name.replace("_", " ")]
    texts += [str(getattr(item, field)) for field in ("statement", "label", "description") if hasattr(item, field)]
    return fold(" ".join(texts))


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook(lexicon("edits")[key])
