"""“closed Mondays”, “closed over christmas”, “Sundays closed”, “en agosto cerramos”: taken out of a clause's items."""

from collections.abc import Sequence
from functools import cache

from engine.interview.guided.facts.day_names import Days
from engine.interview.guided.facts.hours_items import Item
from engine.language.lexicon import lexicon
from engine.language.text import fold

_ENDS = ("opens", "but", "span", "closed", "until", "whole_day")
_NOTHING = ("about", "mark", "joint")
_TIMES = ("span", "time", "until", "opens", "closes", "whole_day")


Closed = tuple[Days, str]
"""Days, and the part of them (`afternoon`) or, empty, all of them."""


def without_closings(text: str, items: Sequence[Item]) -> tuple[list[Closed], list[str], list[Item]]:
    """Days that are closed, words of other closings as they stand in `text`, and the items that are left."""
    days: list[Closed] = []
    words: list[str] = []
    kept = list(items)
    for item in [i for i in items if i.kind in ("closed", "but") or i.text == "no"]:
        if item not in kept:
            continue
        at = kept.index(item)
        if item.kind != "closed" and not _takes_days_out(kept, at):
            continue
        start, end = _reach(kept, at)
        tail = [*kept[start:at], *kept[at + 1 : end]]
        part = next((i.value for i in tail if i.kind == "part"), "")
        days += [(i.value, part) for i in tail if i.kind == "days" and i.value]
        words += _occasions(text, tail)
        kept = [*kept[:start], *kept[end:]]
    return days, words, kept


def _takes_days_out(items: Sequence[Item], at: int) -> bool:
    """“… sauf le lundi”, where no other time follows for that day."""
    after = [i for i in items[at + 1 :] if i.kind not in _NOTHING]
    return bool(after) and after[0].kind == "days" and not (len(after) > 1 and after[1].kind in _TIMES)


def _reach(items: Sequence[Item], at: int) -> tuple[int, int]:
    """From where to where the closing speaks: what follows up to a comma, else what stands before it."""
    end = next((n for n in range(at + 1, len(items)) if items[n].text == "," or items[n].kind in _ENDS), len(items))
    end = _over_lists(items, end)
    if at and items[at - 1].kind == "days" and _has_its_own_time(items[at + 1 : end + 1]):
        return at - 1, at + 1
    if any(i.kind in ("days", "word", "time") for i in items[at + 1 : end]):
        return at, end
    start = at
    while start and items[start - 1].text != "," and items[start - 1].kind not in (*_TIMES, "closed"):
        start -= 1
    return start, end


def _has_its_own_time(items: Sequence[Item]) -> bool:
    """“Wednesday closed Thursday 10-8”: the day behind the word is open."""
    kinds = [i.kind for i in items if i.kind not in ("about", "mark")]
    return kinds[:1] == ["days"] and len(kinds) > 1 and kinds[1] in _TIMES


def _over_lists(items: Sequence[Item], end: int) -> int:
    """“closed Mondays, Tuesdays and bank holidays” goes on after the comma where no time follows."""
    rest = items[end:]
    plain = all(i.kind in ("days", "joint", "about", "word", "mark") for i in rest)
    return len(items) if rest and plain and any(i.kind == "joint" and i.text != "," for i in rest) else end


def _occasions(text: str, items: Sequence[Item]) -> list[str]:
    """The words that are no days, a list of them one by one: “July 4th and Thanksgiving”."""
    groups: list[list[Item]] = [[]]
    for item in items:
        between = any(i.kind == "between" for i in groups[-1])
        if item.kind == "days" or (item.kind == "joint" and not between):
            groups.append([])
        else:
            groups[-1].append(item)
    return [words for group in groups if (words := _occasion(text, group))]


def _occasion(text: str, items: Sequence[Item]) -> str:
    kept = list(items)
    while kept and (kept[0].kind in ("mark", "opens", "closes") or kept[0].text in _leads()):
        kept.pop(0)
    while kept and (kept[-1].kind == "mark" or kept[-1].text in _leads()):
        kept.pop()
    return text[kept[0].start : kept[-1].end].strip(" ,") if any(i.kind in ("word", "time") for i in kept) else ""


@cache
def _leads() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("hours")["closed_leads"])
