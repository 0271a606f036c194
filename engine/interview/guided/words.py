"""The builder's own words: what it understood, in one line."""

from engine.languages import language_name
from engine.sentences import listed
from engine.spec import AgentSpec

_MOST_GOALS = 4


def acknowledgement(before: AgentSpec, after: AgentSpec) -> str:
    """“Got it: a receptionist for Bright Smile Dental; it books appointments.” Empty where nothing changed."""
    parts: list[str] = []
    if after.role != before.role and after.role:
        who = f"{_article(after.role)} {after.role}" + (f" for {after.company}" if after.company else "")
        parts.append(f"{who}{f' called {after.name}' if after.name else ''}")
    goals = [g.statement for g in after.goals if g not in before.goals]
    if goals:
        more = f" and {len(goals) - _MOST_GOALS} more" if len(goals) > _MOST_GOALS else ""
        parts.append(f"it will {listed([_small(g) for g in goals[:_MOST_GOALS]])}{more}")
    if after.tone != before.tone and after.tone:
        parts.append(f"tone: {listed(after.tone)}")
    if after.languages != before.languages and after.languages:
        parts.append(f"in {listed([language_name(tag) for tag in after.languages])}")
    return f"Got it: {'; '.join(parts)}." if parts else ""


def _small(statement: str) -> str:
    return statement[:1].lower() + statement[1:]


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"
