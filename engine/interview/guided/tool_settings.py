"""“our calendar is at https://…, the secret is CALENDAR_TOKEN”: bound to the tool that it was said about.

That is the tool that the same clause names or describes; else the one that was asked about; else the person is asked.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from engine.document.changes import Change, Configure
from engine.document.spec import AgentSpec, Tool
from engine.interview.contract import Question
from engine.interview.guided.setting_values import SECRET, Settings, settings_in
from engine.interview.guided.targets import tool_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.text import Token, tokens_of
from engine.messages.replies import Suggestion
from engine.sentences import listed

_JOINTS = re.compile(r"\n|;|,\s+(?:and\s+)?|\s+and\s+")
_MOST_BUTTONS = 8
_SHARED = ("url", "auth", "auth_ref", "auth_header")


def tool_settings(part: Part) -> Meaning | None:
    """Each address and secret of the part, for its tool; None where nothing of that kind is said."""
    words = {t.folded for t in part.tokens}
    if not part.tokens or part.tokens[0].folded in word_set("adding") or words & {"website", "homepage"}:
        return None
    changes: list[Configure] = []
    for text in _pieces(part.text):
        values = settings_in(text)
        tools = _tools(text, part) if values else ()
        changes += [Configure(tool=tool.name, values=_for_each(values, len(tools))) for tool in tools]
    if not changes:
        return _which_tool(part)
    says = f"Set up {listed([f'`{name}`' for name in dict.fromkeys(c.tool for c in changes)])}."
    answer = meaning(*changes, says=says)
    return Meaning(answer.found, answer.says, _for_the_others(part.spec, changes))


def _pieces(text: str) -> Iterator[str]:
    """The text cut so that each piece holds one address at most; a curl command and JSON stay whole."""
    if "{" in text or text.count("https://") + text.count("http://") < 2:
        yield text
        return
    piece = ""
    for clause in _JOINTS.split(text):
        if "http" in clause and "http" in piece:
            yield piece
            piece = clause
        else:
            piece = f"{piece}, {clause}" if piece else clause
    yield piece


def _for_each(values: Settings, tools: int) -> Settings:
    """What several tools can share; a method and parameters are one tool's own."""
    return values if tools == 1 else {key: value for key, value in values.items() if key in _SHARED}


# --- which tool ---


def _tools(text: str, part: Part) -> tuple[Tool, ...]:
    called = _with_an_address(part.spec)
    if _is_for_all(tokens_of(text)) and len(called) > 1:
        return tuple(called)
    tool = _tool(text, part, called)
    return tool if isinstance(tool, tuple) else (tool,) if tool else ()


def _with_an_address(spec: AgentSpec) -> list[Tool]:
    """The accepted tools that are called over HTTP; while none is accepted, the proposed ones."""
    called = [t for t in spec.tools if t.kind == "http" and t.state != "declined"]
    return [t for t in called if t.state == "accepted"] or called


def _is_for_all(tokens: Sequence[Token]) -> bool:
    """“for all of them”, “all tools are at …”, “for every tool”, “both use …”."""
    words = [t.folded for t in tokens]
    at = next((i for i, word in enumerate(words) if word in ("all", "every", "both", "each", "everything")), None)
    if at is None:
        return False
    near = words[max(0, at - 1) : at + 4]
    return bool({"for", "tools", "tool", "them", "of", "use", "uses", "is", "are"} & set(near))


def _tool(text: str, part: Part, called: Sequence[Tool]) -> Tool | tuple[Tool, ...] | None:
    """The tool that the piece names, else the one that was asked about, else the only one that has an address."""
    marked = {t.text for t in tokens_of(text) if t.folded.startswith("http") or SECRET.fullmatch(t.text)}
    curl = re.search(r"\bcurl\s", text)
    words = tokens_of(text[: curl.start()] if curl else text.split("{")[0])
    named = [t for t in words if t.text not in marked and t.folded not in word_set("setting_words")]
    asked = part.asked.path.split(".")[1] if part.asked and part.asked.path.startswith("tools.") else ""
    clearly = next((t for t in called if t.name in {w.folded for w in named}), None)
    if clearly or asked:
        return clearly or _named(named, called, part.spec, asked)
    close = tool_named(named, part.spec)
    if close in called:
        return close
    return called[0] if len(called) == 1 and part.asked and "auth" not in part.asked.path else None


