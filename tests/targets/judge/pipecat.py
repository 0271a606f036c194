"""The judge of Pipecat Flows: the JSON Schema that pipecat-ai 1.14.0 ships, and what `FlowConfig`, `Flow` and
`FlowManager` of that version check beyond it (`pipecat/flows/config.py`, `flow.py`, `manager.py`)."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docstring_parser import parse
from jsonschema import Draft202012Validator

from engine.document.spec import Edge, Flow, Node
from engine.targets.templates import used
from tests.targets.judge import code
from tests.targets.judge.judge import Configs, Judge

_SCHEMA = Path(__file__).with_name("pipecat_flow_config.schema.json")
_BUILT_IN = ("tts_say", "end_conversation", "function")
_ROLES = ("developer", "system", "user", "assistant")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8")))


def _types(path: str, content: Any) -> list[str]:
    if path != "flow.json":
        return code.shape(path, content)
    return [f".{'.'.join(map(str, e.path))}: {e.message[:120]}" for e in _validator().iter_errors(content)]


# --- config.py: _check_graph, _check_unique_function_names, _check_handler ---


def _starts_somewhere(configs: Configs) -> Iterator[str]:
    flow = configs["flow.json"]
    if flow["initial_node"] not in flow["nodes"]:
        yield f"initial_node {flow['initial_node']} is not a defined node"


def _functions_are_unique(configs: Configs) -> Iterator[str]:
    for where, functions in _lists(configs["flow.json"]):
        names = [f["name"] for f in functions]
        yield from (f"duplicate function {name} in {where}" for name in set(names) if names.count(name) > 1)


def _ways_lead_to_nodes(configs: Configs) -> Iterator[str]:
    flow = configs["flow.json"]
    for where, functions in _lists(flow):
        for function in functions:
            for target in _targets(function):
                if target not in flow["nodes"]:
                    yield f"{where} function {function['name']} transitions to unknown node {target}"


def _actions_are_known(configs: Configs) -> Iterator[str]:
    for name, node in configs["flow.json"]["nodes"].items():
        for action in (*node.get("pre_actions", ()), *node.get("post_actions", ())):
            extra = set(action) - {"type", "handler"} - _ACTION_KEYS.get(action["type"], set())
            if action["type"] not in _BUILT_IN or extra:
                yield f"{name}: the action {action['type']} with {extra} is registered nowhere"
            if (action["type"] == "function") != ("handler" in action):
                yield f"{name}: the action {action['type']} and its handler do not fit"


_ACTION_KEYS = {"tts_say": {"text"}, "end_conversation": {"text"}, "function": {"to"}}
"""`to` is read by our handler `transfer_call`."""


def _messages_have_a_role(configs: Configs) -> Iterator[str]:
    for name, node in configs["flow.json"]["nodes"].items():
        yield from (f"{name}: role {m['role']}" for m in node["task_messages"] if m["role"] not in _ROLES)


# --- flow.py: references to code; direct_function.py: what the model reads ---


def _handlers_are_there(configs: Configs) -> Iterator[str]:
    handlers = _handlers(configs["handlers.py"])
    for where, functions in _lists(configs["flow.json"]):
        for function in (f for f in functions if not f.get("transition_only")):
            code_of = handlers.get(function["name"])
            if code_of is None:
                yield f"{where} references tool {function['name']}, which is not in the handlers"
                continue
            first = code_of.args.args[0].arg if code_of.args.args else ""
            if not isinstance(code_of, ast.AsyncFunctionDef) or first != "flow_manager":
                yield f"{where} tool {function['name']} is not a valid direct function"
    for name, node in configs["flow.json"]["nodes"].items():
        for action in node.get("pre_actions", ()):
            if action.get("handler", "transfer_call") not in handlers:
                yield f"{name} references the handler {action['handler']}, which is not in the handlers"
            if "to" in action and str(action["to"]) not in configs["transfers.json"]:
                yield f"{name} hands over to nobody called {action['to']}"


def _arguments_are_described(configs: Configs) -> Iterator[str]:
    """A direct function's docstring is its description, and has one for each argument."""
    for name, function in _handlers(configs["handlers.py"]).items():
        if not isinstance(function, ast.AsyncFunctionDef) or name == "transfer_call":
            continue
        docstring = parse(ast.get_docstring(function) or "")
        described = {p.arg_name for p in docstring.params if p.description}
        if not docstring.description:
            yield f"handlers.py: {name} has no description"
        for argument in function.args.args[1:]:
            if argument.arg not in described:
                yield f"handlers.py: {name}.{argument.arg} has no description"


