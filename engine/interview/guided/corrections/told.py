"""“no wait, grands are 110”, “sorry, 48 hours”, “I meant Swiftbox”, “make that 65”: what was told, told anew.

Of all that is told (answers, notes, rules, transfers, opening hours), the clause that speaks of the same thing is
meant; where the words name nothing, what was said last. A value of the same kind goes in the place of the old one;
where there is none, the new words stand for the clause, for the name, or for the job that was told.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from engine.document.changes import Change, Edit, Set
from engine.interview.guided.corrections.clauses_told import Clause, just_said, speaking_of, values_of
from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.kinds import Value, values_in
from engine.interview.guided.corrections.orders import without_softeners
from engine.interview.guided.corrections.replacing import rewritten
from engine.interview.guided.corrections.target import last_items
from engine.interview.guided.corrections.telling_words import content
from engine.interview.guided.corrections.texts import Text
from engine.interview.guided.corrections.vocabulary import first, phrases, without_around, words
from engine.interview.guided.facts.asked_by_callers import question_to
from engine.interview.guided.facts.statement import statement
from engine.interview.guided.targets import part_named, same_word
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined, sentence_case, tokens_of
from engine.language.tones import is_all_tone, tone_hits
from engine.sentences import quoted

_ECHOED = ("transfers", "guardrails", "runtime")
"""Every reply says these anew where they have changed."""
_LONGEST = 24
_SHORT = 6
"""Words of what may correct without a word that says so: “express 25”."""
_ALIKE = 0.3
"""Share of the longer one's words that two clauses must have in common."""
_SINGLE = ("company", "name", "role", "audience", "greeting")


def told_anew(part: Part) -> Meaning | None:
    """None where nothing is taken back, or nothing that was told speaks of the same."""
    if "?" in part.text or not part.tokens:
        return None
    told, meant = _what_was_meant(part.tokens)
    if not told or len(told) > _LONGEST or any(t.folded in _AS_WELL for t in told):
        return None
    new = joined(part.text, told)
    said = content([t for t in told if not t.text[0].isdigit() and t.folded not in words("names_of_values")])
    values = _without_days_spoken_of(values_in(new))
    if len(values) != 1 and len({v.text for v in values}) == 1:
        values = values[:1]  # “17:30, pick up until 17:30”
    said = tuple(word for word in said if not any(word in content(tokens_of(v.text)) for v in values))
    surely = meant or _takes_back(part.tokens, "taking_back")
    bare = not said and len(values) == 1 and values[0].kind != ""
    briefly = len(told) <= _SHORT and bool(said and values) and not statement(part)
    if not (surely or bare or briefly or first("changed", part.tokens)):
        if said and _takes_back(part.tokens, "remembering"):  # “oh, harpsichords are fine”
            return _without_piece(said, speaking_of(said, part, whole=False), part)
        return None
    clauses = speaking_of(said, part, whole=briefly and not surely) if said else just_said(values, part)
    again = _another_value(values, clauses, part)
    if again is None and said and surely and not is_all_tone(told):
        again = _another_clause(new, said, clauses, part)
    return again or (_name_or_item(told, part) if meant and not values else None)


def _without_days_spoken_of(values: Sequence[Value]) -> Sequence[Value]:
    """“weekend is 340 now” tells a price anew, and not a day."""
    prices = [v for v in values if v.kind not in ("days", "span", "time", "phone")]
    return prices if any(v.kind == "days" for v in values) and prices else values


_AS_WELL = ("too", "also", "auch", "también", "aussi")
"""What is told beside the other thing corrects nothing: “the fee applies on Sundays too”."""


def revalued(part: Part) -> Meaning | None:
    """“change the warranty to 3 years”: a value of the same kind in the clause that speaks of it."""
    for form in forms_in(without_around(without_softeners(part.tokens)), "revalue"):
        said, values = content(form.slot("about")), values_in(joined(part.text, form.slot("new")))
        clauses = speaking_of(said, part, whole=True) if said and "?" not in part.text else []
        if found := _another_value(values, clauses, part):
            return found
    return None


def _what_was_meant(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], bool]:
    """The words of the new value, and whether “I meant”, “make that” or a name alone says that they are one."""
    told = without_around(tokens)
    hit = first("meant", tokens)
    hit = hit if hit and not without_around(tokens[: hit.start]) else None
    was = phrases("was").at(told, 0) if told and first("mistyped", tokens) else None
    back = bool(told) and told[0].start > tokens[0].start and tokens[0].folded in words("taking_back")
    if hit:
        told = without_around(tokens[hit.end :])
    elif was:
        told = told[was.end :]
    elif not (back and len(told) <= _MOST_OF_A_NAME and all(t.is_capital for t in told)):
        return told, False
    end = next((h.start for h in phrases("mistyped").find(told) if h.start), len(told))
    told = without_around(told[:end])
    while told and told[0].folded in ("the", "a", "an", "that", "to"):
        told = told[1:]
    pronoun = bool(told) and (told[0].folded in words("taken_back") or bool(phrases("pronouns").at(told, 0)))
    return told, not pronoun


_MOST_OF_A_NAME = 3


def _takes_back(tokens: Sequence[Token], by: str) -> bool:
    """Whether one of those that stand around it takes back what was said: “ok” and “please” do not."""
    told = without_around(tokens)
    around = [t for t in tokens if not told or t.start < told[0].start or t.start > told[-1].start]
    if len(around) == 1 and around[0].folded == "no" and told:
        return False  # “no calls before 8” forbids
    return any(t.folded in words(by) for t in around)


# --- what stands there now ---


