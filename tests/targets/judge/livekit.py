"""The judge of LiveKit: `agent.py` read as Python reads it. livekit-agents 1.8.9 is 369 MB, so it is not installed;
what it asks of a tool stands in its `llm/tool_context.py`, and of an agent in its `voice/agent.py`."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from engine.document.spec import Edge, Flow, Node
from tests.targets.judge import code
from tests.targets.judge.judge import Configs, Judge

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
"""Of a function, as the language models behind it want it."""
_HEAD = ("Step", "End", "HandOver")


def _tools(source: str) -> dict[str, Any]:
    """Name -> schema of each function tool with a schema of its own."""
    found = {}
    for node in ast.parse(source).body:
        for decorator in node.decorator_list if isinstance(node, ast.AsyncFunctionDef) else ():
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "function_tool":
                schema = ast.literal_eval(next(k.value for k in decorator.keywords if k.arg == "raw_schema"))
                found[schema["name"]] = schema
    return found


def _schemas_are_complete(configs: Configs) -> Iterator[str]:
    for name, schema in _tools(configs["agent.py"]).items():
        if not _NAME.fullmatch(name) or not schema.get("description"):
            yield f"agent.py: the tool {name} has no good name or no description"
        if set(schema) != {"name", "description", "parameters"} or schema["parameters"].get("type") != "object":
            yield f"agent.py: {name} is no raw function description"
        try:
            Draft202012Validator.check_schema(schema["parameters"])
        except SchemaError as error:
            yield f"agent.py: {name}: {error.message}"


def _calls_fit(configs: Configs) -> Iterator[str]:
    yield from code.rules_of_calls(configs)
    tools = {name: set(s["parameters"]["properties"]) for name, s in _tools(configs["agent.py"]).items()}
    yield from code.arguments_are_given(configs, tools)
    called = code.called_tools(configs["agent.py"], "call")
    yield from (f"calls.json lacks {name}" for name in called ^ set(configs.get("calls.json", {})))


def _names_are_defined(configs: Configs) -> Iterator[str]:
    """Every name that the file uses is one of its own, a parameter or a builtin."""
    import builtins

    tree = ast.parse(configs["agent.py"])
    given = {*dir(builtins), "__file__", "__name__"}
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                given.add(node.name)
            case ast.arg():
                given.add(node.arg)
            case ast.alias():
                given.add((node.asname or node.name).split(".")[0])
            case ast.Name(ctx=ast.Store()):
                given.add(node.id)
            case ast.ExceptHandler() if node.name:
                given.add(node.name)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    yield from (f"agent.py: {name} is not defined" for name in sorted(used - given))


def _people_are_there(configs: Configs) -> Iterator[str]:
    for step in _classes(configs["agent.py"]):
        to = _attribute(step, "to")
        if _base(step) == "HandOver" and to not in configs["transfers.json"]:
            yield f"agent.py: {step.name} hands over to nobody called {to}"
    offered = _tools(configs["agent.py"]).get("transfer_to_human", {}).get("parameters", {}).get("properties", {})
    if "to" in offered and set(offered["to"]["enum"]) != set(configs["transfers.json"]):
        yield "transfers.json and the tool that transfers name other people"


def _flow(configs: Configs) -> Flow | None:
    """An agent for each step; a tool that returns the next agent is a way, and the last one the else."""
    steps = _classes(configs["agent.py"])
    keys = {step.name: f"n{i}" for i, step in enumerate(steps)}
    if len(steps) < 2:
        return None
    kinds = {"End": "end", "HandOver": "transfer"}
    nodes = [
        Node.model_validate({"id": keys[s.name], "kind": kinds.get(_base(s), "say"), "title": s.name}) for s in steps
    ]
    edges: list[Edge] = []
    for step in steps:
        ways = [n for n in step.body if isinstance(n, ast.AsyncFunctionDef) and n.decorator_list]
        for way in ways:
            target, words = _target(way), _words(way)
            edges.append(
                Edge(
                    id=f"e{len(edges)}", source=keys[step.name], target=keys[target],
                    condition=words[:300], otherwise=way is ways[-1],
                )
            )  # fmt: skip
    start = re.search(r"session\.start\(agent=(\w+)\(", configs["agent.py"])
    assert start
    return Flow(start=keys[start[1]], nodes=tuple(nodes), edges=tuple(edges))


def _classes(source: str) -> list[ast.ClassDef]:
    return [n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name not in _HEAD]


def _base(step: ast.ClassDef) -> str:
    assert isinstance(step.bases[0], ast.Name)
    return step.bases[0].id


def _attribute(step: ast.ClassDef, name: str) -> Any:
    for node in step.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    return None


def _target(way: ast.AsyncFunctionDef) -> str:
    """Of `return self.next(NextStep)`."""
    last = way.body[-1]
    assert isinstance(last, ast.Return)
    assert isinstance(last.value, ast.Call)
    assert isinstance(last.value.args[0], ast.Name)
    return last.value.args[0].id


def _words(way: ast.AsyncFunctionDef) -> str:
    decorator = way.decorator_list[0]
    assert isinstance(decorator, ast.Call)
    return str(ast.literal_eval(next(k.value for k in decorator.keywords if k.arg == "description")))


JUDGE = Judge(
    platform="livekit",
    types=code.shape,
    values=code.VALUES,
    rules=(_schemas_are_complete, _calls_fit, _names_are_defined, _people_are_there),
    flow=_flow,
    ours=("tests.json",),
    keyed_by_data=code.KEYED,
    enums=code.ENUMS,
    references=code.REFERENCES,
    sources=("agent.py", "runtime.py"),
)
