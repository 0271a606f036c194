"""Checks that hold on every platform, and no vendor's schema makes: each is pure, parsed files in, findings out.

A platform's `check` is `checker(*COMMON, its own rules)`.
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
Edge = tuple[str, str]
"""Source and target of a graph's edge."""
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+0-9][0-9 ()./-]{4,}")
_NUMBER_KEYS = ("phone_number", "number", "phone", "transfer_to", "phoneNumber")
_SCHEMA_KEYS = ("type", "description", "enum", "properties", "required", "items")


def checker(*rules: Check) -> Callable[[Bundle], tuple[Finding, ...]]:
    """The `check` of a platform: all that would fail there or on a call; empty for a good bundle."""

    def check(bundle: Bundle) -> tuple[Finding, ...]:
        configs = {path: json.loads(text) for path, text in bundle.files.items() if path.endswith(".json")}
        return tuple(finding for rule in rules for finding in rule(configs))

    return check


def error(rule: str, message: str, path: str) -> Finding:
    return Finding(rule, "error", message, path)


# --- rules for everybody ---


def no_secret_is_inline(configs: Configs) -> Iterator[Finding]:
    """Secrets by name only."""
    for path, config in configs.items():
        for text in dict.fromkeys(strings(config)):
            for secret in find_secrets(text):
                yield error("secret.inline", f"There seems to be {secret.kind} in the text.", path)


def phone_numbers_are_e164(configs: Configs) -> Iterator[Finding]:
    """A number to dial has its country code; a variable in its place is no number."""
    for path, config in configs.items():
        for value in objects(config):
            for number in (value[key] for key in _NUMBER_KEYS if isinstance(value.get(key), str)):
                if _LOOKS_LIKE_A_NUMBER.fullmatch(number) and not E164.fullmatch(number):
                    yield error("transfer.number", f"“{number}” is not a phone number like +14155550123.", path)


def required_names_are_properties(configs: Configs) -> Iterator[Finding]:
    for path, config in configs.items():
        for value in objects(config):
            if isinstance(value.get("required"), list) and isinstance(value.get("properties"), dict):
                for name in value["required"]:
                    if name not in value["properties"]:
                        yield error("tool.required", f"“{name}” is required, but there is no such property.", path)


def schemas_are_json_schemas(configs: Configs) -> Iterator[Finding]:
    """What the model gets as the schema of a tool is one: every outermost object with `properties`."""
    for path, config in configs.items():
        for schema in _schemas(config):
            if fault := _fault_of(json.dumps(plain_schema(schema))):
                yield error("tool.schema", f"Not a JSON Schema: {fault}", path)


COMMON: tuple[Check, ...] = (
    no_secret_is_inline,
    phone_numbers_are_e164,
    required_names_are_properties,
    schemas_are_json_schemas,
)


# --- graphs, whatever a platform calls its nodes ---


def graph_faults(nodes: Mapping[str, bool], edges: list[Edge], start: str, path: str) -> Iterator[Finding]:
    """Edges to missing nodes, edges out of terminals, nodes that no call reaches, and a start that is not there.
    `nodes`: name -> whether the call is over there; `edges` with ways back as edges of their own."""
    if start not in nodes:
        yield error("flow.start", f"The call starts at the missing step “{start}”.", path)
    for source, target in edges:
        for end in (source, target):
            if end not in nodes:
                yield error("flow.missing_node", f"A way leads from or to the missing step “{end}”.", path)
        if nodes.get(source):
            yield error("flow.terminal", f"A way leads on from “{source}”, where the call is over.", path)
    reached = [start]
    for here in reached:
        reached += [t for s, t in dict.fromkeys(edges) if s == here and t not in reached]
    for name in nodes:
        if name not in reached:
            yield error("flow.unreachable", f"No way leads to the step “{name}”.", path)


def plain_schema(schema: Any) -> Any:
    """The part of a vendor's schema that is JSON Schema."""
    if not isinstance(schema, dict):
        return schema
    plain = {key: schema[key] for key in _SCHEMA_KEYS if key in schema}
    if isinstance(plain.get("properties"), dict):
        plain["properties"] = {name: plain_schema(inner) for name, inner in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = plain_schema(plain["items"])
    return plain


def _schemas(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("properties"), dict):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _schemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _schemas(inner)


@lru_cache(512)
def _fault_of(schema: str) -> str | None:
    """What is wrong with this schema, as JSON text; the same tools are exported again and again."""
    try:
        Draft202012Validator.check_schema(json.loads(schema))
    except SchemaError as fault:
        return fault.message
    return None
