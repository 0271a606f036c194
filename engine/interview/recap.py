"""What is agreed, looked back at: `recap_of` before the final approval, `recap` in short for whoever comes back."""

from collections.abc import Iterator

from engine.document.approvals import is_approved
from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, Stage, Transfer
from engine.document.stages import TITLES, progress_of
from engine.interview.loose_ends import SUGGESTED, assumed_in, open_in
from engine.language.names import language_name
from engine.language.prohibitions import forbidden
from engine.markdown import plain
from engine.messages.recap import Does, Fact, InEmergency, Otherwise, Recap, TakesOver
from engine.sentences import listed, with_values
from engine.targets import PLATFORM_NAMES

_DIRECTIONS = {"inbound": "answers calls", "outbound": "makes calls", "web": "talks on the web"}
_FALLBACKS = {
    "person": "a person takes over",
    "message": "it takes a message",
    "callback": "it offers a call back",
    "none": "it says honestly that it cannot help",
}


def recap_of(spec: AgentSpec) -> Recap:
    """The agent as its callers will meet it, with what the checks of its prompt and its call flow found. Pure."""
    return _agreed(spec).model_copy(update={"warnings": tuple(_warnings(spec))})


def recap(spec: AgentSpec) -> str:
    """A few lines of CommonMark: a headline, then one list item for each thing that is known."""
    progress = progress_of(spec)
    if progress.stage == Stage.INITIAL:
        return "Nothing is agreed yet."
    agreed = _agreed(spec)
    where = f"Where we are: {TITLES[progress.stage]}, {progress.percent} %"
    return "\n".join([agreed.headline, "", *(f"- {line}" for line in (*_short_lines(spec, agreed), where))])


def headline(spec: AgentSpec) -> str:
    """`**Mia**, a receptionist for Bright Smile Dental, answers calls.`"""
    who = f"**{spec.name}**" if spec.name else f"**{_capital(spec.role)}**" if spec.role else "**Your agent**"
    role = f", {spec.role}" if spec.name and spec.role else ""
    company = f" for {spec.company}" if spec.company else ""
    does = f", {_DIRECTIONS[spec.direction]}" if spec.direction else ""
    return f"{who}{role}{company}{does}"


def _agreed(spec: AgentSpec) -> Recap:
    lines = {transfer.id: transfer for transfer in spec.transfers}
    hours = spec.runtime.hours
    return Recap(
        headline=headline(spec),
        facts=tuple(_facts(spec)),
        greeting=_as_spoken(spec) if spec.greeting else None,
        does=tuple(Does(goal=goal.id, statement=goal.statement, by=_label(lines, goal.by_whom)) for goal in spec.goals),
        never=tuple(_never(spec)),
        keeps=tuple(_keeps(spec)),
        otherwise=tuple(_otherwise(spec, lines)),
        takes_over=tuple(TakesOver(who=t.label, when=t.condition, number=t.destination) for t in spec.transfers),
        hours=hours_in_words(hours) or None if hours else None,
        outside=_outside(spec),
        emergencies=tuple(InEmergency(signs=e.signs, say=e.say, then=e.then) for e in spec.emergencies),
        identity=_identity(spec),
        open=tuple(open_in(spec)),
        notes=tuple(note.text for note in spec.notes),
        assumed=tuple(assumed_in(spec)),
    )


def _facts(spec: AgentSpec) -> Iterator[Fact]:
    known = {
        "Talks to": plain(spec.audience or ""),
        "Languages": listed([language_name(tag) for tag in spec.languages]),
        "Tone": plain(listed(spec.tone)),
        "Asks for": plain(listed([f.description for f in spec.data_fields if f.source == "caller"])),
        "Tools": _tools(spec, "accepted"),
        "Proposed tools": _tools(spec, "proposed"),
        "Without": _tools(spec, "declined"),
        "For": listed([PLATFORM_NAMES[p] for p in spec.platforms]),
    }
    return (Fact(label=label, value=value) for label, value in known.items() if value)


def _tools(spec: AgentSpec, state: str) -> str:
    return listed([f"`{tool.name}`" for tool in spec.tools if tool.state == state])