def _another_value(values: Sequence[Value], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """One value of the same kind in one clause."""
    if len(values) != 1:
        return None
    new = values[0]
    fitting = [(c, old) for c in clauses for old in values_of(c, new) if new.may_replace(old)]
    fitting = [pair for pair in fitting if pair[1].kind == new.kind] or fitting
    fitting = [pair for pair in fitting if new.role and pair[1].role == new.role] or fitting
    if len({(c.of.item, c.words, old.start) for c, old in fitting}) != 1 or fitting[0][1].text == new.text:
        return None
    clause, old = fitting[0]
    return written_anew(clause, f"{clause.words[: old.start]}{new.text}{clause.words[old.end :]}", part)


def _another_clause(new: str, said: Sequence[str], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """The new words for the clause; the later one where two of one text fit, since it says more of the same."""
    texts = {clause.of for clause in clauses}
    if len(texts) != 1 or clauses[-1].of.part in _ECHOED:
        return None
    rest = _without_piece(said, clauses, part)
    return rest or (written_anew(clauses[-1], new, part) if _speak_alike(said, clauses[-1]) else None)


def _speak_alike(said: Sequence[str], clause: Clause) -> bool:
    """Whether the new words may stand for the clause: one word in common, such as “late”, makes them no twins."""
    own = content(tokens_of(clause.words))
    common = [word for word in said if any(same_word(word, other) for other in own)]
    return len(common) >= _ALIKE * max(len(said), len(own))


def _without_piece(said: Sequence[str], clauses: Sequence[Clause], part: Part) -> Meaning | None:
    """“harpsichords are fine actually” after “we don't do player pianos or harpsichords”: one less of a list."""
    if len({clause.of for clause in clauses}) != 1:
        return None
    text = clauses[0].of.value
    negators = {"not", "don't", "no", "never", "cannot", "can't", "doesn't", "aren't", "isn't", "won't", "neither"}
    now = {t.folded for t in part.tokens}
    if not {t.folded for t in tokens_of(text)} & negators or now & negators:
        return None
    pieces = list(re.finditer(r"(?:^|,\s*(?:and|or)?\s*|\s(?:and|or)\s)([^,.;]+?)(?=,|\s(?:and|or)\s|[.;]|$)", text))
    gone = [p for p in pieces[1:] if set(content(tokens_of(p[1]))) & set(said)]
    if len(gone) != 1:
        return None
    left = text[: gone[0].start()] + text[gone[0].end() :]
    comma = left.rfind(", ")
    left = left if re.search(r"\b(?:and|or)\b", left) or comma < 0 else f"{left[:comma]} or {left[comma + 2 :]}"
    return _written(clauses[0].of, left, part, f"Now {quoted(left.rstrip('.'))} instead of {quoted(text.rstrip('.'))}.")


def written_anew(clause: Clause, new: str, part: Part) -> Meaning:
    says = f"Now {quoted(sentence_case(new.strip()))} instead of {quoted(sentence_case(clause.words))}."
    return _written(clause.of, clause.with_words(new.strip()), part, says)


def _written(text: Text, value: str, part: Part, says: str) -> Meaning:
    changes: list[Change] = [text.written(value)]
    if text.part == "knowledge":
        changes = [Edit(part="knowledge", id=text.path.split(".")[1], values=_answer(text, value, part))]
    return meaning(*changes, says=says if text.part not in _ECHOED else "")


def _answer(text: Text, value: str, part: Part) -> dict[str, object]:
    """The question that it answers may have the old value in it."""
    said = statement(replace(part, text=value, tokens=tokens_of(value)))
    known = next(k for k in part.spec.knowledge if f"knowledge.{k.id}" == text.item)
    same = known.title.rstrip(".?") == known.content.rstrip(".")
    title = question_to(said) if said else value.rstrip(".")[:120] if same else known.title
    return {"content": value, "title": title}


# --- a name or a job that was meant otherwise ---


def _name_or_item(told: Sequence[Token], part: Part) -> Meaning | None:
    """“I meant theft reports”, “it was Swiftbox, sorry”: in place of what the last message of that person set."""
    new = joined(part.text, told)
    if is_all_tone(told):
        return meaning(Set(path="tone", value=[hit.value for hit in tone_hits(told)]))
    path = _last_single(part, new)
    if path:
        renamed = Set.model_validate({"path": path, "value": new})
        return meaning(renamed, says=f"Now {quoted(new)} instead of {quoted(getattr(part.spec, path))}.")
    items = [i for i in last_items(part) if i.part in ("goals", "transfers", "guardrails", "data_fields", "knowledge")]
    if not items or part_named(told):
        return None
    item = max(items, key=lambda i: fuzz.token_set_ratio(new.casefold(), i.words))
    change = rewritten(item, new, part)
    return meaning(change, says=f"Now {quoted(new)} instead of {quoted(item.label)}.") if change else None


def _last_single(part: Part, new: str) -> str:
    """The single value that the same person set last and that is most like the new one."""
    own = {m.id for m in (*part.history, part.message) if m.author.id == part.message.author.id}
    paths = [p for p in _SINGLE if (o := part.spec.origins.get(p)) and o.message in own and getattr(part.spec, p)]
    latest = _latest(part, paths)
    return max(latest, key=lambda p: fuzz.ratio(new.casefold(), getattr(part.spec, p).casefold()), default="")


def _latest(part: Part, paths: Sequence[str]) -> list[str]:
    """Of these paths, those that the newest message set; none where that message set only something else."""
    for message in (part.message, *reversed(part.history)):
        touched = [p for p, origin in part.spec.origins.items() if origin.message == message.id]
        if touched:
            return [p for p in paths if p in touched]
    return []
