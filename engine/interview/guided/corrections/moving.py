"""“move the second goal to the end”, “valuations before buyers”; a tool to another goal."""

import re
from collections.abc import Sequence

from engine.document.changes import CHANGE, Change, Edit, Move
from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.kinds import values_in
from engine.interview.guided.corrections.orders import without_softeners
from engine.interview.guided.corrections.swaps import value_words
from engine.interview.guided.corrections.target import named
from engine.interview.guided.corrections.telling_words import Named, content, spoken_of
from engine.interview.guided.corrections.texts import texts_of
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, without_around
from engine.interview.guided.edit_flow import step_moved
from engine.interview.guided.targets import Item, items_of, stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, joined, sentence_case, tokens_of
from engine.sentences import quoted

_LONGEST = 20
_ORDERED = ("goals", "data_fields", "transfers", "guardrails", "knowledge")


def moved(part: Part) -> Meaning | None:
    """An item to another place in its list, a tool to another goal; None where either end names nothing."""
    tokens = without_around(without_softeners(part.tokens))
    if not 3 <= len(tokens) <= _LONGEST or "?" in part.text:
        return None
    verb = phrases("moving").at(tokens, 0)
    rest = tokens[verb.end :] if verb else tokens
    return (
        _step(part, tokens)
        or _swapped(tokens, part)
        or _to_a_goal(rest, part, bool(verb))
        or _to_a_place(rest, part, bool(verb))
    )


