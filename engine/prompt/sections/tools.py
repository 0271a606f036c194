"""What the agent can do besides talking: the rules for all tools once, then only what is special about each."""

import re
from collections.abc import Iterator

from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, clause, paragraphs, sentence
from engine.sentences import listed
from engine.spec import Param, Tool

_CONFIRMED_KINDS = ("http", "mcp", "client")


def tools(brief: Brief) -> str:
    if not brief.tools:
        return (
            "You have no tools. You cannot look anything up, book, send or change anything, so never say that you have "
            "done so or will do so."
        )
    return paragraphs(bullets(_common(brief)), *(_one(brief, tool) for tool in brief.tools))


def _common(brief: Brief) -> Iterator[str]:
    person, phrases = brief.person, brief.phrases
    yield (
        "Use a tool only when you have every value it needs. Ask for a missing one; never make one up or "
        "put in a sample."
    )
    if any(t.timeout > 2 and t.kind != "system" for t in brief.tools):
        if brief.profile.speaks_before_tool:
            yield f"Before a tool that takes a moment, say something short, then use it: {said(phrases.hold)}"
        else:
            yield "Use a tool without speaking in the same turn; speak when its result is there."
    if any(_changes_something(t) for t in brief.tools):
        yield "Say that something is booked, sent, changed or paid only after the tool has reported success."
    yield (
        "Results: with none, say so and check the details once or offer an alternative; with one, confirm "
        "that it is the "
        "right one; with many, offer at most three or ask for one more detail."
    )
    yield f"If a tool fails, say so plainly and try once more. If it fails again, {_after_failure(brief)}"
    if any(p.source != "llm" for t in brief.tools for p in t.params):
        yield (
            "The system fills in what it knows by itself, such as account or phone details. Do not ask "
            f"{person} for those."
        )


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
    purpose = "" if brief.profile.tool_names == "capability" else sentence(tool.purpose)
    return brief.addressed(f"### {name}\n\n{paragraphs(purpose, bullets(_details(brief, tool)))}")


def _details(brief: Brief, tool: Tool) -> Iterator[str]:
    if tool.when:
        yield f"Use it when: {_condition(tool.when)}."
    if tool.when_not:
        yield f"Do not use it when: {_condition(tool.when_not)}."
    given = [p for p in tool.params if p.source == "llm"]
    if given:
        yield f"It needs: {'; '.join(map(_argument, given))}."
    confirmation = _confirmation(brief, tool)
    if confirmation:
        yield confirmation
    if tool.on_error:
        yield f"Special cases: {sentence(tool.on_error)}"


def _confirmation(brief: Brief, tool: Tool) -> str:
    if tool.kind not in _CONFIRMED_KINDS or not (tool.confirm or tool.effect == "irreversible"):
        return ""
    first = "First say in one sentence what you are about to do, and wait for a clear yes."
    if tool.effect != "irreversible":
        return first
    return (
        f"{first} It cannot be undone; say so. If it fails or gives no answer, do not try again, since it "
        "may have gone "
        "through: say that you cannot confirm it."
    )


def _argument(param: Param) -> str:
    meaning = clause(param.description).rstrip(".;") if param.description else param.name.replace("_", " ")
    meaning = meaning[:1].lower() + meaning[1:] if meaning[1:2].islower() else meaning
    choices = f" ({listed(param.enum, 'or')})" if param.enum else ""
    return f"{meaning}{choices}{'' if param.required else ' (optional)'}"


def _condition(text: str) -> str:
    return clause(re.sub(r"(?i)^(?:use (?:it|this)(?: tool)? )?(?:when|if)\s+", "", text))


def _changes_something(tool: Tool) -> bool:
    return tool.effect != "read" and tool.kind != "system"
