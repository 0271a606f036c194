"""JSON Schema as vendors want it for the arguments of a function: their SDKs say `Any` or `object` there."""

from typing import Any

from pydantic import BaseModel

from tests.targets.judge.closed import faults

_TYPES = ("string", "number", "integer", "boolean", "array", "object")


class _Property(BaseModel):
    type: str
    description: str
    enum: list[str] | None = None
    items: "_Property | None" = None
    properties: dict[str, Any] | None = None


class _Object(BaseModel):
    type: str
    properties: dict[str, _Property]
    required: list[str]


def schema_faults(schema: Any, path: str) -> list[str]:
    """What is wrong with the schema of a function's arguments."""
    found = faults(schema, _Object, path)
    if found:
        return found
    if schema["type"] != "object":
        return [f"{path}: the arguments are no object"]
    found += [f"{path}.{name}: no property" for name in schema["required"] if name not in schema["properties"]]
    return found + [
        fault for n, inner in schema["properties"].items() for fault in property_faults(inner, f"{path}.{n}")
    ]


def property_faults(schema: Any, path: str) -> list[str]:
    """What is wrong with the schema of one argument."""
    found = faults(schema, _Property, path)
    if found:
        return found
    if schema["type"] not in _TYPES:
        return [f"{path}: {schema['type']} is no type"]
    if schema["type"] == "array":
        return property_faults(schema.get("items"), f"{path}[]")
    return [f"{path}: a {schema['type']} has no entries"] if "items" in schema else []
