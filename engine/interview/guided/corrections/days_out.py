"""“scrap the saturday thing”: a day goes out of the opening hours, where the words name nothing but days."""

import re
from collections.abc import Sequence

from engine.document.changes import Change, Edit, Remove, Set
from engine.document.spec import KnowledgeItem
from engine.interview.guided.corrections.telling_words import content
from engine.interview.guided.facts.day_names import day_names
from engine.interview.guided.facts.hours_within import hours_within
from engine.interview.guided.facts.merge_hours import in_words, periods_of, week_of
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token

_HOURS = frozenset(("open", "hour", "opening", "morning", "afternoon", "evening", "time"))


def days_out(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """None where the agent has no hours on these days, or more is named than days."""
    names = day_names(part.language or "en")
    days = frozenset(day for t in tokens for day in names.get(t.folded, ()))
    rest = [t for t in tokens if t.folded not in names]
    known = part.spec.runtime.hours
    week = week_of(known)
    if not known or not days & set(week) or set(content(rest)) - _HOURS:
        return None
    left = {day: spans for day, spans in week.items() if day not in days}
    hours = known.model_copy(update={"periods": periods_of(left)})
    hours = hours.model_copy(update={"said": in_words(hours)[:300] or None})
    change = Set(path="runtime.hours", value=hours.model_dump(mode="json"))
    told = [k for k in part.spec.knowledge if hours_within(k.content, part.language, None)]
    return meaning(
        change,
        *(_without_hours(k, part.language) for k in told),
        says=f"Opening hours: {in_words(hours) or 'none left'}.",
    )


def _without_hours(known: KnowledgeItem, language: str) -> Change:
    """An answer with the old hours would contradict the new ones; what else it says stays."""
    kept = [s for s in _SENTENCE.findall(known.content) if not hours_within(s, language, None)]
    rest = " ".join(s.strip() for s in kept)
    if sum(word[0].isalpha() for word in rest.split()) < _A_SENTENCE:
        return Remove(part="knowledge", id=known.id)
    return Edit(part="knowledge", id=known.id, values={"title": rest.rstrip(".")[:120], "content": rest})


_SENTENCE = re.compile(r"[^.;!?]+[.;!?]?")
_A_SENTENCE = 3
"""Words."""
