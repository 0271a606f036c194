"""What the agent can do besides talking: the rules for all tools once, then only what is special about each."""

import re
from collections.abc import Iterator

from engine.document.spec import Tool
from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, clause, paragraphs, sentence
from engine.sentences import listed

_CONFIRMED_KINDS = ("http", "mcp", "client")


def tools(brief: Brief) -> str:
    if not brief.tools:
        return (
            "You have no tools. You cannot look anything up, book, send or change anything, so never say that you have "
            "done so or will do so."
        )
    told_elsewhere = (brief.end_call, brief.transfer)  # by “How the call ends” and “Escalation”
    return paragraphs(bullets(_common(brief)), *(_one(brief, t) for t in brief.tools if t not in told_elsewhere))


def _common(brief: Brief) -> Iterator[str]:
    person, phrases = brief.person, brief.phrases
    yield "Use a tool only when you have every value it needs. Ask for a missing one; never make one up."
    if any(t.timeout > 2 and t.kind != "system" for t in brief.tools):
        if brief.profile.speaks_before_tool:
            yield f"Before a tool that takes a moment, say something short, then use it: {said(phrases.hold)}"
        else:
            yield "Use a tool without speaking in the same turn; speak when its result is there."
    yield from _changing(brief)
    yield (
        "Results: with none, check the details once or offer something else; with one, confirm it; with many, ask "
        "for one more detail."
    )
    yield f"If a tool fails, say so and try once more. If it fails again, {_after_failure(brief)}"
    if any(p.source != "llm" for t in brief.tools for p in t.params):
        yield f"The system fills in what it knows, such as {person}'s phone number. Do not ask for it."


def _changing(brief: Brief) -> Iterator[str]:
    """The rules for tools that change something, each said once with the names of the tools that it is for."""
    outside = [t for t in brief.tools if t.kind in _CONFIRMED_KINDS]
    agreed = [brief.call(t) for t in outside if t.confirm or t.effect == "irreversible"]
    final = [brief.call(t) for t in outside if t.effect == "irreversible"]
    if agreed:
        yield f"Before {listed(agreed, 'or')}, read back in one sentence what you will do, and wait for a clear yes."
    if final:
        yield (
            f"What {listed(final, 'or')} does cannot be undone; say so before. If it fails or gives no answer, do not "
            "try again, since it may have gone through: say that you cannot confirm it."
        )
    if any(t.effect != "read" for t in outside):
        yield "Say that something is booked, sent, changed or paid only after the tool has reported success."


def _after_failure(brief: Brief) -> str:
    match brief.fallback:
        case "transfer":
            return "offer a human."
        case "callback" if brief.backup:
            return f"offer that somebody gets back to them, with {brief.call(brief.backup)}."
        case _:
            return "say that it cannot be done now. Promise nothing."


def _one(brief: Brief, tool: Tool) -> str:
    name = f"`{tool.name}`" if brief.profile.tool_names == "exact" else sentence(tool.purpose).rstrip(".")
    purpose = "" if tool.when or brief.profile.tool_names == "capability" else sentence(tool.purpose)
    return brief.addressed(f"### {name}\n\n{paragraphs(purpose, bullets(_details(tool)))}")


def _details(tool: Tool) -> Iterator[str]:
    if tool.when:
        yield f"When: {_condition(tool.when)}."
    if tool.when_not:
        yield f"Not when: {_condition(tool.when_not)}."
    if tool.on_error:
        yield sentence(tool.on_error)


def _condition(text: str) -> str:
    return clause(re.sub(r"(?i)^(?:use (?:it|this)(?: tool)? )?(?:when|if)\s+", "", text))
