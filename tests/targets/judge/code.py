"""Common to platforms on which the agent is code: the files that `runtime.py` reads, and Python that compiles.

The files are ours, so their shapes are those that `runtime.py` and the head of the agent's code rely on.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from engine.targets.templates import used
from tests.targets.judge.closed import faults
from tests.targets.judge.judge import Configs, Value

CLOCK = frozenset({"current_date", "current_time"})
"""`runtime.variables` adds them to `variables.json`."""


class _Source(BaseModel):
    """Exactly one of the first four."""

    argument: str | None = None
    constant: str | int | float | bool | None = None
    variable: str | None = None
    secret: str | None = None
    prefix: Literal["", "Bearer ", "Basic "] | None = None


class _Call(BaseModel):
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    url: str
    timeout_seconds: int
    headers: dict[str, _Source]
    path: dict[str, _Source]
    query: dict[str, _Source]
    body: dict[str, _Source]


class _Transfer(BaseModel):
    label: str
    mode: Literal["warm", "cold"]
    number: str | None = None
    variable: str | None = None


class _Criterion(BaseModel):
    id: str
    name: str
    holds: str


class _Item(BaseModel):
    name: str
    type: Literal["string", "number", "integer", "boolean"]
    description: str
    required: bool


class _Review(BaseModel):
    criteria: list[_Criterion]
    collect: list[_Item]


SHAPES: Mapping[str, Any] = {
    "calls.json": dict[str, _Call],
    "transfers.json": dict[str, _Transfer],
    "variables.json": dict[str, str],
    "review.json": _Review,
}
VALUES = (
    Value("timeout_seconds", "http.client: a call takes 1 to 300 seconds", where="calls.json", low=1, high=300),
    Value("url", "http.client: https, and no space", where="calls.json", pattern=r"https://[^\s/]\S*"),
    Value("number", "E.164", where="transfers.json", pattern=r"\+[1-9][0-9]{6,14}"),
)
KEYED = frozenset({"headers", "path", "query", "body"})
ENUMS = frozenset({"method", "mode", "prefix", "type"})
REFERENCES = frozenset({"argument", "variable"})


def shape(path: str, content: Any) -> list[str]:
    """What `runtime.py` could not read, or Python."""
    if path.endswith(".py"):
        return _python(content)
    return faults(content, SHAPES[path]) if path in SHAPES else []


def _python(source: str) -> list[str]:
    try:
        compile(source, "<bundle>", "exec")
    except (SyntaxError, ValueError) as error:
        return [f": {error}"]
    return []


def sources_say_one_thing(configs: Configs) -> Iterator[str]:
    for name, call in configs.get("calls.json", {}).items():
        for where in KEYED:
            for key, source in call[where].items():
                if len({"argument", "constant", "variable", "secret"} & set(source)) != 1:
                    yield f"calls.json: {name}.{key} has no one source"


def every_transfer_has_a_number(configs: Configs) -> Iterator[str]:
    for name, to in configs.get("transfers.json", {}).items():
        if ("number" in to) == ("variable" in to):
            yield f"transfers.json: {name} has no one number"


def variables_are_known(configs: Configs) -> Iterator[str]:
    """What is filled in somewhere has a value in `variables.json` or from the clock."""
    known = {*configs["variables.json"], *CLOCK}
    for path, content in configs.items():
        bare = [to["variable"] for to in content.values() if "variable" in to] if path == "transfers.json" else []
        bare += _bare(content) if path == "calls.json" else []
        texts = [] if path == "tests.json" else used(content)
        yield from (f"{path}: nobody knows {name}" for name in dict.fromkeys([*bare, *texts]) if name not in known)


def _bare(calls: Any) -> list[str]:
    sources = [s for call in calls.values() for where in KEYED for s in call[where].values()]
    return [s["variable"] for s in sources if "variable" in s]


def arguments_are_given(configs: Configs, tools: Mapping[str, set[str]]) -> Iterator[str]:
    """`calls.json` knows each tool that is called over the network, and asks for arguments that the model fills in."""
    for name, call in configs.get("calls.json", {}).items():
        sources = [s for where in KEYED for s in call[where].values()]
        if name not in tools:
            yield f"calls.json: no tool {name}"
        for argument in (s["argument"] for s in sources if "argument" in s):
            if argument not in tools.get(name, set()):
                yield f"calls.json: {name} has no argument {argument}"


def called_tools(source: str, function: str) -> set[str]:
    """Names that the code passes to `function`, as its first argument."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            first = node.args[0]
            found |= {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    return found


def rules_of_calls(configs: Configs) -> Iterator[str]:
    yield from sources_say_one_thing(configs)
    yield from every_transfer_has_a_number(configs)
    yield from variables_are_known(configs)
