"""“X, not Y” done to a spec: a word of a list, a name wherever it stands, the object of a goal, a number."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from engine.document.changes import Change, Remove, add
from engine.document.spec import AgentSpec
from engine.interview.guided.corrections.asking import which
from engine.interview.guided.corrections.contrast import Contrast, contrast
from engine.interview.guided.corrections.named import Named, last_items, named
from engine.interview.guided.corrections.removing import removed
from engine.interview.guided.corrections.rewording import reworded
from engine.interview.guided.corrections.texts import Text, number_replaced, replaced, span_in, texts_of
from engine.interview.guided.corrections.vocabulary import words
from engine.interview.guided.targets import Item, items_of, stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.language_names import language_names
from engine.language.lexicon import book
from engine.language.text import Token, joined, sentence_case, tokens_of
from engine.sentences import listed, quoted

_LONGEST = 40
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")


def replacement(part: Part) -> Meaning | None:
    """A correction that says what stands instead of what; None where the old is nowhere in the spec."""
    part = _with_the_authors_name(part)
    found = contrast(part.tokens) if len(part.tokens) <= _LONGEST else None
    if found is None:
        return None
    return (
        _somebody_else(found, part)
        or _word_of_a_list(found, part)
        or _number(found, part)
        or _everywhere(found, part)
        or _item(found, part)
    )


def _with_the_authors_name(part: Part) -> Part:
    """“Leo takes those, not me” says who is meant by the name under which the spec knows the author."""
    name = part.message.author.name
    if not any(span_in(text.value, tokens_of(name)) for text in texts_of(part.spec)):
        return part
    text = _NOT_ME.sub(lambda match: f"{match[1]} {name}", part.text)
    return replace(part, text=text, tokens=tokens_of(text)) if text != part.text else part


_NOT_ME = re.compile(r"\b(not|instead of|rather than) (?:me|myself|I)\b", re.IGNORECASE)


def _somebody_else(found: Contrast, part: Part) -> Meaning | None:
    """“Leo takes those, not Ana”: the person before the verb, in the transfers to the other one."""
    texts = [t for t in texts_of(part.spec) if t.part == "transfers" and span_in(t.value, found.old)]
    new = _who_does(found)
    if not texts or not new:
        return None
    changes = [t.written(_person(t.value, found.old, new)) for t in texts]
    return meaning(*changes, says=_instead(new, joined(part.text, found.old)))


def _who_does(found: Contrast) -> str:
    """“…, Leo | takes | those”, “Leo | handles those”: the name before the verb, whether a link was cut out or not."""
    if found.about and found.about[-1].is_capital:
        return found.about[-1].text
    pairs = pairwise(found.new)
    return next((one.text for one, verb in pairs if one.is_capital and verb.folded in words("takes_calls")), "")


def _person(text: str, old: Sequence[Token], new: str) -> str:
    """The number of the one is not that of the other."""
    return re.sub(r"\s*\([^)]*\d[^)]*\)", "", replaced(text, old, new))


def _word_of_a_list(found: Contrast, part: Part) -> Meaning | None:
    """“French instead of Spanish”, “friendly instead of direct”."""
    for path, phrases in (("languages", language_names()), ("tone", book("tones"))):
        known = getattr(part.spec, path)
        old = [hit.value for hit in phrases.find(found.old) if hit.value in known]
        old += [t.folded for t in found.old if path == "tone" and t.folded in known and t.folded not in old]
        new = [hit.value for hit in phrases.find(found.new) if hit.value not in old]
        if old and new:
            changes: list[Change] = [Remove.model_validate({"part": path, "id": word}) for word in old]
            changes += [add(path, word) for word in new if word not in known]
            return meaning(*changes, says=_instead(joined(part.text, found.new), joined(part.text, found.old)))
    return None


def _number(found: Contrast, part: Part) -> Meaning | None:
    """“parking is 18 euros, not 15”, “it takes 30 minutes, not 40”: in the answer that holds the old number."""
    old = _NUMBER.search(joined(part.text, found.old))
    new = _NUMBER.search(joined(part.text, found.new))
    letters = [t for t in found.old if t.text[0].isalpha() and t.folded not in ("from", "at", "to", "until", "till")]
    if not old or not new or len(letters) > 1:
        return None
    texts = [t for t in texts_of(part.spec) if number_replaced(t.value, old[0], "") != t.value]
    texts = _about(texts, [*found.about, *found.new], part.spec) if len(texts) > 1 else texts
    if not texts:
        return None
    changes = [t.written(number_replaced(t.value, old[0], new[0])) for t in texts]
    return meaning(*changes, says=_instead(new[0], old[0]))


def _about(texts: Sequence[Text], words: Sequence[Token], spec: AgentSpec) -> list[Text]:
    """Those that speak of the same thing, by the words beside the number."""
    wanted = {s for t in words if t.is_word for s in stems(t.folded)}
    whole = {t.path.rpartition(".")[0]: "" for t in texts}
    for text in texts_of(spec):
        key = text.path.rpartition(".")[0]
        whole |= {key: whole[key] + " " + text.value} if key in whole else {}
    scored = [(len(wanted & set(stems(whole[t.path.rpartition(".")[0]]))), t) for t in texts]
    best = max(score for score, _ in scored)
    return [t for score, t in scored if score == best]


def _everywhere(found: Contrast, part: Part) -> Meaning | None:
    """A word that stands in texts of the spec; a name in all of them, another word not in answers to callers."""
    texts = [t for t in texts_of(part.spec) if span_in(t.value, found.old)]
    goals = {
        i.path for i in items_of(part.spec) if i.part == "goals" and _is_named_whole(joined(part.text, found.new), i)
    }
    if not texts or goals:
        return None
    new = _in_a_sentence(found.new, part)
    name = any(t.is_capital and t.start for t in found.old) or any(t.part in ("name", "company") for t in texts)
    ours = texts if name else _jobs_first(texts)
    changes, pair = _with_pairs(ours, found, new)
    more = [t for t in texts_of(part.spec) if name and t not in ours and span_in(t.value, pair[0])]
    changes += [t.written(replaced(t.value, pair[0], pair[1])) for t in more]
    places = list(dict.fromkeys(_PLACES.get(t.part, t.part) for t in (*ours, *more)))
    return meaning(*changes, says=f"{_instead(new, joined(part.text, found.old))} Changed in {listed(places)}.")


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
}  # fmt: skip


def _jobs_first(texts: Sequence[Text]) -> list[Text]:
    jobs = [t for t in texts if t.part in ("goals", "guardrails", "data_fields")]
    return jobs or list(texts)


def _with_pairs(texts: Sequence[Text], found: Contrast, new: str) -> tuple[list[Change], tuple[list[Token], str]]:
    """The changes, and the words that differ: “Mayer and Sons, not Meyer” is a whole name, and one word of it."""
    pair = (list(found.old), new)
    whole = next((t for t in texts if "." not in t.path and _is_whole(t.value, found, new)), None)
    if whole:
        pair = _differing(whole.value, new, found)
    return [t.written(new if t is whole else replaced(t.value, *pair)) for t in texts], pair


def _is_whole(value: str, found: Contrast, new: str) -> bool:
    """Whether the new words are all of the value: they repeat what stands beside the old ones."""
    old = {t.folded for t in found.old}
    beside = {w.casefold() for w in value.split()} - old
    return bool(beside) and beside <= {w.casefold() for w in new.split()}


def _differing(value: str, new: str, found: Contrast) -> tuple[list[Token], str]:
    beside = {w.casefold() for w in value.split()} - {t.folded for t in found.old}
    words = [w for w in new.split() if w.casefold() not in beside]
    single = [t for t in found.old if t.folded not in beside] or list(tokens_of(value))
    return single, " ".join(words) or new


def _item(found: Contrast, part: Part) -> Meaning | None:
    """An item that is named otherwise than it is written: “not the office manager, the dispatcher”."""
    meant = named(found.old, part) if found.old else None
    items = meant.items if meant else last_items(part) if not found.old else ()
    choices = meant.choices if meant else ()
    new = joined(part.text, found.new)
    same = named(found.new, part) if items and not choices else None
    if same and len(items) == 1 and same.items and same.items != items and _is_named_whole(new, same.items[0]):
        return removed(Named(items), part)
    if len(items) == 1 and not choices:
        change = rewritten(items[0], new, part)
        return meaning(change, says=_instead(new, items[0].label)) if change else None
    if choices:
        text = f"Which one shall be {quoted(new)}: {listed([quoted(i.label) for i in choices], 'or')}?"
        return which(choices, text, lambda item: [c for c in (rewritten(item, new, part),) if c])
    return None


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
