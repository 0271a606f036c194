"""What the spec says and the prompt does not, or says otherwise: tools of a script, the check, hours, languages."""

import re
from collections.abc import Iterator

from engine.language.names import language_name
from engine.prompt.rules.meaning.clock import hours_in, times_in
from engine.prompt.rules.orders import numbers, stem_of
from engine.prompt.rules.reach import telling
from engine.prompt.rules.rule import Found, Rule, Subject, short

_BY_OTHERS = re.compile(r"(?i)does this:|cannot do this yourself|follow the steps of")
_MUCH = 0.6
_TRIES = re.compile(r"(?i)\b(\w+) (?:tries|attempts|chances)\b")
_AS_OFTEN = re.compile(r"(?i)\b(?:as (?:many|often)|any number of|unlimited|until it (?:fits|matches))\b")


def _tools_of_scripts(subject: Subject) -> Iterator[Found]:
    """A tool that changes something, which its task no longer uses."""
    if not subject.spec or subject.profile.tool_names == "capability":
        return
    named = {t.name: subject.profile.name_of(t) for t in subject.tools if t.effect != "read" and t.kind != "system"}
    scripts = {s.title.casefold().rstrip("."): s for s in subject.document.subsections("steps")}
    for goal in subject.spec.goals:
        script = scripts.get(goal.statement.casefold().rstrip("."))
        steps = script.text if script and not _BY_OTHERS.search(script.text) else ""
        for tool in (named[t] for t in goal.tools if t in named) if steps else ():
            if tool not in steps and script:
                yield Found(f"“{short(script.title)}” never uses `{tool}`.", "Steps", script.line)


def _check_as_said(subject: Subject) -> Iterator[Found]:
    """What is asked in the identity check, and how many tries there are."""
    identity = subject.spec.identity if subject.spec else None
    text = subject.document.of("check")
    if identity is None or not text:
        return
    told = telling(text)
    for asked in identity.ask:
        words = telling(asked)
        if words and len(words & told) < _MUCH * len(words):
            yield Found(f"The identity check does not ask for {short(asked)}.", "identity.ask")
    tries = {numbers().get(stem_of(word), word) for word in _TRIES.findall(text)}
    if _AS_OFTEN.search(text) or (tries - {"more", "the", "no"} and str(identity.tries) not in tries):
        yield Found(f"The identity check has {identity.tries} tries, and the prompt says otherwise.", "identity.tries")


def _hours_as_said(subject: Subject) -> Iterator[Found]:
    hours = subject.spec.runtime.hours if subject.spec else None
    place = subject.document.of("context", "facts")
    told = {minutes for either in times_in(place) for minutes in either} | {
        at for kept in hours_in(place) for at in (kept.opens, kept.closes)
    }
    for period in hours.periods if hours and place else ():
        wanted = [(int(t[:2]) * 60 + int(t[3:])) for t in (period.opens, period.closes)]
        if not set(wanted) <= told and "around the clock" not in place:
            message = f"The prompt does not say that it is open from {period.opens} to {period.closes}."
            yield Found(message, "runtime.hours")


def _languages_as_said(subject: Subject) -> Iterator[Found]:
    text = subject.document.of("language")
    for tag in subject.spec.languages if subject.spec and text else ():
        name = language_name(tag.partition("-")[0])
        if name.casefold() not in text.casefold():
            yield Found(f"The prompt does not say that the agent speaks {name}.", "languages")


def _guardrails_as_said(subject: Subject) -> Iterator[Found]:
    told = telling(subject.document.of("guardrails", "steps", "emergency"))
    for rail in subject.spec.guardrails if subject.spec and told else ():
        words = telling(rail.statement)
        if words and len(words & told) < _MUCH * len(words):
            yield Found(f"A rule of the spec is missing: “{short(rail.statement)}”.", f"guardrails.{rail.id}")


def _lines_as_said(subject: Subject) -> Iterator[Found]:
    told = telling(subject.document.text)
    for line in subject.spec.transfers if subject.spec else ():
        if not telling(line.label) <= told:
            yield Found(f"The prompt does not say when to hand over to {short(line.label)}.", f"transfers.{line.id}")


_SPEC = "the prompt is not what was agreed"
KEPT_RULES = (
    Rule("kept.tools", "warning", "Meaning", _tools_of_scripts, "it says that it did what it never did"),
    Rule("kept.check", "warning", "Meaning", _check_as_said, _SPEC),
    Rule("kept.hours", "warning", "Meaning", _hours_as_said, _SPEC),
    Rule("kept.languages", "warning", "Meaning", _languages_as_said, _SPEC),
    Rule("kept.guardrails", "warning", "Meaning", _guardrails_as_said, _SPEC),
    Rule("kept.transfers", "warning", "Meaning", _lines_as_said, _SPEC),
)
