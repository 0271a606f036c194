"""Edits of tools: another method, and tools of the team's own, described in words."""

from collections.abc import Sequence

from engine.document.changes import Accept, Configure, add
from engine.document.spec import Tool
from engine.interview.contract import Question
from engine.interview.guided.setting_values import METHODS
from engine.interview.guided.targets import tool_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.grammar import grammar_of
from engine.language.lexicon import word_set
from engine.language.text import Token, joined, sentence_case, slug
from engine.messages.replies import Suggestion
from engine.tools.catalog import tool_from
from engine.tools.selector import needs_in


def tool_edited(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“the order lookup to GET”: only for a tool that the words name."""
    method = next((t for t in rest if t.text in METHODS), None)
    if method is None:
        return None
    named = [t for t in rest if t is not method and t.folded not in word_set("setting_words")]
    tool = tool_named(named, part.spec)
    if tool is None:
        return None
    return meaning(Configure(tool=tool.name, values={"method": method.text}), says=f"Updated `{tool.name}`.")


def tool_added(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“a tool that checks the weather at https://…”: a known one from the catalog, or one of the team's own."""
    at = next((i for i, t in enumerate(rest[:4]) if t.folded in ("tool", "function", "integration", "api")), None)
    if at is None:
        return _from_catalog(part, rest) if len(rest) <= _SHORT else None
    words = list(rest[at + 1 :])
    while words and words[0].folded in ("that", "which", "to", "for", "can", "it", ":", "called", "will"):
        words.pop(0)
    url = next((t for t in words if t.folded.startswith("http")), None)
    end = next(
        (i for i, t in enumerate(words) if t is url or (t.folded in ("at", "via", "using", "from") and url)), len(words)
    )
    purpose = words[:end]
    if not purpose:
        return Meaning(says="What should that tool do? For example “add a tool that checks the weather at https://…”.")
    if url is None:
        known = _from_catalog(part, purpose)
        if known:
            return known
    return _own(part, purpose, url)


_SHORT = 6


def _from_catalog(part: Part, words: Sequence[Token]) -> Meaning | None:
    needed = needs_in(joined(part.text, words))
    if not needed:
        return None
    name = needed[0].id
    if part.spec.tool(name):
        return meaning(Accept(tool=name), says=f"`{name}` is in.")
    tool = tool_from(name, joined(part.text, words)[:280]).model_copy(update={"state": "accepted"})
    return meaning(add("tools", tool), says=f"Added `{name}`.")


def _own(part: Part, purpose: Sequence[Token], url: Token | None) -> Meaning:
    found = grammar_of("en").verb_at(purpose, 0)
    verb = found[0].lemma if found else purpose[0].folded.removesuffix("s")
    tail = joined(part.text, purpose[found[1] if found else 1 :])
    nouns = " ".join(w for w in tail.split() if w.casefold() not in ("the", "a", "an", "our", "their", "of", "for"))
    name = slug(f"{verb} {nouns}", limit=40)
    reads = verb in word_set("reads")
    tool = Tool.model_validate(
        {
            "name": name,
            "state": "accepted",
            "purpose": sentence_case(f"{verb} {tail}".strip()) + ".",
            "method": "GET" if reads else "POST",
            "effect": "read" if reads else "write",
            "confirm": not reads,
            "url": url.text.rstrip(".,;)") if url and url.folded.startswith("https://") else None,
        }
    )
    answer = meaning(add("tools", tool), says=f"Added the tool `{name}` ({tool.method}).")
    return Meaning(answer.found, answer.says, params_question(name))


def params_question(tool: str) -> Question:
    return Question(
        f"tools.{tool}.params",
        f"What does the agent have to pass to `{tool}`? Name the values, such as “city and date”, or say “nothing”.",
        suggestions=(Suggestion(label="Nothing", says="nothing"),),
    )
