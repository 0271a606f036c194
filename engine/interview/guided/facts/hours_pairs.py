"""Pairs of items: two times make a span, days make ranges and lists."""

from collections.abc import Sequence

from engine.interview.guided.facts.day_names import Days, days_between, in_order
from engine.interview.guided.facts.hours_items import Item

_ARTICLES = ("las", "la", "le", "les", "as")
_MAYBE_RANGES = ("a", "e", "as", "al", "en")
_BETWEEN_DAYS = ("the", "on", "de", "le", "les", "el", "los", "am", "also", "not", "for", "a")


def with_spans(items: Sequence[Item]) -> list[Item]:
    """“9 to 5”, “between 9 and 5”, “from noon until eight” become one item each, of two times."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        end = _span_end(items, at, found)
        if end:
            value = (items[at].value, items[end].value)
            found.append(Item("span", value, "", items[at].start, items[end].end))
            at = end + 1
        else:
            found.append(items[at])
            at += 1
    return found


def _span_end(items: Sequence[Item], at: int, before: Sequence[Item]) -> int:
    """The index of the second time; 0 where there is no span."""
    if items[at].kind != "time" or at + 2 >= len(items):
        return 0
    link = items[at + 1]
    between = link.kind == "joint" and any(i.kind in ("between", "break") for i in before[-2:])
    end = at + 2 + (items[at + 2].text in _ARTICLES and at + 3 < len(items))
    ranged = between or link.kind in ("range", "until") or link.text in _MAYBE_RANGES
    return end if ranged and items[end].kind == "time" else 0


def with_days(items: Sequence[Item]) -> list[Item]:
    """“mon-fri”, “Tue/Thu”, “Mon, Wed and Fri”, “every day but Monday” become one item each."""
    found: list[Item] = []
    for item in items:
        if item.kind != "days":
            found.append(item)
            continue
        at = len(found)
        while at and (found[at - 1].text in _BETWEEN_DAYS or found[at - 1].kind in ("range", "joint", "but", "until")):
            at -= 1
        links = [i for i in found[at:] if i.kind in ("range", "joint", "but", "until")]
        own = _has_times(found[: at - 1][::-1]) and _has_times(items[items.index(item) + 1 :])
        others = not item.value or (at > 0 and found[at - 1].kind == "days" and not found[at - 1].value)
        apart = others or (own and all(i.kind == "joint" for i in links))
        if links and at and found[at - 1].kind == "days" and not apart:
            before = found[at - 1]
            found[at - 1 :] = [Item("days", _combined(before.value, links, item.value), "", before.start, item.end)]
        elif not links and at == len(found) and found and found[-1].kind == "days":
            found[-1] = Item("days", _combined(found[-1].value, [], item.value), "", found[-1].start, item.end)
        else:
            found.append(item)
    return found


def _has_times(beside: Sequence[Item]) -> bool:
    """Whether the next item that says anything is a time: “8 to 5 on weekdays, | Saturdays 10 to 2” are two things."""
    near = next((i for i in beside if i.kind not in ("about", "mark", "opens")), None)
    return near is not None and near.kind in ("span", "time", "whole_day", "until", "closed")


def _combined(before: Days, links: Sequence[Item], days: Days) -> Days:
    if any(link.kind == "but" for link in links):
        return before - days
    ranged = any(link.kind in ("range", "until") for link in links)
    return before | (days_between(frozenset(in_order(before)[-1:]), days) if ranged else days)
