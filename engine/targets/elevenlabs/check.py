"""What no vendor schema catches in an ElevenLabs bundle, so we check it: one rule, one entry in `RULES`.

Each rule is pure: the parsed files in, findings out.
"""

import re
from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.targets.checks import COMMON, Check, checker, error, has_properties
from engine.targets.configs import Configs
from engine.targets.walk import objects

_SECRET = re.compile(r"\{\{\s*secret__")
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_FILLED_BY = ("description", "constant_value", "dynamic_variable", "is_system_provided", "is_omitted")
_PATH_NAME = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


def edges_lead_to_nodes(configs: Configs) -> Iterator[Finding]:
    """Both ends of every edge are there, and no pair is joined twice."""
    for path, graph in _workflows(configs):
        pairs: set[frozenset[str]] = set()
        for name, edge in graph["edges"].items():
            ends = (edge["source"], edge["target"])
            for end in ends:
                if end not in graph["nodes"]:
                    yield error("workflow.missing_node", f"Edge “{name}” names the missing step “{end}”.", path)
            if frozenset(ends) in pairs:
                yield error("workflow.double_edge", f"“{ends[0]}” and “{ends[1]}” are joined twice.", path)
            pairs.add(frozenset(ends))


def nothing_leaves_a_terminal(configs: Configs) -> Iterator[Finding]:
    """The platform refuses an edge out of a node where the call is over."""
    for path, graph in _workflows(configs):
        over = {name for name, node in graph["nodes"].items() if node["type"] in ("end", "phone_number")}
        for name, edge in graph["edges"].items():
            if edge["source"] in over or ("backward_condition" in edge and edge["target"] in over):
                yield error("workflow.terminal", f"Edge “{name}” leads on from where the call is over.", path)


def nobody_is_passed_over(configs: Configs) -> Iterator[Finding]:
    """An unconditional edge is taken before anybody can answer, so no other edge of its node ever is."""
    for path, graph in _workflows(configs):
        at_once = {n: e for n, e in graph["edges"].items() if e.get("forward_condition") == {"type": "unconditional"}}
        for name, edge in at_once.items():
            here = edge["source"]
            ahead = {e["target"] for e in graph["edges"].values() if e["source"] == here}
            ahead |= {e["source"] for e in graph["edges"].values() if _back_from(e, here)}
            if len(ahead) > 1:
                yield error("workflow.unconditional", f"Edge “{name}” leaves before anybody can answer.", path)


def _back_from(edge: dict[str, Any], node: str) -> bool:
    return "backward_condition" in edge and edge["target"] == node


def nodes_are_reached(configs: Configs) -> Iterator[Finding]:
    """A call can come to every node."""
    for path, graph in _workflows(configs):
        reached = [name for name, node in graph["nodes"].items() if node["type"] == "start"]
        for here in reached:
            ahead = [e["target"] for e in graph["edges"].values() if e["source"] == here]
            ahead += [e["source"] for e in graph["edges"].values() if _back_from(e, here)]
            reached += [name for name in dict.fromkeys(ahead) if name not in reached]
        for name in graph["nodes"]:
            if name not in reached:
                yield error("workflow.unreachable", f"No way leads to the step “{name}”.", path)


def a_tool_decides_by_its_result(configs: Configs) -> Iterator[Finding]:
    """After a tool node there are edges for its result and no others, and only there."""
    for path, graph in _workflows(configs):
        deciding = {name for name, node in graph["nodes"].items() if node["type"] == "tool"}
        for name, edge in graph["edges"].items():
            for end, key in (("source", "forward_condition"), ("target", "backward_condition")):
                if key in edge and (edge[key]["type"] == "result") != (edge[end] in deciding):
                    yield error("workflow.result", f"Edge “{name}” does not fit the step that it leaves.", path)


