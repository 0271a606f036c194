"""Tools in the prompt and in the spec: names that match both ways, descriptions a model can choose by."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from engine.document.changes import Configure
from engine.document.spec import Tool
from engine.findings import Fix
from engine.prompt.rules.orders import stem_of
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.urls import check_url

DESCRIPTION_CHARACTERS = (40, 1000)
"""PROMPT_RULES, Tools; Vapi takes less than 1,000."""
_SOURCE = "Tools"
_NAME = SNAKE.pattern
_USED = re.compile(
    r"(?i)\b(?:use|using|uses|call|calling|run|invoke|trigger|with|via|tool|function):? (?:the )?"
    rf"({_NAME})|({_NAME}) (?:is|to)\b"
)
"""A bare name that the text uses as a tool; any other is somebody's own word."""
_IN_WORDS = re.compile(r"(?i)\b(?:the|a|an|your|our) ((?:[\w-]+ ){1,2})(?:tool|function|integration)\b")
_ANY_TOOL = frozenset(
    [
        "slow",
        "right",
        "same",
        "other",
        "next",
        "first",
        "last",
        "only",
        "wrong",
        "any",
        "each",
        "matching",
        "given",
        "following",
        "available",
        "new",
        "own",
    ]
)
_MODEL_FILLED = re.compile(r"(?:current|system)_\w+|(?:caller|session|call|conversation|agent)_(?:id|number)")


def _missing_in_prompt(subject: Subject) -> Iterator[Found]:
    if subject.profile.tool_names == "capability":
        return
    for tool in subject.tools:
        name = subject.profile.name_of(tool)
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", subject.document.text):
            yield Found(f"The prompt never mentions the tool `{name}`.", f"tools.{tool.name}")


def _unknown_in_prompt(subject: Subject) -> Iterator[Found]:
    known = _known_names(subject)
    if not known:
        return
    used = (next(filter(None, names)) for names in _USED.findall(_without_variables(subject.document.text)))
    named = [*subject.document.codes, *used]
    unused = {t.name for t in subject.spec.tools if t.state != "accepted"} if subject.spec else set()
    for name in dict.fromkeys(n.strip().removesuffix("()") for n in named):
        if name not in known and (SNAKE.fullmatch(name) or name in unused):
            message = f"The prompt mentions `{name}`, which the agent does not have."
            yield Found(message, _SOURCE, subject.document.line_of(name), _likely(name, known))


def _tool_in_words(subject: Subject) -> Iterator[Found]:
    """“With the SMS tool”, where no tool has anything to do with it."""
    known = {stem_of(word) for text in _described(subject) for word in re.findall(r"[A-Za-z]+", text)}
    for sentence in subject.document.sentences if known else ():
        for found in _IN_WORDS.finditer(sentence.text):
            words = [stem_of(w) for w in re.findall(r"[A-Za-z]+", found[1]) if w.casefold() not in _ANY_TOOL]
            if words and not known & set(words):
                message = f"The prompt speaks of “{found[0]}”, which the agent does not have."
                yield Found(message, _SOURCE, sentence.block.line)


def _described(subject: Subject) -> Iterator[str]:
    """What the tools are called, and what they do."""
    yield from (name.replace("_", " ") for name in _known_names(subject))
    yield from (tool.purpose for tool in subject.tools)


def _likely(name: str, known: set[str]) -> Fix | None:
    """The one known name that it is probably meant to be."""
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return Fix(f"Write `{near[0]}`", name, near[0]) if near else None


def _known_names(subject: Subject) -> set[str]:
    """Of the spec; of a text alone those that its section on tools writes."""
    spec = subject.spec
    if spec is None:
        tools = subject.document.of("tools")
        listed = re.search(r"(?i)\b(?:your|the) tools(?: are)?: ([^\n]+)", tools)
        return set(SNAKE.findall(listed[1] if listed else tools))
    names = set(subject.named_tools) | {p.name for t in subject.tools for p in t.params}
    names |= {choice for t in subject.tools for p in t.params for choice in p.enum}
    return names | {f.name for f in spec.data_fields} | {v.name for v in spec.variables} | SYSTEM_VARIABLE_NAMES


