"""The schemas of a document, each as one plain mapping: references followed, `allOf` put together, one of `oneOf`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

_MOST_HOPS = 20
"""References that lead to references."""
_MOST_LOOKS = 400
"""Schemas that are looked at for one operation; more is a document that folds into itself."""
_DEEPEST = 8


class Schemas:
    """Looks into the document for one operation."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._left = _MOST_LOOKS

    def resolved(self, node: Any) -> dict[str, Any]:
        """What stands there or where its `$ref` leads; empty for what is missing, elsewhere, or goes in circles."""
        for _ in range(_MOST_HOPS):
            if not isinstance(node, dict):
                return {}
            if not isinstance(node.get("$ref"), str):
                return node
            node = self._at(node["$ref"])
        return {}

    def plain(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """The schema with all that it is put together from."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return {}
        found = dict(self.resolved(schema))
        for part in objects(found.pop("allOf", None)):
            found = _together(found, self.plain(part, depth + 1))
        return self._chosen(found, depth)

    def _chosen(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        """The first of the schemas of which one holds; all values where each is a list of values."""
        either = [*objects(schema.pop("oneOf", None)), *objects(schema.pop("anyOf", None))]
        options = [option for one in either[:20] if not _is_null(option := self.plain(one, depth + 1))]
        if options and all("enum" in option or "const" in option for option in options):
            schema["enum"] = [value for option in options for value in option.get("enum", [option.get("const")])]
        return _together(schema, options[0]) if options else schema

    def _at(self, ref: str) -> Any:
        if not ref.startswith("#/"):
            return None
        node: Any = self._document
        for step in ref[2:].split("/"):
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, dict) else None
        return node


def type_of(schema: Mapping[str, Any]) -> str:
    """The JSON type; of several the first that is not null; told by what is there where it is not said."""
    said = schema.get("type")
    names = said if isinstance(said, list) else [said]
    known = [name for name in names if name in ("string", "number", "integer", "boolean", "array", "object")]
    if known:
        return str(known[0])
    return "object" if properties(schema) else "array" if "items" in schema else "string"


def properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def required(schema: Mapping[str, Any]) -> Sequence[Any]:
    found = schema.get("required")
    return found if isinstance(found, list) else ()


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a list; nothing for anything else."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _is_null(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "null"


def _together(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both hold; where both say something else, the first does."""
    merged = {**other, **one}
    if properties(one) or properties(other):
        merged["properties"] = {**properties(one), **properties(other), **properties(one)}
        merged["required"] = [*required(one), *required(other)]
    return merged