def _named(
    words: Sequence[Token], called: Sequence[Tool], spec: AgentSpec, asked: str
) -> Tool | tuple[Tool, ...] | None:
    """While one tool is asked about, another is meant only by a word of its own: “the cancelling is at …”; those that
    share a word are meant together: “orders live at …”."""
    counts = Counter(word for tool in called for word in tool.name.casefold().split("_"))
    for tool in called:
        own = [word[:_STEM] for word in tool.name.casefold().split("_") if counts[word] == 1 and len(word) > 2]
        if any(token.folded.startswith(stem) for token in words for stem in own):
            return tool
    nouns = {word[:_STEM] for word in counts if counts[word] > 1 and len(word) > 2}
    shared = [stem for stem in nouns if any(token.folded.startswith(stem) for token in words)]
    sharing = tuple(t for t in called if any(word.startswith(stem) for stem in shared for word in t.name.split("_")))
    return sharing if sharing and asked not in {t.name for t in sharing} else spec.tool(asked)


_STEM = 6
"""Letters that “cancel”, “cancels” and “cancelling” share."""


def _which_tool(part: Part) -> Meaning | None:
    """A question with a button for each tool, where an address or a secret is said of no tool that anybody can tell."""
    values = settings_in(part.text)
    tools = _with_an_address(part.spec)
    if len(tools) < 2 or not values.keys() & {"url", "auth_ref"} or not _is_about_calling(part.tokens):
        return None
    what = str(values.get("url") or values.get("auth_ref"))
    buttons = [(f"`{tool.name}`", (Configure(tool=tool.name, values=values),)) for tool in tools[:_MOST_BUTTONS]]
    every = tuple(Configure(tool=tool.name, values=_for_each(values, len(tools))) for tool in tools)
    suggestions = tuple(
        Suggestion(label=label.strip("`"), says=label.strip("`"), changes=changes)
        for label, changes in (*buttons, ("All of them", every))
    )
    return Meaning(question=Question("tools", f"Which tool is {what} for?", suggestions=suggestions))


def _is_about_calling(tokens: Sequence[Token]) -> bool:
    """The address alone, or with a word for it; “resets go through https://…” tells callers something."""
    words = [t.folded for t in tokens if t.is_word and not t.folded.startswith("http")]
    return len(words) <= _FEW or bool(set(words) & word_set("calling_words"))


_FEW = 2

# --- the same for the others ---


def _for_the_others(spec: AgentSpec, changes: Sequence[Configure]) -> Question | None:
    """Whether tools that have no address yet use the same one; a yes sets them up."""
    tool = spec.tool(changes[-1].tool)
    known: Settings = tool.model_dump(mode="json", exclude_none=True) if tool else {}
    values = {k: v for k, v in (known | changes[-1].values).items() if k in _SHARED}
    done = {c.tool for c in changes}
    others = [t for t in _with_an_address(spec) if not t.url and t.name not in done]
    others = [t for t in others if not {f"tools.{t.name}.url", f"tools.{t.name}.auth_ref"} & set(spec.skipped)]
    others = [t for t in others if _are_sisters(changes[-1].tool, t.name)]
    if len(done) > 1 or not others or not {"url", "auth_ref"} <= values.keys():
        return None
    offer: tuple[Change, ...] = tuple(Configure(tool=t.name, values=values) for t in others)
    secret: tuple[Change, ...] = tuple(
        Configure(tool=t.name, values={k: v for k, v in values.items() if k != "url"}) for t in others
    )
    names = listed([f"`{t.name}`" for t in others])
    return Question(
        f"tools.{others[0].name}.url",
        f"{'Does' if len(others) == 1 else 'Do'} {names} use the same address and `{values['auth_ref']}`?",
        offer=offer,
        suggestions=(
            Suggestion(label="Yes, the same", says="yes", changes=offer),
            Suggestion(label="The same secret only", says="the same secret only", changes=secret),
            Suggestion(label="No, ask me for each", says="no"),
        ),
    )


def _are_sisters(one: str, other: str) -> bool:
    """Whether two tools work on the same thing, so that the same system most likely answers both."""
    from engine.playbooks import companions  # no screen needs it before there is a tool

    together = other in companions().get(one, ()) or one in companions().get(other, ())
    return together or one.split("_")[-1] == other.split("_")[-1]
