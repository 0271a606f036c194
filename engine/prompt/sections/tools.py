"""What the agent can do besides talking: the rules for all tools once, then only what is special about each."""

import re
from collections.abc import Iterator, Sequence

from engine.document.spec import Tool
from engine.prompt.brief import Brief, said
from engine.prompt.script import scripts
from engine.prompt.sections.limits import identity_check
from engine.prompt.sections.steps import steps
from engine.prompt.text import bullets, clause, sentence
from engine.sentences import listed

_CONFIRMED_KINDS = ("http", "mcp", "client")
NO_TOOLS = (
    "You have no tools. You cannot look anything up, book, send or change anything, so claim nothing of the kind."
)


def tools(brief: Brief) -> str:
    if not brief.tools:
        return NO_TOOLS
    named = [brief.call(tool) for tool in brief.tools]
    only = [f"Your tools: {listed(named)}."] if brief.profile.tool_names == "exact" else []
    lines = [*only, *rules_for(brief, brief.tools), *each(brief, _untold(brief))]
    return bullets(lines or ["Your tools only end the call or hand it over."])


def tools_of_no_step(brief: Brief) -> str:
    """In a graph: the tools that no step brings with it, which so belong to the whole call."""
    stepwise = {name for node in brief.spec.flow.nodes for name in node.tools}
    loose = [t for t in brief.tools if t.name not in stepwise and t not in (brief.end_call, brief.transfer)]
    return bullets([*each(brief, loose), *rules_for(brief, loose)])


def _untold(brief: Brief) -> Sequence[Tool]:
    """The tools that no step explains; the one of the way out is told under “Escalation”."""
    told = steps(brief) + identity_check(brief)
    known = brief.backup(brief.fallback)
    return [t for t in brief.tools if brief.call(t) not in told and t is not known]


def rules_for(brief: Brief, used: Sequence[Tool]) -> Iterator[str]:
    """What holds for these tools, each rule once."""
    outside = [t for t in used if t.kind in _CONFIRMED_KINDS]
    if not outside:
        return
    yield "Never make up a value."
    if any(t.timeout > 2 for t in outside):
        yield _before(brief)
    yield from _changing(brief, outside)
    if any(t.effect == "read" for t in outside):
        yield "No result: check the details once. One: confirm it. Many: ask for one detail more."
    after = "say so and promise nothing" if brief.fallback == "none" else "go on as under Escalation"
    yield f"If a tool fails, say so and try once more, then {after}."


def each(brief: Brief, used: Sequence[Tool]) -> Iterator[str]:
    """One line for each of these tools; what it does and needs is the platform's to tell the model."""
    for tool in used:
        if tool not in (brief.end_call, brief.transfer):
            name = brief.call(tool) if brief.profile.tool_names == "exact" else sentence(tool.purpose).rstrip(".")
            details = " ".join(_details(brief, tool))
            yield brief.addressed(f"{name}: {details}" if details else f"{name}.")


def _before(brief: Brief) -> str:
    if brief.profile.speaks_before_tool:
        return f"Before a slow tool, say: {said(brief.phrases.hold)}"
    return "Use a tool without speaking in the same turn; speak when its result is there."


def _changing(brief: Brief, outside: Sequence[Tool]) -> Iterator[str]:
    """The rules for tools that change something, each said once with the names of the tools that it is for."""
    own = [t for t in outside if t is not brief.backup(brief.fallback)]
    careful = [t for t in own if t.confirm or t.effect == "irreversible"]
    told = frozenset[str]().union(*(script.confirmed for script in scripts(brief))) if careful else ()
    agreed = [brief.call(t) for t in careful if t.name not in told]
    final = [brief.call(t) for t in outside if t.effect == "irreversible"]
    if agreed:
        yield f"Before {listed(agreed, 'or')}, say what you will do, and wait for a clear yes."
    if final:
        honest = f": {said(brief.phrases.uncertain)}" if brief.detail.cues else "."
        yield f"{listed(final, 'and')} cannot be undone; say so before. After a failure do not try again{honest}"
    if any(t.effect != "read" for t in outside):
        yield "Say that something is done only after its tool reports success."


def _details(brief: Brief, tool: Tool) -> Iterator[str]:
    if tool.when:
        yield f"Use it when {_condition(tool.when)}."
    elif brief.profile.tool_names == "exact":
        yield sentence(tool.purpose)


def _condition(text: str) -> str:
    text = re.sub(r"(?i)^(?:use (?:it|this)(?: tool)? )?(?:when|if)\s+", "", text)
    return clause(text)