def one_source_fills_a_value(configs: Configs) -> Iterator[Finding]:
    """Of description, constant and variable exactly one says where an argument comes from."""
    for path, name, schema in _properties(configs):
        # A constant may be 0 or false; for the others false means: not so.
        given = {key: schema[key] for key in _FILLED_BY if schema.get(key) is not None}
        sources = [key for key, value in given.items() if value or key == "constant_value"]
        if len(sources) != 1:
            what = " and ".join(sources) if sources else "nothing"
            yield error("tool.value_source", f"The argument “{name}” is filled by {what}.", path)


def path_names_are_parameters(configs: Configs) -> Iterator[Finding]:
    """A path holds just the names that its schema has."""
    for path in configs:
        for value in configs.objects(path):
            if "url" in value and "method" in value:
                names = set(_PATH_NAME.findall(value["url"]))
                if names != set(value.get("path_params_schema", {})):
                    yield error("tool.path", f"The path of {value['url']} and its parameters differ.", path)


def variables_are_declared(configs: Configs) -> Iterator[Finding]:
    """Every `{{variable}}` has a placeholder, or is the platform's own or a secret of it.

    The index files beside the folders are never sent.
    """
    declared: set[str] = set()
    for path in configs:
        for value in configs.objects(path):
            if "dynamic_variable_placeholders" in value:
                declared |= value["dynamic_variable_placeholders"].keys()
    for path in (path for path in configs if "/" in path):
        for name in dict.fromkeys(_used(configs, path)):
            if name not in declared and not name.startswith(("system__", "secret__")):
                yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", path)


def secrets_stand_in_headers(configs: Configs) -> Iterator[Finding]:
    """A `secret__` variable in a text is refused by the server; what the agent says and is told would show it."""
    for path in configs:
        headers = {id(api["request_headers"]) for api in configs.objects(path) if "request_headers" in api}
        for value in (value for value in configs.objects(path) if id(value) not in headers):
            for text in (text for text in value.values() if isinstance(text, str) and _SECRET.search(text)):
                yield error("secret.outside", f"“{text[:40]}” names a secret outside of a header.", path)


def no_string_is_a_file(configs: Configs) -> Iterator[Finding]:
    """The vendor's CLI reads a string that begins with "@" as a file."""
    for path in configs:
        for text in configs.strings(path):
            if text.startswith("@"):
                yield error("string.leading_at", f"“{text[:40]}” would be read as the name of a file.", path)


RULES: tuple[Check, ...] = (
    *COMMON,
    edges_lead_to_nodes,
    nothing_leaves_a_terminal,
    nobody_is_passed_over,
    nodes_are_reached,
    a_tool_decides_by_its_result,
    one_source_fills_a_value,
    path_names_are_parameters,
    variables_are_declared,
    secrets_stand_in_headers,
    no_string_is_a_file,
)
check = checker(*RULES)
"""All that would fail on the platform or on a call; empty for a good bundle."""


def _workflows(configs: Configs) -> Iterator[tuple[str, Any]]:
    for path, config in configs.items():
        if isinstance(config, dict) and "workflow" in config:
            yield path, config["workflow"]


def _schemas(configs: Configs) -> Iterator[tuple[str, dict[str, Any]]]:
    """The object schemas of every tool, from outside in."""
    for path, config in configs.items():
        if path.startswith("tool_configs/"):
            api = config.get("api_schema", {})
            outer = (config.get("parameters"), api.get("request_body_schema"), api.get("query_params_schema"))
            yield from ((path, schema) for schema in outer if schema)
            if "path_params_schema" in api:
                yield path, {"properties": api["path_params_schema"]}


def _properties(configs: Configs) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, outer in _schemas(configs):
        for schema in objects(outer):
            if has_properties(schema):
                yield from ((path, name, inner) for name, inner in schema["properties"].items())


def _used(configs: Configs, path: str) -> Iterator[str]:
    for text in configs.strings(path):
        if "{{" in text:
            yield from _VARIABLE.findall(text)
    for value in configs.objects(path):
        name = value.get("dynamic_variable") or value.get("variable_name")
        if isinstance(name, str):
            yield name
        if value.get("type") == "phone_dynamic_variable":
            yield str(value["phone_number"])
