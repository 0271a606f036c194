"""Something else in the place of what is there: “X, not Y”, “Y is called X now”, “Y has left, it's X”, “with a k”.

A form says what is new, what is old, and about what; where the old one stands is looked for in every text of the spec.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from engine.document.changes import Change, Remove, Set, add
from engine.document.spec import AgentSpec, DataField
from engine.interview.guided.corrections.asking import which
from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.kinds import values_in
from engine.interview.guided.corrections.removing import removed
from engine.interview.guided.corrections.swaps import Swap, followers, swaps_in
from engine.interview.guided.corrections.target import last_items, named
from engine.interview.guided.corrections.telling_words import Named
from engine.interview.guided.corrections.texts import Text, number_replaced, replaced, reworded, span_in, texts_of
from engine.interview.guided.corrections.vocabulary import first, trimmed, without_around, words
from engine.interview.guided.targets import Item, items_of, stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.language_names import language_names
from engine.language.lexicon import book
from engine.language.text import Token, joined, sentence_case, slug, tokens_of
from engine.sentences import listed, quoted


def replacement(part: Part) -> Meaning | None:
    """A correction that says what stands instead of what; None where the old is nowhere in the spec."""
    if "?" in part.text:
        return None
    part = _with_the_authors_name(part)
    return next(filter(None, (_done(swap, part) for swap in swaps_in(part))), None)


def contrast(part: Part) -> Meaning | None:
    """“not 6, we close at 5”, where hours would be read from six to five; “bills go to Karim instead of Sophie”."""
    told = without_around(part.tokens)
    wrong = bool(told) and told[0].folded in words("not") and len(values_in(part.text)) > 1
    return replacement(part) if wrong or first("instead", told) else None


def _done(swap: Swap, part: Part) -> Meaning | None:
    ways = (_somebody_else, _word_of_a_list, _value, _field, _everywhere, _item)
    return next((found for found in (way(swap, part) for way in ways) if found), None)


def succession(part: Part) -> Meaning | None:
    """“Kelly's left. it's Jodie now”: somebody else in the place of a person, over two sentences."""
    return next(filter(None, (_everywhere(swap, part) for swap in followers(part))), None)


# --- more or fewer people in the audience ---


def widening(part: Part) -> Meaning | None:
    """“residents and businesses, not just residents”, “only tenants now, not landlords”: where it is known."""
    known, tokens = part.spec.audience, without_around(part.tokens)
    if not known or "?" in part.text:
        return None
    for form in forms_in(tokens, "widen"):
        new = joined(part.text, trimmed([t for t in form.slot("new") if t.folded not in ("too", "also", "it's")]))
        old = trimmed(form.slot("old"))
        if new and old and _are_in(old, known):
            return _audience(new if _are_in(old[-1:], new) else f"{known} and {new}", known)
    for form in forms_in(tokens, "narrow"):
        pieces = [p.strip() for p in known.replace(", ", " and ").split(" and ")]
        left = [p for p in pieces if not _are_in(trimmed(form.slot("old")), p)]
        same = any(_are_in([t], p) for t in form.slot("new") if t.is_word for p in left)
        if same and len(left) < len(pieces):
            return _audience(" and ".join(left), known)
    return None


def _audience(value: str, known: str) -> Meaning:
    says = f"It talks to {value} now, instead of {quoted(known)}."
    return meaning(Set(path="audience", value=value[:280]), says=says)


def _are_in(tokens: Sequence[Token], text: str) -> bool:
    own = stems(text.casefold())
    return bool(tokens) and all(stem in own for t in tokens if t.is_word for stem in stems(t.folded))


# --- people ---


def _with_the_authors_name(part: Part) -> Part:
    """“Leo takes those, not me” says who is meant by the name under which the spec knows the author."""
    name = part.message.author.name
    if not _NOT_ME.search(part.text) or not any(span_in(text.value, tokens_of(name)) for text in texts_of(part.spec)):
        return part
    text = _NOT_ME.sub(lambda match: f"{match[1]} {name}", part.text)
    return replace(part, text=text, tokens=tokens_of(text))


_NOT_ME = re.compile(r"\b(not|instead of|rather than) (?:me|myself|I)\b", re.IGNORECASE)


def _somebody_else(swap: Swap, part: Part) -> Meaning | None:
    """“Leo takes those, not Ana”: the person before the verb, in the transfers to the other one."""
    texts = [t for t in texts_of(part.spec) if t.part == "transfers" and span_in(t.value, swap.old)]
    new = _who_does(swap)
    if not texts or not new:
        return None
    changes = [t.written(_person(t.value, swap.old, new)) for t in texts]
    return meaning(*changes, says=_instead(new, joined(part.text, swap.old)))


def _who_does(swap: Swap) -> str:
    """“…, Leo | takes | those”, “Leo | handles those”: the name before the verb, whether a link was cut out or not."""
    if swap.about and swap.about[-1].is_capital:
        return swap.about[-1].text
    pairs = pairwise(swap.new)
    return next((one.text for one, verb in pairs if one.is_capital and verb.folded in words("takes_calls")), "")


def _person(text: str, old: Sequence[Token], new: str) -> str:
    """The number of the one is not that of the other."""
    return re.sub(r"\s*\([^)]*\d[^)]*\)", "", replaced(text, old, new))


# --- words of a list, values, fields ---


def _word_of_a_list(swap: Swap, part: Part) -> Meaning | None:
    """“French instead of Spanish”, “friendly instead of direct”."""
    for path, known_words in (("languages", language_names()), ("tone", book("tones"))):
        known = getattr(part.spec, path)
        old = [hit.value for hit in known_words.find(swap.old) if hit.value in known]
        old += [t.folded for t in swap.old if path == "tone" and t.folded in known and t.folded not in old]
        new = [hit.value for hit in known_words.find(swap.new) if hit.value not in old]
        if old and new:
            changes: list[Change] = [Remove.model_validate({"part": path, "id": word}) for word in old]
            changes += [add(path, word) for word in new if word not in known]
            return meaning(*changes, says=_instead(joined(part.text, swap.new), joined(part.text, swap.old)))
    return None


def _value(swap: Swap, part: Part) -> Meaning | None:
    """“parking is 18 euros, not 15”, “it takes 30 minutes, not 40”: in the text that holds the old value."""
    old, new = (values_in(joined(part.text, tokens)) for tokens in (swap.old, swap.new))
    letters = [t for t in swap.old if t.text[0].isalpha() and t.folded not in ("from", "at", "to", "until", "till")]
    if not old or not new or (len(letters) > 1 and old[0].kind != "days"):
        return None
    texts = [t for t in texts_of(part.spec) if number_replaced(t.value, old[0].text, "") != t.value]
    texts = _about(texts, [*swap.about, *swap.new], part.spec) if len(texts) > 1 else texts
    if not texts:
        return None
    changes = [t.written(number_replaced(t.value, old[0].text, new[0].text)) for t in texts]
    return meaning(*changes, says=_instead(new[0].text, old[0].text))


def _about(texts: Sequence[Text], said: Sequence[Token], spec: AgentSpec) -> list[Text]:
    """Those that speak of the same thing, by the words beside the value."""
    wanted = {s for t in said if t.is_word for s in stems(t.folded)}
    whole = {t.item: " ".join(other.value for other in texts_of(spec) if other.item == t.item) for t in texts}
    scored = [(len(wanted & set(stems(whole[t.item]))), t) for t in texts]
    best = max(score for score, _ in scored)
    return [t for score, t in scored if score == best]


def _field(swap: Swap, part: Part) -> Meaning | None:
    """“not the phone number but the email”: another thing to ask for. The whole name of the old one is said."""
    said = set(stems(" ".join(t.folded for t in swap.old if t.is_word)))
    fields = [i for i in items_of(part.spec) if i.part == "data_fields" and set(stems(i.key)) <= said]
    others = named(swap.old, part) if fields else None
    if len(fields) != 1 or (others and any(i.part != "data_fields" for i in (*others.items, *others.choices))):
        return None
    new = joined(part.text, swap.new)
    field = DataField(name=slug(new), description=sentence_case(new)[:280])
    there = any(f.name == field.name for f in part.spec.data_fields)
    asked: list[Change] = [] if there else [add("data_fields", field)]
    return meaning(fields[0].removal, *asked, says=_instead(new, joined(part.text, swap.old)))


# --- words anywhere ---


def _everywhere(swap: Swap, part: Part) -> Meaning | None:
    """Words that stand in texts of the spec; a name in all of them, other words not in answers to callers."""
    texts = [t for t in texts_of(part.spec) if span_in(t.value, swap.old)]
    new = joined(part.text, swap.new)
    if not texts or any(i.part == "goals" and _is_named_whole(new, i) for i in items_of(part.spec)):
        return None
    new = _in_a_sentence(swap.new, part)
    name = any(t.is_capital and t.start for t in swap.old) or any(t.part in ("name", "company") for t in texts)
    ours = texts if name else _jobs_first(texts)
    changes, pair = _with_pairs(ours, swap, new)
    more = [t for t in texts_of(part.spec) if name and t not in ours and span_in(t.value, pair[0])]
    changes += [t.written(replaced(t.value, pair[0], pair[1])) for t in more]
    places = list(dict.fromkeys(_PLACES.get(t.part, t.part) for t in (*ours, *more)))
    return meaning(*changes, says=f"{_instead(new, joined(part.text, swap.old))} Changed in {listed(places)}.")


def _in_a_sentence(new: Sequence[Token], part: Part) -> str:
    """The capital that begins a message is none of a name, unless the old words have one inside their text."""
    text = joined(part.text, new)
    begins = new[0].start == part.tokens[0].start and new[0].is_capital
    spelled = sum(t.is_capital for t in part.tokens if t.is_word) > 1
    return text[:1].lower() + text[1:] if begins and not spelled and not new[0].text.isupper() else text


_PLACES = {
    "name": "the agent's name", "company": "the company's name", "greeting": "the greeting", "goals": "the goals",
    "guardrails": "the rules", "transfers": "the transfers", "knowledge": "the answers for callers",
    "data_fields": "the questions", "notes": "the notes", "role": "the role", "audience": "the audience",
    "runtime": "the opening hours",
}  # fmt: skip


def _jobs_first(texts: Sequence[Text]) -> list[Text]:
    jobs = [t for t in texts if t.part in ("goals", "guardrails", "data_fields")]
    return jobs or list(texts)


def _with_pairs(texts: Sequence[Text], swap: Swap, new: str) -> tuple[list[Change], tuple[Sequence[Token], str]]:
    """The changes, and the words that differ: “Mayer and Sons, not Meyer” is a whole name, and one word of it."""
    pair: tuple[Sequence[Token], str] = (swap.old, new)
    whole = next((t for t in texts if "." not in t.path and _is_whole(t.value, swap, new)), None)
    if whole:
        pair = _differing(whole.value, new, swap)
    return [t.written(new if t is whole else replaced(t.value, *pair)) for t in texts], pair


def _is_whole(value: str, swap: Swap, new: str) -> bool:
    """Whether the new words are all of the value: they repeat what stands beside the old ones."""
    beside = {w.casefold() for w in value.split()} - {t.folded for t in swap.old}
    return bool(beside) and beside <= {w.casefold() for w in new.split()}


def _differing(value: str, new: str, swap: Swap) -> tuple[Sequence[Token], str]:
    beside = {w.casefold() for w in value.split()} - {t.folded for t in swap.old}
    kept = [w for w in new.split() if w.casefold() not in beside]
    single = [t for t in swap.old if t.folded not in beside] or list(tokens_of(value))
    return single, " ".join(kept) or new


# --- an item ---


def _item(swap: Swap, part: Part) -> Meaning | None:
    """An item that is named otherwise than it is written: “not the office manager, the dispatcher”."""
    meant = named(swap.old, part) if swap.old else Named(last_items(part))
    new = joined(part.text, swap.new)
    if meant and meant.choices:
        text = f"Which one shall be {quoted(new)}: {listed([quoted(i.label) for i in meant.choices], 'or')}?"
        return which(meant.choices, text, lambda item: [c for c in (rewritten(item, new, part),) if c])
    if meant is None or len(meant.items) != 1:
        return None
    same = named(swap.new, part)
    if same and same.items and same.items != meant.items and _is_named_whole(new, same.items[0]):
        return removed(meant, part)
    change = rewritten(meant.items[0], new, part)
    return meaning(change, says=_instead(new, meant.items[0].label)) if change else None


def _is_named_whole(new: str, item: Item) -> bool:
    return stems(new.casefold()) == stems(item.label.casefold())


def rewritten(item: Item, new: str, part: Part) -> Change | None:
    """The change that says `new` where this item says something else."""
    text = next((t for t in texts_of(part.spec) if t.path.startswith(f"{item.path}.")), None)
    if text is None:
        return None
    value = reworded(text.value, new) if item.part == "goals" else new
    return text.written(sentence_case(value)[:300])


def _instead(new: str, old: str) -> str:
    return f"Now {quoted(new)} instead of {quoted(old)}."