def _step(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    from dataclasses import replace

    return step_moved(replace(part, tokens=tuple(tokens)))


def _swapped(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“swap goals 1 and 2”: the later one first, the earlier one in its place."""
    verb = phrases("swap").at(tokens, 0)
    found = named(tokens[verb.end :], part) if verb else None
    if found is None or found.choices or len(found.items) != 2 or len({i.part for i in found.items}) != 1:
        return None
    keys = [i.key for i in items_of(part.spec) if i.part == found.items[0].part]
    first_one, second = sorted(found.items, key=lambda i: keys.index(i.key))
    after = keys[keys.index(second.key) + 1 :]
    moves = [_move(second, first_one.key), _move(first_one, after[0] if after else "")]
    return meaning(*moves, says=f"{quoted(second.label)} and {quoted(first_one.label)} have changed places.")


def _move(item: Item, before: str) -> Change:
    return Move.model_validate({"part": item.part, "id": item.key, "before": before or None})


# --- a case to another person ---


def handed_to(part: Part) -> Meaning | None:
    """“refunds go to Lee now”, “give the complaints to Noor instead”, “move the faults from Miriam to Ken”: the case of
    a transfer that is there, to somebody else; with his number, where another transfer has it.
    """
    tokens = without_around(without_softeners(part.tokens))
    for form in forms_in(tokens, "give"):
        new, about, old = trimmed(value_words(form.slot("new"))), form.slot("about"), form.slot("old")
        transfers = [i for i in items_of(part.spec) if i.part == "transfers"]
        meant = [i for i in transfers if _is_its_case(about, i, part)]
        if old and (of_one := spoken_of(trimmed(old), part, "transfers")):
            meant = list(of_one.items)
        known = spoken_of(new, part, "transfers")
        if new and len(meant) == 1 and not (known and known.items == tuple(meant)):
            return given(meant[0], joined(part.text, new), part, known.items if known else ())
    return None


_MOST_OF_IT = 0.6


def _is_its_case(about: Sequence[Token], item: Item, part: Part) -> bool:
    """“wedding complaints go to Bea” is news where complaints go to Kim, and the other way round."""
    case = next(t.condition for t in part.spec.transfers if t.id == item.key)
    own, said = set(content(tokens_of(case))) - _OF_EVERY_CASE, set(content(about))
    return bool(own and said) and len(own & said) >= _MOST_OF_IT * max(len(own), len(said))


_OF_EVERY_CASE = frozenset(stems("call caller about asks wants"))


def given(item: Item, name: str, part: Part, known: Sequence[Item] = ()) -> Meaning:
    """The transfer with another person, and his number where it was told."""
    theirs = next((t for t in part.spec.transfers if known and t.id == known[0].key), None)
    number = None if theirs else _number_of(name, part)
    label = theirs.label if theirs else f"{sentence_case(name)} ({number})" if number else sentence_case(name)
    return meaning(
        Edit(
            part="transfers",
            id=item.key,
            values={"label": label, "destination": theirs.destination if theirs else None},
        )
    )


def _number_of(name: str, part: Part) -> str | None:
    """“subsidy questions to Ken on 555 0167”, where that was told."""
    beside = re.compile(rf"\b{re.escape(name)}\b[^.;,\d]{{0,20}}", re.IGNORECASE)
    for text in texts_of(part.spec):
        for match in beside.finditer(text.value):
            number = next((v for v in values_in(text.value[match.end() :]) if v.kind == "phone" and not v.start), None)
            if number:
                return number.text
    return None


# --- a tool to another goal ---


def _to_a_goal(tokens: Sequence[Token], part: Part, ordered: bool) -> Meaning | None:
    link = first("belongs", tokens)
    if link is None and ordered:
        at = next((i for i, t in enumerate(tokens) if i and t.folded in ("to", "into", "under", "at")), None)
        link = Hit("belongs", at, at + 1) if at else None
    if link is None and tokens[0].folded == "use":
        tokens = tokens[1:]
        at = next((i for i, t in enumerate(tokens) if i and t.folded in ("for", "in", "when")), None)
        link = Hit("for", at, at + 1) if at else None
    if link is None or not link.start or link.end >= len(tokens):
        return None
    tool = next((i for i in _one(named(_as_tool(tokens[: link.start]), part)) if i.part == "tools"), None)
    goal = next((i for i in _one(named(tokens[link.end :], part)) if i.part == "goals"), None)
    if tool is None or goal is None:
        return None
    as_well = any(t.folded in ("too", "also", "well", "both") for t in part.tokens) or link.value == "for"
    having = [g for g in part.spec.goals if tool.key in g.tools and g.id != goal.key and not as_well]
    changes: list[Change] = [_link("remove_from_goal", g.id, tool.key) for g in having[:1] if len(having) == 1]
    if not any(g.id == goal.key and tool.key in g.tools for g in part.spec.goals):
        changes.append(_link("add_to_goal", goal.key, tool.key))
    return meaning(*changes, says=f"`{tool.key}` serves {quoted(goal.label)} now.")


def _as_tool(tokens: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(t for t in tokens if t.folded not in ("tool", "function"))


def _link(op: str, goal: str, tool: str) -> Change:
    return CHANGE.validate_python({"op": op, "goal": goal, "part": "tools", "item": tool})


def _one(found: Named | None) -> tuple[Item, ...]:
    return found.items if found and len(found.items) == 1 and not found.choices else ()


# --- another place in the list ---


def _to_a_place(tokens: Sequence[Token], part: Part, ordered: bool) -> Meaning | None:
    place = _place(tokens)
    if place is None:
        return None
    said = phrases("placed").find(tokens[: place.start])
    at_the_end = bool(said) and said[-1].end == place.start and place.end == len(tokens)
    if not (ordered or at_the_end or (place.value in ("before", "after") and place.end < len(tokens))):
        return None
    thing = tokens[: said[-1].start] if said and said[-1].end == place.start else tokens[: place.start]
    (item, *_), others = _one(named(thing, part)) or (None,), tokens[place.end :]
    if item is None or item.part not in _ORDERED:
        return None
    siblings = [i.key for i in items_of(part.spec) if i.part == item.part and i.key != item.key]
    before = _before(place.value, others, item, siblings, part)
    if before is None:
        return None
    return meaning(_move(item, before), says=f"Moved {quoted(item.label)} {_where(before, part)}.")


def _place(tokens: Sequence[Token]) -> Hit | None:
    """“before …” or “after …”, else the place that the words end with: “the first goal to the end”."""
    hits = [hit for hit in _places().find(tokens) if hit.start]
    beside = next((hit for hit in hits if hit.value in ("before", "after") and hit.end < len(tokens)), None)
    return beside or next((hit for hit in hits if hit.end == len(tokens)), None)


def _before(place: str, beside: Sequence[Token], item: Item, siblings: Sequence[str], part: Part) -> str | None:
    """The key of the item that it shall stand before; empty for the end; None where nobody can tell."""
    if place == "start":
        return siblings[0] if siblings else None
    if place == "end":
        return ""
    found = next((i for i in _one(named(beside, part)) if i.part == item.part and i.key in siblings), None)
    if found is None:
        return None
    at = siblings.index(found.key) + (place == "after")
    return siblings[at] if at < len(siblings) else ""


def _where(before: str, part: Part) -> str:
    label = next((i.label for i in items_of(part.spec) if i.key == before), "")
    return f"before {quoted(label)}" if before else "to the end"


def _places() -> PhraseBook:
    data = lexicon("edits")["places"]
    more = {"start": ["first", "to first place", "up front", "to the front"], "end": ["last", "to the back"]}
    return PhraseBook({key: [*words, *more.get(key, [])] for key, words in data.items()})