def _as_spoken(spec: AgentSpec) -> str:
    """The greeting with an example, or in brackets the meaning, for what is known before the call only."""
    values = {v.name: v.example or f"[{v.description}]" for v in spec.variables}
    return " ".join(with_values(spec.greeting or "", values).split())


def _never(spec: AgentSpec) -> Iterator[str]:
    """What is forbidden, said as what it never does: `Give medical advice`."""
    return (_capital(what) for rule in _rules(spec) if (what := forbidden(rule)))


def _keeps(spec: AgentSpec) -> Iterator[str]:
    if spec.compliance.ai_disclosure:
        yield "It says that it is an AI."
    if spec.compliance.recording_consent:
        yield "It asks before it records."
    yield from (rule for rule in _rules(spec) if not forbidden(rule))


def _rules(spec: AgentSpec) -> Iterator[str]:
    of_goals = (rule for goal in spec.goals for rule in goal.rules)
    return iter(dict.fromkeys([*(guardrail.statement for guardrail in spec.guardrails), *of_goals]))


def _otherwise(spec: AgentSpec, lines: dict[str, Transfer]) -> Iterator[Otherwise]:
    fallback = spec.fallback
    then = "nothing is agreed" if fallback is None else _FALLBACKS[fallback.kind]
    if fallback and (line := _label(lines, fallback.transfer)):
        then = f"{line} takes over"
    said = f": “{fallback.say}”" if fallback and fallback.say else ""
    yield Otherwise(when="Nothing else helps", then=f"{then}{said}")
    for goal in spec.goals:
        yield from (Otherwise(goal=goal.id, when=case.when, then=case.then) for case in goal.cases)


def _identity(spec: AgentSpec) -> str | None:
    check = spec.identity
    if check is None:
        return None
    goals = [goal.statement for goal in spec.goals if goal.id in check.goals]
    before = f"before it does this: {listed(goals)}" if goals else "before it does anything"
    otherwise = f" If they do not fit: {check.otherwise}" if check.otherwise else ""
    return f"It asks for {listed(check.ask)} {before}, at most {_times(check.tries)}.{otherwise}"


def _outside(spec: AgentSpec) -> str | None:
    """What happens with calls outside the hours; an agent that makes the calls has none then."""
    hours = spec.runtime.hours
    if hours is None or spec.direction == "outbound":
        return hours.outside if hours else None
    return hours.outside or "nothing is agreed"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _warnings(spec: AgentSpec) -> Iterator[str]:
    from engine.prompt.lint import written_and_checked  # the last stage needs it, the first question does not
    from engine.workflow.check import check

    found = (*check(spec.flow, spec), *written_and_checked(spec)[1])
    return iter(dict.fromkeys(finding.message for finding in found if finding.level != "advice"))


def _short_lines(spec: AgentSpec, agreed: Recap) -> Iterator[str]:
    if not agreed.does and spec.use_case:
        yield f"Idea: {_short(spec.use_case)}"
    if agreed.does:
        yield f"Goals: {'; '.join(each.statement for each in agreed.does)}"
    yield from (f"{fact.label}: {fact.value}" for fact in agreed.facts)
    if spec.greeting:
        yield f"Greeting: “{_short(spec.greeting)}”"
    if agreed.takes_over:
        yield f"Hands over to: {listed([each.who for each in agreed.takes_over])}"
    if spec.guardrails:
        yield f"Rules: {'; '.join(g.statement for g in spec.guardrails)}"
    if spec.flow.nodes:
        yield f"Call flow: {len(spec.flow.nodes)} steps{', approved' if is_approved(spec, 'flow') else ''}"
    yield from (f"{fact.label}: {fact.value}" for fact in agreed.assumed if fact.label == SUGGESTED)
    if spec.skipped:
        yield f"Left open: {listed([f'`{path}`' for path in spec.skipped])}"


def _label(lines: dict[str, Transfer], transfer_id: str | None) -> str | None:
    return lines[transfer_id].label if transfer_id in lines else None


def _capital(text: str | None) -> str:
    return text[:1].upper() + text[1:] if text else ""


def _short(text: str, limit: int = 160) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= limit else f"{one_line[: limit - 1].rstrip()}…"
