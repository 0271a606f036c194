"""Tools in the prompt and in the spec: names that match both ways, descriptions a model can choose by."""

import re
from collections.abc import Iterator

from engine.document.spec import Tool
from engine.prompt.rules.rule import Found, Rule, Subject
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.urls import check_url

DESCRIPTION_CHARACTERS = (40, 1000)
"""PROMPT_RULES, Tools; Vapi takes less than 1,000."""
_SOURCE = "Tools"
_SNAKE = re.compile(r"(?<![\w{/.@-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?![\w}@/])")
_MODEL_FILLED = re.compile(r"(?:current|system)_\w+|(?:caller|session|call|conversation|agent)_(?:id|number)")


def _missing_in_prompt(subject: Subject) -> Iterator[Found]:
    if subject.profile.tool_names == "capability":
        return
    for tool in subject.spec.accepted_tools():
        if not re.search(rf"(?<![\w-]){re.escape(tool.name)}(?![\w-])", subject.document.text):
            yield Found(f"The prompt never mentions the tool `{tool.name}`.", f"tools.{tool.name}")


def _unknown_in_prompt(subject: Subject) -> Iterator[Found]:
    known = _known_names(subject)
    named = [*subject.document.codes, *_SNAKE.findall(_without_variables(subject.document.text))]
    unused = {t.name for t in subject.spec.tools if t.state != "accepted"}
    for name in dict.fromkeys(n.strip().removesuffix("()") for n in named):
        if name not in known and (_SNAKE.fullmatch(name) or name in unused):
            yield Found(f"The prompt mentions `{name}`, which the agent does not have.", _SOURCE)


def _known_names(subject: Subject) -> set[str]:
    spec = subject.spec
    tools = spec.accepted_tools()
    names = {t.name for t in tools} | {p.name for t in tools for p in t.params}
    names |= {choice for t in tools for p in t.params for choice in p.enum}
    return names | {f.name for f in spec.data_fields} | {v.name for v in spec.variables} | SYSTEM_VARIABLE_NAMES


def _without_variables(text: str) -> str:
    return re.sub(r"\{\{[^{}]*\}\}|https?://\S+", " ", text)


def _description_length(subject: Subject) -> Iterator[Found]:
    low, high = DESCRIPTION_CHARACTERS
    for tool in subject.spec.accepted_tools():
        length = len(_description(tool))
        if tool.kind != "system" and not low <= length <= high:
            yield Found(
                f"`{tool.name}` is described in {length} characters; {low} to {high} let a model choose well.",
                f"tools.{tool.name}.purpose",
            )


def _description(tool: Tool) -> str:
    return " ".join(filter(None, (tool.purpose, tool.when, tool.when_not)))


def _when(subject: Subject) -> Iterator[Found]:
    for tool in subject.spec.accepted_tools():
        if not tool.when:
            yield Found(f"`{tool.name}` does not say when it is used.", f"tools.{tool.name}.when")


def _when_not(subject: Subject) -> Iterator[Found]:
    for tool in subject.spec.accepted_tools():
        if not tool.when_not:
            yield Found(f"`{tool.name}` does not say when it is not used.", f"tools.{tool.name}.when_not")


def _params_described(subject: Subject) -> Iterator[Found]:
    for tool in subject.spec.accepted_tools():
        for param in tool.params:
            if param.source == "llm" and not param.description:
                path = f"tools.{tool.name}.params.{param.name}.description"
                yield Found(f"`{tool.name}` does not describe its parameter `{param.name}`.", path)


def _write_confirmed(subject: Subject) -> Iterator[Found]:
    for tool in subject.spec.accepted_tools():
        if tool.effect == "irreversible" and not tool.confirm and tool.kind != "system":
            yield Found(
                f"`{tool.name}` cannot be undone, yet nobody is asked before it is used.", f"tools.{tool.name}.confirm"
            )


def _system_values(subject: Subject) -> Iterator[Found]:
    for tool in subject.spec.accepted_tools():
        for param in tool.params:
            if param.source == "llm" and _MODEL_FILLED.fullmatch(param.name):
                path = f"tools.{tool.name}.params.{param.name}.source"
                yield Found(f"`{tool.name}` lets the model fill `{param.name}`, which the system knows.", path)


def _https_only(subject: Subject) -> Iterator[Found]:
    for address in dict.fromkeys(re.findall(r"(?i)\bhttp://[^\s)>\]”\"`]+", subject.document.text)):
        yield Found(f"The prompt holds the unprotected address {address}; use https.", _SOURCE)
    for tool in subject.spec.accepted_tools():
        try:
            check_url(tool.url or "https://example.com")
        except ValueError as wrong:
            yield Found(f"The address of `{tool.name}`: {wrong}.", f"tools.{tool.name}.url")


TOOL_RULES = (
    Rule("tools.missing_in_prompt", "error", _SOURCE, _missing_in_prompt),
    Rule("tools.unknown_in_prompt", "error", _SOURCE, _unknown_in_prompt),
    Rule("tools.description_length", "warning", _SOURCE, _description_length),
    Rule("tools.when", "warning", _SOURCE, _when),
    Rule("tools.when_not", "advice", _SOURCE, _when_not),
    Rule("tools.params_described", "warning", _SOURCE, _params_described),
    Rule("tools.irreversible_confirmed", "warning", _SOURCE, _write_confirmed),
    Rule("tools.system_values", "warning", _SOURCE, _system_values),
    Rule("tools.https_only", "error", _SOURCE, _https_only),
)
