"""What shall stand instead of what, as a clause says it: “X, not Y”, “Y is called X now”, “it's X with a k”."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.orders import fields, verb_of, without_softeners
from engine.interview.guided.corrections.texts import texts_of
from engine.interview.guided.corrections.vocabulary import bare, phrases, trimmed, without_around, words
from engine.interview.guided.setting_values import METHODS
from engine.interview.guided.understanding import Part
from engine.language.lexicon import word_set
from engine.language.text import Token, joined, tokens_of

Tokens = tuple[Token, ...]
_MOST_OLD = 9
"""Words of what is replaced."""


@dataclass(frozen=True, slots=True)
class Swap:
    """`old` is empty where only what came before it can be meant: “no not that, recommend plants”."""

    new: Tokens
    old: Tokens
    about: Tokens = ()
    """The words before the new ones: “parking is” in “parking is 18 euros, not 15”."""


def swaps_in(part: Part) -> Iterator[Swap]:
    """Every way to read it so, the surest first."""
    yield from _spelled(part)
    yield from _replaced(part)


def followers(part: Part) -> Iterator[Swap]:
    """“Kelly has left, it's Jodie now”."""
    forms = forms_in(without_around(part.tokens), "succeed")
    yield from filter(None, (_swap(form.slot("old"), form.slot("new")) for form in forms))


def _replaced(part: Part) -> Iterator[Swap]:
    tokens = _clause(part.tokens)
    for form in forms_in(tokens, "replace"):
        swap = _swap(form.slot("old"), form.slot("new"), form.slot("about"))
        yield from [swap] if swap else []
    for form in forms_in(tokens, "name"):  # “call the workshop foreman Head mechanic”
        both = form.slot("both")
        splits = (at for at in range(len(both) - 1, 0, -1) if both[at].is_capital and not _is_the_agent(both[:at]))
        yield from filter(None, (_swap(both[:at], both[at:]) for at in splits))


def _is_the_agent(old: Tokens) -> bool:
    """“call | it Marina”, whatever was spoken of last."""
    return all(t.folded in word_set("the_agent_only") for t in old)


def _swap(old: Tokens, new: Tokens, about: Tokens = ()) -> Swap | None:
    value = tuple(t for t in value_words(to_the_end(new)) if t.text not in _QUOTES)
    old = to_the_end(old) if old and old[0].start > new[0].start else old  # what follows it is a reason
    if old and all(t.folded in words("pointing") for t in old) and any(t.text[0].isdigit() for t in value):
        return None  # “that should say 30 days” names no old words
    swap = Swap(value, tuple(bare(t) for t in trimmed(old) if t.text not in _QUOTES), about)
    return swap if value and _may_be(swap, old) else None


_QUOTES = "\"“”'‘’"


def _clause(tokens: Tokens) -> Tokens:
    """From a “not” that it begins with, or without what stands around it."""
    at = next((i for i, t in enumerate(tokens[:3]) if t.folded == "not"), None)
    if at is not None and not without_around(tokens[:at]):
        return tokens[at:]
    tokens = without_around(tokens)
    return tokens if not tokens or phrases("instead").at(tokens, 0) else without_around(without_softeners(tokens))


def to_the_end(tokens: Tokens) -> Tokens:
    """“the centre manager, | fix that please”, “loyalty | these days”."""
    end = next((i for i, t in enumerate(tokens) if i and t.text in ",;.–—-("), len(tokens))
    kept = tokens[:end]
    over = next((hit for hit in phrases("ended").find(kept) if hit.end == len(kept)), None)
    return kept[: over.start] if over and over.start else kept


def value_words(tokens: Sequence[Token]) -> Tokens:
    """Without the verb of an order and the words around a value: “make the tone friendly” -> “friendly”."""
    kept = without_around(tokens)
    verb = verb_of(kept) if kept else None
    kept = kept[verb.end :] if verb and verb.value != "remove" and verb.end < len(kept) else kept
    field = next(iter(fields().find(kept[:3])), None)
    kept = kept[field.end :] if field and field.end < len(kept) else kept
    hit = phrases("meant").at(kept, 0) or phrases("was").at(kept, 0) if kept else None
    kept = kept[hit.end :] if hit and hit.end < len(kept) else kept
    while len(kept) > 1 and (kept[0].folded in _BEFORE_A_VALUE or bare(kept[0]).folded in word_set("the_agent")):
        kept = kept[1:]
    while kept and (kept[-1].folded in ("instead", "please", "sorry") or not kept[-1].is_word):
        kept = kept[:-1]
    return tuple(kept)


_BEFORE_A_VALUE = ("about", "the", "a", "an", "to", "from", "with", "it", "our", "just", ":", ",", "-", "–")


def _may_be(swap: Swap, said: Tokens) -> bool:
    """“patients can park in front, not behind” tells something anew; “it should not …” is no contrast."""
    ends_open = swap.new[-1].folded in _AUXILIARIES and not (swap.new[-1].start and swap.new[-1].is_capital)
    sentence = len(swap.new) > 1 and any(t.folded in _MODALS for t in swap.new[1:])
    whose = [t for t in said if t.is_word and t.folded not in word_set("articles") | word_set("the_agent")]
    points = bool(said) and not swap.old
    value = swap.old and _is_field(swap.old)
    known = not any(t.text in METHODS for t in swap.new)
    named_or_pointed = bool(whose) or points
    return known and named_or_pointed and not (ends_open or sentence or value) and len(swap.old) <= _MOST_OLD


_MODALS = frozenset(("can", "may", "must", "should", "will", "could", "shall", "is", "are"))
_AUXILIARIES = _MODALS | {"do", "does", "did", "be", "or", "if", "and", "but", "has", "have", "would"}


def _is_field(tokens: Sequence[Token]) -> bool:
    """“the greeting”, “its name”: a field of the spec, whose value is set and not replaced."""
    kept = [t for t in tokens if t.is_word and t.folded not in word_set("articles")]
    hit = fields().at(kept, 0) if kept else None
    return bool(hit and hit.end == len(kept))


def _spelled(part: Part) -> Iterator[Swap]:
    """“it's Kowalski with an i”: in place of the name that sounds most like it."""
    for form in forms_in(without_around(part.tokens), "spell"):
        new = tuple(t for t in form.slot("new") if t.is_word)
        wrong = _sounds_like(joined(part.text, new), part, len(new))
        if wrong:
            yield Swap(new, wrong)


_LIKE = 60
"""Similarity (0 to 100) from which two words are spellings of one name."""


def _sounds_like(new: str, part: Part, count: int) -> Tokens:
    """The capital words of the spec that are most like the new ones, and not the same."""
    rows: list[tuple[float, Tokens]] = []
    for text in texts_of(part.spec):
        tokens = [t for t in tokens_of(text.value) if t.is_word]
        for at in range(len(tokens) - count + 1):
            row = tuple(tokens[at : at + count])
            told = " ".join(t.text for t in row)
            if row[0].is_capital and told.casefold() != new.casefold():
                rows.append((fuzz.ratio(told.casefold(), new.casefold()), row))
    score, row = max(rows, key=lambda pair: pair[0], default=(0.0, ()))
    return row if score >= _LIKE else ()
