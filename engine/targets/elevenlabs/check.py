"""What no vendor schema catches in an ElevenLabs bundle, so we check it: one rule, one entry in `CHECKS`.

Each rule is pure: the parsed files in, findings out.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from engine.findings import Finding
from engine.secrets import find_secrets
from engine.targets.bundle import Bundle
from engine.targets.walk import objects, strings

Configs = Mapping[str, Any]
"""Path of a JSON file -> what is in it."""
Check = Callable[[Configs], Iterator[Finding]]

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_FILLED_BY = ("description", "constant_value", "dynamic_variable", "is_system_provided", "is_omitted")
_PATH_NAME = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")
_SCHEMA_KEYS = ("type", "description", "enum", "properties", "required", "items")


def check(bundle: Bundle) -> tuple[Finding, ...]:
    """All that would fail on the platform or on a call; empty for a good bundle."""
    configs = {path: json.loads(text) for path, text in bundle.files.items() if path.endswith(".json")}
    return tuple(finding for rule in CHECKS for finding in rule(configs))


def edges_lead_to_nodes(configs: Configs) -> Iterator[Finding]:
    """Both ends of every edge are there, and no pair is joined twice."""
    for path, graph in _workflows(configs):
        pairs: set[frozenset[str]] = set()
        for name, edge in graph["edges"].items():
            ends = (edge["source"], edge["target"])
            for end in ends:
                if end not in graph["nodes"]:
                    yield _error("workflow.missing_node", f"Edge “{name}” names the missing step “{end}”.", path)
            if frozenset(ends) in pairs:
                yield _error("workflow.double_edge", f"“{ends[0]}” and “{ends[1]}” are joined twice.", path)
            pairs.add(frozenset(ends))


def nothing_leaves_a_terminal(configs: Configs) -> Iterator[Finding]:
    """The platform refuses an edge out of a node where the call is over."""
    for path, graph in _workflows(configs):
        over = {name for name, node in graph["nodes"].items() if node["type"] in ("end", "phone_number")}
        for name, edge in graph["edges"].items():
            if edge["source"] in over or ("backward_condition" in edge and edge["target"] in over):
                yield _error("workflow.terminal", f"Edge “{name}” leads on from where the call is over.", path)


def nobody_is_passed_over(configs: Configs) -> Iterator[Finding]:
    """An unconditional edge is taken before anybody can answer, so no other edge of its node ever is."""
    for path, graph in _workflows(configs):
        for name, edge in graph["edges"].items():
            here = edge["source"]
            ahead = {e["target"] for e in graph["edges"].values() if e["source"] == here}
            ahead |= {e["source"] for e in graph["edges"].values() if _back_from(e, here)}
            if edge.get("forward_condition") == {"type": "unconditional"} and len(ahead) > 1:
                yield _error("workflow.unconditional", f"Edge “{name}” leaves before anybody can answer.", path)


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
                yield _error("workflow.unreachable", f"No way leads to the step “{name}”.", path)


def phone_numbers_are_e164(configs: Configs) -> Iterator[Finding]:
    """A transfer to a phone has a number with its country code."""
    for path, config in configs.items():
        for value in objects(config):
            number = value.get("phone_number")
            if value.get("type") == "phone" and not (isinstance(number, str) and _E164.fullmatch(number)):
                yield _error("transfer.number", f"“{number}” is not a phone number like +14155550123.", path)


def one_source_fills_a_value(configs: Configs) -> Iterator[Finding]:
    """Of description, constant and variable exactly one says where an argument comes from."""
    for path, name, schema in _properties(configs):
        # A constant may be 0 or false; for the others false means: not so.
        given = {key: schema[key] for key in _FILLED_BY if schema.get(key) is not None}
        sources = [key for key, value in given.items() if value or key == "constant_value"]
        if len(sources) != 1:
            what = " and ".join(sources) if sources else "nothing"
            yield _error("tool.value_source", f"The argument “{name}” is filled by {what}.", path)


def required_names_are_properties(configs: Configs) -> Iterator[Finding]:
    """`required` names properties that are there; a path holds just the names that its schema has."""
    for path, config in configs.items():
        for value in objects(config):
            if isinstance(value.get("required"), list) and isinstance(value.get("properties"), dict):
                for name in value["required"]:
                    if name not in value["properties"]:
                        yield _error("tool.required", f"“{name}” is required, but there is no such property.", path)
            if "url" in value and "method" in value:
                names = set(_PATH_NAME.findall(value["url"]))
                if names != set(value.get("path_params_schema", {})):
                    yield _error("tool.path", f"The path of {value['url']} and its parameters differ.", path)


def schemas_are_json_schemas(configs: Configs) -> Iterator[Finding]:
    """What the model gets as the schema of a tool is one."""
    for path, schema in _schemas(configs):
        if fault := _fault_of(json.dumps(_plain_schema(schema))):
            yield _error("tool.schema", f"Not a JSON Schema: {fault}", path)


def variables_are_declared(configs: Configs) -> Iterator[Finding]:
    """Every `{{variable}}` has a placeholder, or is the platform's own. Secrets stand in headers only.

    The index files beside the folders are never sent.
    """
    declared: set[str] = set()
    for config in configs.values():
        for value in objects(config):
            declared |= set(value.get("dynamic_variable_placeholders", {}))
    sent = {path: config for path, config in configs.items() if "/" in path}
    for path, config in sent.items():
        for name in dict.fromkeys(_used(config)):
            if name not in declared and not name.startswith("system__"):
                yield _error("variable.undeclared", f"Nobody declares the variable “{name}”.", path)


def no_secret_is_inline(configs: Configs) -> Iterator[Finding]:
    """Secrets by name only."""
    for path, config in configs.items():
        for text in dict.fromkeys(strings(config)):
            for secret in find_secrets(text):
                yield _error("secret.inline", f"There seems to be {secret.kind} in the text.", path)


def no_string_is_a_file(configs: Configs) -> Iterator[Finding]:
    """The vendor's CLI reads a string that begins with "@" as a file."""
    for path, config in configs.items():
        for text in strings(config):
            if text.startswith("@"):
                yield _error("string.leading_at", f"“{text[:40]}” would be read as the name of a file.", path)


