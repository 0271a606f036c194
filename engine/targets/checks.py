"""Checks that hold on every platform, and no vendor's schema makes: each is pure, parsed files in, findings out.

A platform's `check` is `checker(*COMMON, its own rules)`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic_core import from_json

from engine.findings import Finding
from engine.secrets import find_secrets
from engine.targets.bundle import Bundle
from engine.targets.configs import Configs
from engine.targets.walk import objects

Check = Callable[[Configs], Iterator[Finding]]
Edge = tuple[str, str]
"""Source and target of a graph's edge."""
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+0-9][0-9 ()./-]{4,}")
_NUMBER_KEYS = frozenset({"phone_number", "number", "phone", "transfer_to", "phoneNumber"})
_MOST_CLEAN = 50_000
_TOOL_SAYS = re.compile(r"`[a-z_]+`:")
"""In an example of a prompt: “(You use `reset_password`: sent.)” tells no password."""
_SCHEMA_KEYS = ("type", "description", "enum", "properties", "required", "items")


def checker(*rules: Check) -> Callable[[Bundle], tuple[Finding, ...]]:
    """The `check` of a platform: all that would fail there or on a call; empty for a good bundle."""

    def check(bundle: Bundle) -> tuple[Finding, ...]:
        files = {path: from_json(text) for path, text in bundle.files.items() if path.endswith(".json")}
        configs = Configs(files)
        return tuple(finding for rule in rules for finding in rule(configs))

    return check


def error(rule: str, message: str, path: str) -> Finding:
    return Finding(rule, "error", message, path)


# --- rules for everybody ---


def no_secret_is_inline(configs: Configs) -> Iterator[Finding]:
    """Secrets by name only. A look at all new texts together comes first: as a rule it finds nothing."""
    texts = {path: tuple(dict.fromkeys(configs.strings(path))) for path in configs}
    new = [text for text in dict.fromkeys(t for found in texts.values() for t in found) if hash(text) not in _clean]
    suspects = frozenset(_suspects(new))
    for path, found in texts.items():
        for text in found:
            for kind in _secrets_in(text) if text in suspects else ():
                yield error("secret.inline", f"There seems to be {kind} in the text.", path)


def _suspects(texts: Sequence[str]) -> Sequence[str]:
    """Those that hold a secret: looked for in all together, then in the halves, since two may only look so side by
    side."""
    if not _secrets_in("\n\n".join(texts)):
        _keep_clean(texts)
        return ()
    middle = len(texts) // 2
    return (*_suspects(texts[:middle]), *_suspects(texts[middle:])) if middle else texts


_clean: set[int] = set()
"""Hashes of texts without a secret: the platforms of one spec hold much the same."""


def _keep_clean(texts: Sequence[str]) -> None:
    if len(_clean) > _MOST_CLEAN:
        _clean.clear()
    _clean.update(map(hash, texts))


def phone_numbers_are_e164(configs: Configs) -> Iterator[Finding]:
    """A number to dial has its country code; a variable in its place is no number."""
    for path in configs:
        for value in (value for value in configs.objects(path) if not _NUMBER_KEYS.isdisjoint(value)):
            for number in (value[key] for key in value if key in _NUMBER_KEYS and isinstance(value[key], str)):
                if _LOOKS_LIKE_A_NUMBER.fullmatch(number) and not E164.fullmatch(number):
                    yield error("transfer.number", f"“{number}” is not a phone number like +14155550123.", path)


def required_names_are_properties(configs: Configs) -> Iterator[Finding]:
    for path in configs:
        for value in configs.objects(path):
            if isinstance(value.get("required"), list) and isinstance(value.get("properties"), dict):
                for name in value["required"]:
                    if name not in value["properties"]:
                        yield error("tool.required", f"“{name}” is required, but there is no such property.", path)


def schemas_are_json_schemas(configs: Configs) -> Iterator[Finding]:
    """What the model gets as the schema of a tool is one: every outermost object with `properties`."""
    for path in configs:
        for schema in _schemas(configs.objects(path)):
            if fault := _fault_of(json.dumps(plain_schema(schema))):
                yield error("tool.schema", f"Not a JSON Schema: {fault}", path)


COMMON: tuple[Check, ...] = (
    no_secret_is_inline,
    phone_numbers_are_e164,
    required_names_are_properties,
    schemas_are_json_schemas,
)


# --- graphs, whatever a platform calls its nodes ---


def graph_faults(
    nodes: Mapping[str, bool], edges: list[Edge], start: str, path: str, everywhere: Sequence[str] = ()
) -> Iterator[Finding]:
    """Edges to missing nodes, edges out of terminals, nodes that no call reaches, and a start that is not there.
    `nodes`: name -> whether the call is over there; `edges` with ways back as edges of their own; `everywhere`: nodes
    that a call can come to at any time."""
    if start not in nodes:
        yield error("flow.start", f"The call starts at the missing step “{start}”.", path)
    for source, target in edges:
        for end in (source, target):
            if end not in nodes:
                yield error("flow.missing_node", f"A way leads from or to the missing step “{end}”.", path)
        if nodes.get(source):
            yield error("flow.terminal", f"A way leads on from “{source}”, where the call is over.", path)
    for name in everywhere:
        if name not in nodes:
            yield error("flow.missing_node", f"A way leads to the missing step “{name}”.", path)
    reached = [start, *(name for name in everywhere if name != start)]
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


def has_properties(schema: dict[str, Any]) -> bool:
    """Whether it is the schema of an object, and not the map of its arguments, of which one is called “properties”."""
    named = all(isinstance(value, dict) for value in schema.values())
    return isinstance(schema.get("properties"), dict) and not named


def _schemas(found: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of these objects, from outside in, those with properties that are inside of no other such object."""
    inside = set[int]()
    for schema in found:
        if has_properties(schema) and id(schema) not in inside:
            inside.update(map(id, objects(schema)))
            yield schema


def _secrets_in(text: str) -> tuple[str, ...]:
    """The kinds of the secrets in it."""
    return tuple(secret.kind for secret in find_secrets(_TOOL_SAYS.sub("`tool`:", text)))


@lru_cache(512)
def _fault_of(schema: str) -> str | None:
    """What is wrong with this schema, as JSON text; the same tools are exported again and again."""
    try:
        Draft202012Validator.check_schema(json.loads(schema))
    except SchemaError as fault:
        return fault.message
    return None
