"""What a loose sentence speaks of: “we stopped doing reminders by text” means the goal that alone has “reminders”.

Each word of an item counts the more, the fewer items have it; the item whose words count most is meant, and where two
count alike either may be.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from engine.interview.guided.corrections.named import Named
from engine.interview.guided.corrections.vocabulary import words
from engine.interview.guided.targets import Item, items_of, part_named, same_word, stems
from engine.interview.guided.understanding import Part
from engine.language.grammar import grammar_of
from engine.language.lexicon import word_set
from engine.language.text import Token, tokens_of

_PARTS = ("goals", "transfers", "data_fields", "languages")
"""What a sentence speaks of without naming the part; a rule is meant only where “rule” is said."""
_ENOUGH = 0.5
_ALIKE = 0.75
"""Share of the best one's count from which another is meant as well as it."""
_VERB = 0.6
"""What the verb of a goal counts: “book” is said of anything."""
_SHORTEST = 3
"""Letters that a beginning of a word needs, such as “reg”."""


def spoken_of(tokens: Sequence[Token], part: Part, where: str | None = None) -> Named | None:
    """One item, or several as choices; None where the words have nothing of any."""
    said = content(tokens)
    items = [i for i in items_of(part.spec) if _may_be_meant(i, where or part_named(tokens))]
    counted = [(_count(said, item, weights), item) for item, weights in _weighed(items)]
    best = max((count for count, _ in counted), default=0.0)
    if best < _ENOUGH:
        return None
    meant = _jobs_first([item for count, item in counted if count >= _ALIKE * best])
    return Named((meant[0],)) if len(meant) == 1 else Named(choices=tuple(meant))


def share_told(tokens: Sequence[Token], item: Item) -> float:
    """How much of what the words say the item has, from 0 to 1."""
    said = content(tokens)
    own = stems(item.words)
    return sum(any(_is_word_of(one, other) for other in own) for one in said) / len(said) if said else 0.0


def content(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Stems of the words that name something."""
    empty = grammar_of("en").common | words("hollow") | words("around") | word_set("articles") | words("of_no_account")
    kept = (t.folded.removesuffix("'s").removesuffix("’s") for t in tokens if t.is_word)
    return tuple(dict.fromkeys(s for w in kept if w not in empty and w[:1].isalpha() for s in stems(w)))


def _may_be_meant(item: Item, where: str | None) -> bool:
    return item.part == where if where else item.part in _PARTS


def _weighed(items: Sequence[Item]) -> Iterator[tuple[Item, Mapping[str, float]]]:
    own = {item.path: content(tokens_of(item.words.replace("_", " "))) for item in items}
    having = Counter((item.part, stem) for item in items for stem in own[item.path])
    for item in items:
        verb = own[item.path][:1] if item.part == "goals" else ()
        weights = {s: (_VERB if s in verb else 1.0) / having[item.part, s] for s in own[item.path]}
        yield item, weights


def _count(said: Sequence[str], item: Item, weights: Mapping[str, float]) -> float:
    return sum(weight for stem, weight in weights.items() if any(_is_word_of(one, stem) for one in said))


def _is_word_of(said: str, own: str) -> bool:
    return same_word(said, own) or (len(said) >= _SHORTEST and own.startswith(said) and len(own) > len(said) + 3)


def _jobs_first(items: Sequence[Item]) -> list[Item]:
    """A goal or a transfer rather than the field that serves it."""
    for part in _PARTS:
        if among := [item for item in items if item.part == part]:
            return among
    return list(items)
