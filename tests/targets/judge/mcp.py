"""The judge of MCP: the types of mcp 2.3.0, closed, and the meta-schema of JSON Schema 2020-12."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import mcp_types
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic import BaseModel

from engine.targets.templates import used
from tests.targets.judge import code
from tests.targets.judge.closed import faults
from tests.targets.judge.judge import Configs, Judge

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
"""modelcontextprotocol.io, specification 2025-11-25, server/tools, “Tool names”."""


class _Property(BaseModel):
    """The keywords that we write; JSON Schema itself takes any other one, too."""

    type: Literal["string", "number", "integer", "boolean", "array", "object"]
    description: str
    enum: list[str] | None = None
    items: "_Property | None" = None
    properties: "dict[str, _Property] | None" = None


class _Input(BaseModel):
    type: Literal["object"]
    properties: dict[str, _Property]
    required: list[str]


class _Lists(BaseModel):
    """What `server.py` answers to `tools/list`, `prompts/list` and `resources/list`."""

    tools: list[mcp_types.Tool] | None = None
    prompts: list[mcp_types.Prompt] | None = None
    resources: list[mcp_types.Resource] | None = None


def _types(path: str, content: Any) -> list[str]:
    kind = path.removesuffix(".json")
    if kind not in _Lists.model_fields:
        return code.shape(path, content)
    found = faults(content, _Lists) or ([] if kind in content else [f": no {kind}"])
    if found or kind != "tools":
        return found
    return [f"{tool['name']}{fault}" for tool in content["tools"] for fault in _input(tool)]


def _input(tool: Any) -> list[str]:
    try:
        Draft202012Validator.check_schema(tool["inputSchema"])
    except SchemaError as error:
        return [f": {error.message}"]
    return faults(tool["inputSchema"], _Input)


def _tools_are_told_apart(configs: Configs) -> Iterator[str]:
    names = [tool["name"] for tool in configs["tools.json"]["tools"]]
    yield from (f"tools.json: two tools {name}" for name in set(names) if names.count(name) > 1)
    yield from (f"tools.json: {name} is no name" for name in names if not _NAME.fullmatch(name))
    yield from (f"tools.json: {t['name']} says nothing" for t in configs["tools.json"]["tools"] if not t["description"])


def _required_is_there(configs: Configs) -> Iterator[str]:
    for tool in configs["tools.json"]["tools"]:
        schema = tool["inputSchema"]
        yield from (f"{tool['name']}: no {name}" for name in schema["required"] if name not in schema["properties"])


def _hints_agree(configs: Configs) -> Iterator[str]:
    for tool in configs["tools.json"]["tools"]:
        hints = tool["annotations"]
        if hints["readOnlyHint"] and hints["destructiveHint"]:
            yield f"{tool['name']} only reads, and destroys"


def _calls_fit(configs: Configs) -> Iterator[str]:
    texts = {path: configs[path] for path in configs if path in ("calls.json", "variables.json", "prompt.md")}
    yield from code.rules_of_calls(texts)
    tools = {t["name"]: set(t["inputSchema"]["properties"]) for t in configs["tools.json"]["tools"]}
    yield from code.arguments_are_given(configs, tools)


def _prompt_has_its_arguments(configs: Configs) -> Iterator[str]:
    for prompt in configs["prompts.json"]["prompts"]:
        arguments = {a["name"] for a in prompt["arguments"]}
        yield from (f"prompts.json: no {n}" for n in {*used(configs["prompt.md"])} - arguments - code.CLOCK)
        yield from (f"prompts.json: {n} is nobody's" for n in arguments - set(configs["variables.json"]))


def _nothing_is_left_to_fill_in(configs: Configs) -> Iterator[str]:
    """A host shows descriptions as they are."""
    for path in ("tools.json", "prompts.json", "resources.json"):
        yield from (f"{path}: {{{{{name}}}}} is never filled in" for name in used(configs[path]))


def _resources_are_files(configs: Configs) -> Iterator[str]:
    for resource in configs["resources.json"]["resources"]:
        if resource["uri"] != f"knowledge://{resource['name']}" or not re.fullmatch(r"[\w/+-]+", resource["mimeType"]):
            yield f"resources.json: {resource['uri']} cannot be read"


JUDGE = Judge(
    platform="mcp",
    types=_types,
    values=code.VALUES,
    rules=(
        _tools_are_told_apart, _required_is_there, _hints_agree, _calls_fit, _prompt_has_its_arguments,
        _nothing_is_left_to_fill_in, _resources_are_files,
    ),
    ours=("tests.json", "review.json"),
    keyed_by_data=code.KEYED | {"properties"},
    enums=code.ENUMS | {"mimeType"},
    references=code.REFERENCES | {"required", "uri"},
    sources=("server.py", "runtime.py", "prompt.md"),
)  # fmt: skip