def _without_variables(text: str) -> str:
    return re.sub(r"\{\{[^{}]*\}\}|https?://\S+", " ", text)


def _description_length(subject: Subject) -> Iterator[Found]:
    low, high = DESCRIPTION_CHARACTERS
    for tool in subject.tools:
        length = len(_description(tool))
        if tool.kind != "system" and not low <= length <= high:
            yield Found(
                f"`{tool.name}` is described in {length} characters; {low} to {high} let a model choose well.",
                f"tools.{tool.name}.purpose",
            )


def _description(tool: Tool) -> str:
    return " ".join(filter(None, (tool.purpose, tool.when, tool.when_not)))


def _when(subject: Subject) -> Iterator[Found]:
    for tool in subject.tools:
        if not tool.when:
            yield Found(f"`{tool.name}` does not say when it is used.", f"tools.{tool.name}.when")


def _when_not(subject: Subject) -> Iterator[Found]:
    for tool in subject.tools:
        if not tool.when_not:
            yield Found(f"`{tool.name}` does not say when it is not used.", f"tools.{tool.name}.when_not")


def _params_described(subject: Subject) -> Iterator[Found]:
    for tool in subject.tools:
        for param in tool.params:
            if param.source == "llm" and not param.description:
                path = f"tools.{tool.name}.params.{param.name}.description"
                yield Found(f"`{tool.name}` does not describe its parameter `{param.name}`.", path)


def _write_confirmed(subject: Subject) -> Iterator[Found]:
    for tool in subject.tools:
        if tool.effect == "irreversible" and not tool.confirm and tool.kind != "system":
            fix = Fix("Ask before it", changes=(Configure(tool=tool.name, values={"confirm": True}),))
            message = f"`{tool.name}` cannot be undone, yet nobody is asked before it is used."
            yield Found(message, f"tools.{tool.name}.confirm", fix=fix)


def _system_values(subject: Subject) -> Iterator[Found]:
    for tool in subject.tools:
        for param in tool.params:
            if param.source == "llm" and _MODEL_FILLED.fullmatch(param.name):
                path = f"tools.{tool.name}.params.{param.name}.source"
                yield Found(f"`{tool.name}` lets the model fill `{param.name}`, which the system knows.", path)


def _https_only(subject: Subject) -> Iterator[Found]:
    for address in dict.fromkeys(re.findall(r"(?i)\bhttp://[^\s)>\]”\"`]+", subject.document.text)):
        fix = Fix("Use https", address, re.sub("(?i)^http:", "https:", address))
        line = subject.document.line_of(address)
        yield Found(f"The prompt holds the unprotected address {address}; use https.", _SOURCE, line, fix)
    for tool in subject.tools:
        try:
            check_url(tool.url or "https://example.com")
        except ValueError as wrong:
            yield Found(f"The address of `{tool.name}`: {wrong}.", f"tools.{tool.name}.url")


TOOL_RULES = (
    Rule(
        "tools.unknown_in_words",
        "error",
        _SOURCE,
        _tool_in_words,
        "the model calls what is not there, and the call stops",
    ),
    Rule("tools.missing_in_prompt", "error", _SOURCE, _missing_in_prompt, "a tool that nobody names is never used"),
    Rule(
        "tools.unknown_in_prompt",
        "error",
        _SOURCE,
        _unknown_in_prompt,
        "the model calls what is not there, and the call stops",
    ),
    Rule(
        "tools.description_length",
        "warning",
        _SOURCE,
        _description_length,
        "the model picks tools by their description",
    ),
    Rule("tools.when", "warning", _SOURCE, _when, "the model picks tools by their description"),
    Rule("tools.when_not", "advice", _SOURCE, _when_not, "a tool is used once too often"),
    Rule("tools.params_described", "warning", _SOURCE, _params_described, "the model guesses the format"),
    Rule("tools.irreversible_confirmed", "warning", _SOURCE, _write_confirmed, "a misheard word cannot be taken back"),
    Rule("tools.system_values", "warning", _SOURCE, _system_values, "the model makes the value up"),
    Rule("tools.https_only", "error", _SOURCE, _https_only, "what is sent can be read by others"),
)
