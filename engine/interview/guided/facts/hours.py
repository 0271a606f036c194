"""“mon-fri 8 to 6, sat mornings, closed over christmas” -> `runtime.hours`, and what happens outside them."""

from dataclasses import replace

from engine.document.changes import Change, Set
from engine.document.spec import Hours
from engine.interview.contract import Question
from engine.interview.guided.facts.day_names import WEEK, Days, names_a_season
from engine.interview.guided.facts.hours_said import Said, hours_said
from engine.interview.guided.facts.hours_within import hours_within
from engine.interview.guided.facts.kept import kept_for_callers
from engine.interview.guided.facts.merge_hours import in_words, merged, week_of
from engine.interview.guided.facts.statement import statement
from engine.interview.guided.facts.zones import zone_in
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import clauses_of
from engine.language.lexicon import word_set
from engine.language.text import fold
from engine.messages.replies import Suggestion

_LONGEST = 600
"""Characters. Longer than that, no clause is about hours alone."""
_CHOICES: tuple[tuple[str, Days], ...] = (
    ("Monday to Friday", frozenset(WEEK[:5])),
    ("Monday to Saturday", frozenset(WEEK[:6])),
    ("Every day", frozenset(WEEK)),
)


def hours(part: Part) -> Meaning | None:
    """Opening hours, where the part speaks of nothing else; times without days are asked about."""
    if len(part.text) > _LONGEST:
        return None
    text, zone = _without_zone(part)
    said = hours_said(_without_company(text, part), part.language)
    if said.others or not (said.open or said.closed or said.closed_words) or not _is_complete(said, part):
        return None
    if not (said.open or said.closed) and any(c.negated for c in clauses_of(part.text, part.language)):
        return None  # “never tell them to climb off it”: an order, and nothing that is closed
    known = part.spec.runtime.hours
    if not known and all(stretch.gap for _, stretch in said.open) and not said.closed and not said.closed_words:
        return None
    found = merged(known, said, part.text)
    zones: list[Change] = [Set(path="runtime.timezone", value=zone)] if zone else []
    if found is None:
        return _which_days(part, said)
    told = meaning(_set(found), *zones, says=f"{_OPEN} {in_words(found)}.")
    return _in_season(told, part, bool(known)) if names_a_season(part.tokens) else told


def _in_season(told: Meaning, part: Part, known: bool) -> Meaning:
    """Hours of a part of the year are kept in the team's words; those of the week stay, if they are known."""
    kept = kept_for_callers(part)
    return kept if known else replace(kept, found=(*told.found, *kept.found))


def hours_among(part: Part) -> Meaning | None:
    """“we do mon to thu 9 to 5, and saturday mornings till 1 but only in town”: the hours, and the whole of it for
    callers, since it says more than that. None where hours are known, or are one person's."""
    if part.spec.runtime.hours or "?" in part.text or not statement(part):
        return None
    if any(t.folded in word_set("third_persons") for t in part.tokens):
        return None
    found = hours_within(part.text, part.language, None)
    if found is None:
        return None
    kept = kept_for_callers(part)
    return replace(
        kept, found=(*meaning(_set(found)).found, *kept.found), says=f"{_OPEN} {in_words(found)}. {kept.says}"
    )


_OPEN = "Opening hours:"


def _set(found: Hours) -> Change:
    return Set(path="runtime.hours", value=found.model_dump(mode="json"))


def _is_complete(said: Said, part: Part) -> bool:
    """“Mondays” or “8” alone say no hours, nor does “closed” without a day; “9 to 5” does where hours are spoken of."""
    asked = bool(part.asked and part.asked.path.startswith("runtime.hours"))
    with_days = any(days and (s.whole or s.closes or s.opens or s.part) for days, s in said.open)
    spans = any(s.whole or (s.opens and s.closes) for _, s in said.open)
    known = bool(week_of(part.spec.runtime.hours))
    moved = bool(said.open) and known and said.marked
    closings = said.closed or said.closed_words
    full = with_days and (spans or said.marked or known)
    return bool(full or (spans and (said.marked or asked or _whole(said))) or moved or (closings and said.marked))


def _whole(said: Said) -> bool:
    return any(stretch.whole for _, stretch in said.open)


def _which_days(part: Part, said: Said) -> Meaning | None:
    """“We are open 9 to 5”: on which days?"""
    choices = [(label, merged(part.spec.runtime.hours, said, part.text, days)) for label, days in _CHOICES]
    suggestions = tuple(
        Suggestion(label=label, says=label, changes=(_set(found),)) for label, found in choices if found is not None
    )
    if not suggestions:
        return None
    return Meaning(question=Question("runtime.hours", "On which days is that?", suggestions=suggestions))


def _without_company(text: str, part: Part) -> str:
    """The name of the company is no other subject: “Bright Smile is open 9 to 5 on weekdays”."""
    for name in filter(None, (part.spec.company, part.spec.industry)):
        at = fold(text).find(fold(name))
        if at >= 0:
            text = text[:at] + "we" + text[at + len(name) :]
    return text


def _without_zone(part: Part) -> tuple[str, str]:
    found = zone_in(part.text)
    return (part.text.replace(found.words, " "), found.zone) if found else (part.text, "")