CHECKS: tuple[Check, ...] = (
    edges_lead_to_nodes,
    nothing_leaves_a_terminal,
    nobody_is_passed_over,
    nodes_are_reached,
    phone_numbers_are_e164,
    one_source_fills_a_value,
    required_names_are_properties,
    schemas_are_json_schemas,
    variables_are_declared,
    no_secret_is_inline,
    no_string_is_a_file,
)


@lru_cache(512)
def _fault_of(schema: str) -> str | None:
    """What is wrong with this schema, as JSON text; the same tools are exported again and again."""
    try:
        Draft202012Validator.check_schema(json.loads(schema))
    except SchemaError as error:
        return error.message
    return None


def _error(rule: str, message: str, path: str) -> Finding:
    return Finding(rule, "error", message, path)


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
            if isinstance(schema.get("properties"), dict):
                yield from ((path, name, inner) for name, inner in schema["properties"].items())


def _plain_schema(schema: Any) -> Any:
    """The part of the vendor's schema that is JSON Schema."""
    if not isinstance(schema, dict):
        return schema
    plain = {key: schema[key] for key in _SCHEMA_KEYS if key in schema}
    if isinstance(plain.get("properties"), dict):
        plain["properties"] = {name: _plain_schema(inner) for name, inner in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = _plain_schema(plain["items"])
    return plain


def _used(config: Any) -> Iterator[str]:
    for text in strings(config):
        yield from _VARIABLE.findall(text)
    for value in objects(config):
        name = value.get("dynamic_variable") or value.get("variable_name")
        if isinstance(name, str):
            yield name
        if value.get("type") == "phone_dynamic_variable":
            yield str(value["phone_number"])