def _branches_read_results(configs: Configs) -> Iterator[str]:
    for where, functions in _lists(configs["flow.json"]):
        for function in functions:
            branch = function.get("transition_to")
            if isinstance(branch, dict) and (
                branch["field"] != "to" or set(branch["cases"]) - set(configs["transfers.json"])
            ):
                yield f"{where}: no result of {function['name']} has such a field or case"


def _calls_fit(configs: Configs) -> Iterator[str]:
    """`_called(name, …, {argument: …})` and `calls.json` know the same tools and arguments."""
    yield from code.rules_of_calls(configs)
    tools: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(configs["handlers.py"])):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_called":
            tools[ast.literal_eval(node.args[0])] = {ast.literal_eval(k) for k in node.args[2].keys if k}  # type: ignore[attr-defined]
    yield from code.arguments_are_given(configs, tools)
    yield from (f"calls.json lacks {name}" for name in set(tools) - set(configs.get("calls.json", {})))


# --- manager.py: _render_node fills in prompts only ---


def _nothing_else_is_filled_in(configs: Configs) -> Iterator[str]:
    flow = configs["flow.json"]
    for where, functions in _lists(flow):
        yield from (f"{where}: {{{{{name}}}}} is never filled in" for name in used(functions))
    yield from (f"handlers.py: {{{{{name}}}}} is never filled in" for name in used(configs["handlers.py"]))


def _lists(flow: Any) -> Iterator[tuple[str, list[Any]]]:
    """Where, and the functions that the model has there."""
    everywhere = flow.get("global_functions", [])
    yield "global_functions", everywhere
    for name, node in flow["nodes"].items():
        yield f"node {name}", [*node.get("functions", []), *everywhere]


def _targets(function: Any) -> list[str]:
    to = function.get("transition_to")
    return list(to["cases"].values()) if isinstance(to, dict) else [to] if to else []


def _handlers(source: str) -> dict[str, Any]:
    """Name in `HANDLERS` -> the function's source."""
    tree = ast.parse(source)
    functions = {n.name: n for n in tree.body if isinstance(n, (ast.AsyncFunctionDef, ast.FunctionDef))}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "HANDLERS":
            assert isinstance(node.value, ast.Dict)
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {ast.literal_eval(k): functions[v.id] for k, v in pairs if k and isinstance(v, ast.Name)}
    return {}


def _flow(configs: Configs) -> Flow | None:
    """The functions of a node in their order, the last of them its else; those for all lead out of every node."""
    flow = configs["flow.json"]
    if not any(_targets(f) for node in flow["nodes"].values() for f in node.get("functions", [])):
        return None
    keys = {name: f"n{i}" for i, name in enumerate(flow["nodes"])}
    nodes = [Node.model_validate({"id": keys[n], "kind": _kind(v), "title": n}) for n, v in flow["nodes"].items()]
    edges: list[Edge] = []
    for name, node in flow["nodes"].items():
        own = node.get("functions", [])
        everywhere = flow.get("global_functions", []) if node["task_messages"] else []
        ways = [(t, f.get("description")) for f in [*everywhere, *own] for t in _targets(f)]
        ways = list({target: (target, words) for target, words in ways}.values())
        for target, words in sorted(ways, key=lambda way: way[0] == _last(own)):
            said = (words or f"Asked for {target}.")[:300]
            edges.append(
                Edge(
                    id=f"e{len(edges)}", source=keys[name], target=keys[target],
                    condition=said, otherwise=target == _last(own),
                )
            )  # fmt: skip
    return Flow(start=keys[flow["initial_node"]], nodes=tuple(nodes), edges=tuple(edges))


def _last(functions: list[Any]) -> str | None:
    return next((t for f in reversed(functions) for t in _targets(f)), None)


def _kind(node: Any) -> str:
    actions = [a["type"] for a in node.get("pre_actions", [])]
    if node["task_messages"]:
        return "say"
    return "end" if "end_conversation" in actions else "transfer"


JUDGE = Judge(
    platform="pipecat",
    types=_types,
    values=code.VALUES,
    rules=(
        _starts_somewhere, _functions_are_unique, _ways_lead_to_nodes, _actions_are_known, _messages_have_a_role,
        _handlers_are_there, _arguments_are_described, _branches_read_results, _calls_fit, _nothing_else_is_filled_in,
    ),
    flow=_flow,
    ours=("tests.json", "review.json"),
    keyed_by_data=code.KEYED | {"nodes", "cases"},
    enums=code.ENUMS | {"role"},
    references=code.REFERENCES | {"initial_node", "transition_to", "handler", "to", "field"},
    sources=("handlers.py", "runtime.py"),
)  # fmt: skip
