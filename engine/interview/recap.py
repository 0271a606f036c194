"""What is agreed so far, in words: for somebody who comes back after a week, or asks “what have you got?”."""

from collections.abc import Iterator

from engine.document.approvals import is_approved
from engine.document.spec import AgentSpec, Stage
from engine.document.stages import TITLES, progress_of
from engine.language.names import language_name
from engine.sentences import listed
from engine.targets import PLATFORM_NAMES

_DIRECTIONS = {"inbound": "answers calls", "outbound": "makes calls", "web": "talks on the web"}


def recap(spec: AgentSpec) -> str:
    """A few lines of CommonMark: a headline, then one list item for each thing that is known."""
    progress = progress_of(spec)
    if progress.stage == Stage.INITIAL:
        return "Nothing is agreed yet."
    where = f"Where we are: {TITLES[progress.stage]}, {progress.percent} %"
    return "\n".join([headline(spec), "", *(f"- {line}" for line in (*_lines(spec), where))])


def headline(spec: AgentSpec) -> str:
    """`**Mia**, a receptionist for Bright Smile Dental, answers calls.`"""
    who = f"**{spec.name}**" if spec.name else f"**{_capital(spec.role)}**" if spec.role else "**Your agent**"
    role = f", {spec.role}" if spec.name and spec.role else ""
    company = f" for {spec.company}" if spec.company else ""
    does = f", {_DIRECTIONS[spec.direction]}" if spec.direction else ""
    return f"{who}{role}{company}{does}"


def _lines(spec: AgentSpec) -> Iterator[str]:
    if not spec.goals and spec.use_case:
        yield f"Idea: {_short(spec.use_case)}"
    if spec.goals:
        yield f"Goals: {'; '.join(g.statement for g in spec.goals)}"
    if spec.audience:
        yield f"Talks to: {spec.audience}"
    if spec.languages:
        yield f"Languages: {listed([language_name(tag) for tag in spec.languages])}"
    if spec.tone:
        yield f"Tone: {listed(spec.tone)}"
    if spec.greeting:
        yield f"Greeting: “{_short(spec.greeting)}”"
    if spec.data_fields:
        yield f"Asks for: {listed([f.description for f in spec.data_fields])}"
    yield from _tools(spec)
    if spec.transfers:
        yield f"Hands over to: {listed([t.label for t in spec.transfers])}"
    if spec.guardrails:
        yield f"Rules: {'; '.join(g.statement for g in spec.guardrails)}"
    if spec.flow.nodes:
        yield f"Call flow: {len(spec.flow.nodes)} steps{', approved' if is_approved(spec, 'flow') else ''}"
    if spec.platforms:
        yield f"For: {listed([PLATFORM_NAMES[p] for p in spec.platforms])}"
    if spec.skipped:
        yield f"Left open: {listed([f'`{path}`' for path in spec.skipped])}"


def _tools(spec: AgentSpec) -> Iterator[str]:
    for state, label in (("accepted", "Tools"), ("proposed", "Proposed tools"), ("declined", "Without")):
        names = [f"`{t.name}`" for t in spec.tools if t.state == state]
        if names:
            yield f"{label}: {listed(names)}"


def _capital(text: str | None) -> str:
    return text[:1].upper() + text[1:] if text else ""


def _short(text: str, limit: int = 160) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= limit else f"{one_line[: limit - 1].rstrip()}…"
