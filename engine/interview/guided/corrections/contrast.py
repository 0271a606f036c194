"""What shall stand instead of what: “X, not Y”, “not Y but X”, “X instead of Y”, “replace Y with X”, “not Y: X”."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from engine.document.spec import ITEM_KEYS
from engine.interview.guided.corrections.orders import without_softeners
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, without_around, words
from engine.interview.guided.setting_values import METHODS
from engine.interview.guided.targets import part_named
from engine.language.grammar import grammar_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token

Tokens = tuple[Token, ...]
_LONGEST = 9
"""Words of what is replaced."""
_LINKS = (
    "is", "are", "was", "be", "it's", "that's", "costs", "cost", "takes", "take", "starts", "start", "meant", "mean",
    "called", "say", "sounds", "open", "close", "opens", "closes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contrast:
    """`old` is empty where only what came before it can be meant: “no not that, recommend plants”."""

    new: Tokens
    old: Tokens
    about: Tokens = ()
    """The words before the new ones: “parking is” in “parking is 18 euros, not 15”."""


def contrast(tokens: Sequence[Token]) -> Contrast | None:
    tokens = _from_not(tokens) if _opens_with_not(tokens) else without_around(tokens)
    tokens = tokens if not tokens or phrases("instead").at(tokens, 0) else without_around(without_softeners(tokens))
    found = next(filter(None, (form(tokens) for form in _FORMS)), None)
    if found is None or not found.new or _is_a_sentence(found.new):
        return None
    return found if sum(t.is_word for t in found.old) <= _LONGEST else None


def _wrong(tokens: Tokens) -> Contrast | None:
    """“Otto is wrong, it should be Ottilie”."""
    hit = first("wrong", tokens)
    if hit is None or not hit.start or hit.end >= len(tokens):
        return None
    return Contrast(_value(tokens[hit.end :]), trimmed(tokens[: hit.start]) or tuple(tokens[: hit.start]))


def _is_a_sentence(tokens: Tokens) -> bool:
    """“patients can park in front, not behind” tells something anew; nothing stands there that it could replace."""
    return len(tokens) > 1 and any(t.folded in _MODALS for t in tokens[1:])


_MODALS = ("can", "may", "must", "should", "will", "could", "shall", "is", "are")


def _about_something_else(tokens: Tokens) -> Contrast | None:
    """“the tyre goal should be about brakes instead”, “make goal 3 about brake pads”."""
    at = next((i for i, t in enumerate(tokens) if t.folded == "should" and tokens[i + 1 : i + 2]), None)
    if at is not None and tokens[at + 1].folded == "be" and part_named(tokens[:at]) in ITEM_KEYS:
        return Contrast(_value(tokens[at + 2 :]), trimmed(tokens[:at]) or tokens[:at])
    about = next((i for i, t in enumerate(tokens) if t.folded == "about"), None)
    if about and tokens[0].folded in ("make", "turn") and part_named(tokens[1:about]) in ITEM_KEYS:
        return Contrast(_value(tokens[about + 1 :]), tokens[1:about])
    return None


def _called(tokens: Tokens) -> Contrast | None:
    """“conveyancing is now called the property team”, “the master thing should say host”, “sick child should be …”."""
    link = first("called", tokens)
    if link is None or not link.start or link.end >= len(tokens):
        return None
    new = _before_the_end(tokens[link.end :])
    old = trimmed([t for t in tokens[: link.start] if t.folded not in ("only", "just")])
    whose = [t for t in old if t.folded not in word_set("articles") | word_set("the_agent")]
    if not whose or _is_field(whose) or not all(t.is_word or t.text in _QUOTES for t in old):
        return None
    return Contrast(_value(new), tuple(t for t in old if t.text not in _QUOTES))


_QUOTES = "\"“”'‘’"


def _before_the_end(tokens: Tokens) -> Tokens:
    """“the centre manager, | fix that please”, “loyalty | these days”."""
    end = next((i for i, t in enumerate(tokens) if i and t.text in ",;.–—-("), len(tokens))
    kept = tuple(t for t in tokens[:end] if t.text not in _QUOTES)
    over = first("ended", kept)
    return kept[: over.start] if over and over.start and over.end == len(kept) else kept


def _less_more(tokens: Tokens) -> Contrast | None:
    """“less quick, more thorough”."""
    less = next((i for i, t in enumerate(tokens) if t.folded == "less"), None)
    more = next((i for i, t in enumerate(tokens) if t.folded == "more" and less is not None and i > less + 1), None)
    if less is None or more is None or less > _FURTHEST_LESS or more + 1 >= len(tokens):
        return None
    return Contrast(_value(tokens[more + 1 :]), trimmed(tokens[less + 1 : more]))


_FURTHEST_LESS = 3


def _swap(tokens: Tokens) -> Contrast | None:
    """“replace Y with X”, “switch Y to X”."""
    verb = phrases("swapping").at(tokens, 0)
    if verb is None:
        return None
    at = next((i for i in range(verb.end + 1, len(tokens)) if tokens[i].folded in words("swapped_with")), None)
    if at is None or at + 1 >= len(tokens) or _is_field(tokens[verb.end : at]) or tokens[at + 1].text in METHODS:
        return None
    return Contrast(_value(tokens[at + 1 :]), trimmed(tokens[verb.end : at]))


def _instead(tokens: Tokens) -> Contrast | None:
    """“X instead of Y”, “instead of Y, X”; “drop Y, add X instead”."""
    hit = first("instead", tokens)
    if hit is None:
        return _dropped_for(tokens)
    after, before = tokens[hit.end :], tokens[: hit.start]
    if before:
        return Contrast(_value(before), trimmed(after))
    end = next((i for i, t in enumerate(after) if i and (t.text in (",", ":") or _orders().at(after, i))), None)
    return Contrast(_value(after[end:]), trimmed(after[:end])) if end else None


def _dropped_for(tokens: Tokens) -> Contrast | None:
    """“drop Polish, add Ukrainian instead”."""
    verb = phrases("dropping").at(tokens, 0)
    comma = next((i for i, t in enumerate(tokens) if t.text == "," or t.folded == "and"), None)
    if not verb or not comma or tokens[-1].folded != "instead" or comma + 1 >= len(tokens):
        return None
    return Contrast(_value(tokens[comma + 1 : -1]), trimmed(tokens[verb.end : comma]))


def _not_first(tokens: Tokens) -> Contrast | None:
    """“not Y but X”, “not Y: X”, “not Y, X”, “not that, X”."""
    if not tokens or tokens[0].folded not in ("not", "no"):
        return None
    end = next(
        (i for i, t in enumerate(tokens) if i > 0 and (t.text in (",", ":", ";", "–") or t.folded == "but")), None
    )
    if end is None or end + 1 >= len(tokens):
        return None
    old = trimmed(tokens[1:end])
    pointing = bool(tokens[1:end]) and not old
    return Contrast(_value(tokens[end + 1 :]), () if pointing else old) if old or pointing else None


def _not_last(tokens: Tokens) -> Contrast | None:
    """“X, not Y”: never “it should not …”, where the word is no contrast."""
    grammar = grammar_of("en")
    for at in range(len(tokens) - 1, 0, -1):
        if tokens[at].folded != "not" or at + 1 >= len(tokens):
            continue
        before = tokens[at - 1].folded if not (at > 1 and tokens[at - 1].is_capital) else ""
        if before in grammar.modals | {"do", "does", "did", "is", "are", "be", "or", "if", "and", "but", "has", "have"}:
            return None
        head = tuple(tokens[:at])
        about, new = _after_link(without_around(head))
        return Contrast(new, trimmed(tokens[at + 1 :]), about)
    return None


def _after_link(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """“the company is Nest Houses” -> about, new; “Nest Houses is the company” is the same the other way round."""
    at = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].folded in _LINKS), None)
    if at is None or at + 1 >= len(tokens):
        return (), _value(tokens)
    after = tuple(tokens[at + 1 :])
    if at and _is_field(after):
        return after, _value(tokens[:at])
    return tuple(tokens[:at]), _value(after)


def _value(tokens: Sequence[Token]) -> Tokens:
    """Without the verb of an order and the words around a value: “make the tone friendly” -> “friendly”."""
    kept = without_around(tokens)
    verb = _orders().at(kept, 0) if kept else None
    kept = kept[verb.end :] if verb and verb.end < len(kept) else kept
    field = next(iter(_fields().find(kept[:3])), None)
    kept = kept[field.end :] if field and field.end < len(kept) else kept
    hit = phrases("meant").at(kept, 0) or phrases("was").at(kept, 0) if kept else None
    kept = kept[hit.end :] if hit and hit.end < len(kept) else kept
    kept = kept[1:] if len(kept) > 1 and kept[0].folded == "about" else kept
    if len(kept) > 1 and kept[0].folded.replace("’", "'").removesuffix("'s") in word_set("the_agent"):
        kept = kept[1:]
    while kept and (
        kept[0].folded in ("the", "a", "an", "to", "from", "with", "it", "our", "just") or not kept[0].is_word
    ):
        kept = kept[1:]
    while kept and (kept[-1].folded in ("instead", "please", "sorry") or not kept[-1].is_word):
        kept = kept[:-1]
    return tuple(kept)


_FORMS = (_wrong, _about_something_else, _swap, _instead, _less_more, _not_first, _not_last, _called)


def _is_field(tokens: Sequence[Token]) -> bool:
    """“the greeting”, “its name”: a field of the spec, whose value is set and not replaced."""
    kept = [t for t in tokens if t.is_word and t.folded not in word_set("articles")]
    hit = _fields().at(kept, 0) if kept else None
    return bool(hit and hit.end == len(kept))


def _opens_with_not(tokens: Sequence[Token]) -> bool:
    return any(t.folded == "not" for t in tokens[:3]) and not any(
        t.is_word and t.folded not in words("around") | {"not"} for t in tokens[:2]
    )


def _from_not(tokens: Sequence[Token]) -> Tokens:
    at = next(i for i, t in enumerate(tokens) if t.folded == "not")
    return tuple(tokens[at:])


@cache
def _orders() -> PhraseBook:
    return PhraseBook({"set": [*lexicon("edits")["set"], *lexicon("edits")["add"]]})


@cache
def _fields() -> PhraseBook:
    return PhraseBook(lexicon("edits")["fields"])
