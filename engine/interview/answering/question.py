"""A question in the form in which two questions are compared: what is asked for, about whom, and what it speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.interview.answering.question_opening import Opening, is_tagged, opening_of
from engine.interview.answering.vocabulary import Vocabulary, cut, names, spoken_first, vocabulary
from engine.language.text import Token


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the question speaks of. `means` is empty for a word that no way of asking knows."""

    word: str
    means: frozenset[str]
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`asks`: what, why, who, how … , `is` for a yes or no, `bare` where only the mark says that it is a question,
    empty where nothing does. `who`: whom it is about (we, you, it, they), if it says so.
    """

    text: str
    asks: str
    who: str
    items: tuple[Item, ...]
    named: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Kind of name -> the value that stands in the question."""
    wish: bool = False
    """“Can you …”, “could it …”: it may be a wish."""
    adds: bool = False
    """It says “also”, so a wish is likely."""
    turned: bool = False
    """Its words stand as in a question: “does it …”, “wondering if they …”, “… , right?”; no mark is needed then."""
    begins_at: int = 0
    """Where what it asks begins: the index of the first token after “can it”."""


Names = Mapping[tuple[str, ...], tuple[str, str]]
"""Folded words -> (kind of name, value)."""


def speaks_of_the_agent(question: Question, language: str) -> bool:
    """“what time of day does it call”: somewhere it says “it” or “they”, and so is about a call."""
    return bool(_spoken_of(question, language) & {"it", "they"})


def is_about_a_call(question: Question, language: str) -> bool:
    """It asks what the agent or a caller does, and not what the builder thinks. `language`: any."""
    return question.asks in ("if", "about") or speaks_of_the_agent(question, spoken_first(language)[0])


def is_about_the_business(question: Question, language: str) -> bool:
    """“do you know what deposit we take”, unlike “what is the capital of France”."""
    return is_about_a_call(question, language) or speaks_of_us(question, spoken_first(language)[0])


def speaks_of_us(question: Question, language: str) -> bool:
    """“what deposit do we take”: it is about the business."""
    return "we" in _spoken_of(question, language)


def _spoken_of(question: Question, language: str) -> set[str]:
    known, words = vocabulary(language), [t.folded for t in cut(question.text)]
    found = (known.who.at(words, at) for at in range(len(words)))
    return {who for one in found if one for who in one.values}


def speaks_of_callers(question: Question) -> bool:
    """“can they …”, but not “can someone …”, which may be a colleague."""
    words = {t.folded for t in cut(question.text)}
    return question.who == "they" and not words & {"someone", "somebody", "anyone", "anybody", "everybody", "one"}


def question_of(text: str, language: str, own: Names | None = None) -> Question:
    """`own`: names that this session knows, as (folded words) -> (kind, value): its tools, its people."""
    known, tokens = vocabulary(language), cut(text)
    words = tuple(t.folded for t in tokens)
    opening = opening_of(words, tokens, known)
    marked = any(t.text in "?¿" for t in tokens)
    named: dict[str, str] = {}
    if opening is None:
        items = _items(tokens, known, named, own or {})
        adds = any(known.also.at(words, n) for n in range(len(words)))
        if marked and len(items) > 1 and any("mean" in item.means for item in items):
            return Question(text, "define", "", tuple(i for i in items if "mean" not in i.means), named)
        tagged = is_tagged(words, known)
        return Question(text, "bare" if marked or tagged else "", "", items, named, adds=adds, turned=tagged)
    spoken = (*tokens[: opening.start], *tokens[opening.end :])
    items = _items(_without_lead(spoken, opening.start, known), known, named, own or {})
    asks, items = _settled(opening, words, items, known)
    adds = any(known.also.at(words, n) for n in range(len(words)))
    return Question(text, asks, opening.who, items, named, opening.wish, adds, opening.turned, opening.end)


def _settled(
    opening: Opening, words: Sequence[str], items: tuple[Item, ...], known: Vocabulary
) -> tuple[str, tuple[Item, ...]]:
    """“What does X mean” and “what is an X” ask for a definition, and “what is that for” asks why."""
    asks = opening.asks
    if asks in ("what", "who", "define") and len(items) > 1 and any("mean" in item.means for item in items):
        return "define", tuple(item for item in items if "mean" not in item.means)
    if asks == "what" and not items and [w for w in words if w[0].isalnum()][-1] == "for":
        return "why", items
    if (
        asks == "what"
        and items
        and (known.one.at(words, opening.end) if not opening.who else _names_before(opening, words))
    ):
        return "define", items
    return asks, items


def _names_before(opening: Opening, words: Sequence[str]) -> bool:
    """“data fields, what are they”: all that is named stands before the question."""
    return opening.who in ("it", "they") and opening.start > 0 and not any(w[0].isalnum() for w in words[opening.end :])


def _without_lead(tokens: Sequence[Token], until: int, known: Vocabulary) -> Sequence[Token]:
    """The tokens without those before the question that say nothing."""
    words = tuple(t.folded for t in tokens)
    at = 0
    while at < min(until, len(tokens)):
        lead = known.before.at(words, at)
        if lead:
            at += len(lead.words)
        elif not tokens[at].is_word:
            at += 1
        else:
            break
    return tokens[at:]


def _items(tokens: Sequence[Token], known: Vocabulary, named: dict[str, str], own: Names) -> tuple[Item, ...]:
    tokens = [t for t in tokens if t.is_word]
    words = [t.folded for t in tokens]
    stems = [known.stem(word) for word in words]
    forms = sorted(own, key=len, reverse=True)
    found, at = list[Item](), 0
    while at < len(tokens):
        mine = _own_at(words, at, forms, own)
        meant, filler = known.meanings.at(stems, at), known.fillers.at(words, at)
        if mine:
            length, kind, value = mine
            named[kind] = value
            found.append(Item(value, frozenset({kind})))
        elif meant and (not filler or len(meant.words) >= len(filler.words)):
            length = len(meant.words)
            form = tuple(words[at : at + length])
            named.update({kind: forms[form] for kind, forms in names().items() if form in forms})
            found.append(Item(" ".join(form), meant.values, tokens[at].is_capital))
        elif filler:
            length = len(filler.words)
        else:
            length = 1
            found.append(Item(words[at], frozenset(), tokens[at].is_capital))
        at += length
    return tuple(found)


def _own_at(words: Sequence[str], at: int, forms: Sequence[tuple[str, ...]], own: Names) -> tuple[int, str, str] | None:
    for form in forms:
        if form[0] == words[at] and tuple(words[at : at + len(form)]) == form:
            return (len(form), *own[form])
    return None
