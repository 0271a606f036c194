"""What a sentence speaks of by a word that few other items have: “we stopped doing reminders by text”."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.interview.guided.corrections.vocabulary import words as word_list
from engine.interview.guided.targets import Item, items_of, part_named, same_word, stems
from engine.interview.guided.understanding import Part
from engine.language.grammar import grammar_of
from engine.language.lexicon import word_set
from engine.language.text import Token, tokens_of

_ONE_TELLING_WORD = 0.5
_ALIKE = 0.75
"""Share of the best one's measure from which another is meant as well as it, where one word is enough."""
_VERB = 0.6
"""What the verb of a goal counts: “book” is said of anything."""
_SHORTEST = 3
"""Letters that a beginning of a word needs, such as “reg”."""
_SPOKEN_OF = ("goals", "transfers", "data_fields", "languages")
"""What a sentence speaks of without naming the part; a rule is meant only where “rule” is said."""
_FIRST = ("goals", "transfers", "guardrails", "data_fields")
"""A goal rather than the tool or the field that serves it; a transfer rather than what mentions it."""


@dataclass(frozen=True, slots=True)
class Named:
    """`items` are meant, or one of `choices` is."""

    items: tuple[Item, ...] = ()
    choices: tuple[Item, ...] = ()


def spoken_of(tokens: Sequence[Token], part: Part, where: str | None = None) -> Named | None:
    """“we stopped doing reminders by text” means the goal that alone has “reminders”: each word of an item counts the
    more, the fewer items have it. None where the words have nothing of any."""
    said, where = content(tokens), where or part_named(tokens)
    items = [i for i in items_of(part.spec) if (i.part == where if where else i.part in _SPOKEN_OF)]
    own = {i.path: content(tokens_of(i.words.replace("_", " "))) for i in items}
    having = Counter((i.part, word) for i in items for word in own[i.path])
    measured = [(sum(_weights(said, i, own[i.path], having)), i) for i in items]
    return best_of(measured, _ONE_TELLING_WORD, _ALIKE)


def _weights(said: Sequence[str], item: Item, own: Sequence[str], having: Counter[tuple[str, str]]) -> Iterator[float]:
    for word in own:
        if any(_is_word_of(one, word) for one in said):
            yield (_VERB if item.part == "goals" and word == own[0] else 1.0) / having[item.part, word]


def share_told(tokens: Sequence[Token], item: Item) -> float:
    """How much of what the words say the item has, from 0 to 1."""
    said = content(tokens)
    own = stems(item.words)
    return sum(any(_is_word_of(one, other) for other in own) for one in said) / len(said) if said else 0.0


def content(tokens: Sequence[Token], language: str = "en") -> tuple[str, ...]:
    """Stems of the words that name something."""
    empty = grammar_of("en").common | grammar_of(language or "en").common | word_set("articles")
    empty |= word_list("hollow") | word_list("around") | word_list("of_no_account")
    kept = (t.folded.removesuffix("'s").removesuffix("’s") for t in tokens if t.is_word)
    return tuple(dict.fromkeys(s for w in kept if w not in empty and w[:1].isalpha() for s in stems(w)))


def _is_word_of(said: str, own: str) -> bool:
    return same_word(said, own) or (len(said) >= _SHORTEST and own.startswith(said) and len(own) > len(said) + 3)


def best_of(measured: Sequence[tuple[float, Item]], enough: float, alike: float) -> Named | None:
    """The one that fits best, or the choices where several do; None where none fits well enough."""
    best = max((score for score, _ in measured), default=0.0)
    fitting = foremost([i for score, i in measured if score >= alike * best]) if best >= enough else []
    return None if not fitting else Named((fitting[0],)) if len(fitting) == 1 else Named(choices=tuple(fitting))


def foremost(items: Sequence[Item]) -> list[Item]:
    among = ([i for i in items if i.part == part] for part in _FIRST)
    return next(filter(None, among), list(items))
