"""What a call can fill of an operation: its path, query, header and body as one flat list of parameters."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from engine.document.spec import Param
from engine.secrets import without_secrets
from engine.tools.sources.openapi.schemas import Schemas, objects, properties, required, type_of

MOST = 60
"""Parameters of one tool, as the spec has it."""
_MOST_VALUES = 50
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SENT_BY_PLATFORM = frozenset({"accept", "authorization", "content-type", "user-agent"})
Place = Literal["path", "query", "header", "body"]


class CannotCall(Exception):
    """A voice platform cannot make such a call; the text says why."""


class _Field(NamedTuple):
    name: str
    place: Place
    schema: Mapping[str, Any]
    required: bool
    said: str


def params_of(schemas: Schemas, item: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[Param, ...]:
    """Those that are required, then the others. Raises CannotCall."""
    fields = [*_declared(schemas, item, operation), *_in_body(schemas, operation)]
    found: dict[str, Param] = {}
    for field in sorted(fields, key=lambda field: not field.required):
        name = _name(field)
        if name in found or not name:
            if field.required:
                raise CannotCall(f"its {field.place} field “{field.name[:60]}” has a name that no platform takes")
        elif field.required and len(found) >= MOST:
            raise CannotCall(f"it asks for more than {MOST} fields")
        elif field.required or (field.place != "header" and len(found) < MOST):
            found[name] = _param(schemas, field, name)
    return tuple(found.values())


def path_name(name: str) -> str:
    """How a parameter of the path is called; its place is what counts there, so that any name will do."""
    cleaned = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")[:64]
    return cleaned if _NAME.fullmatch(cleaned) else f"p_{cleaned}"[:64]


def _name(field: _Field) -> str:
    name = field.name.replace("-", "_") if field.place == "header" else field.name
    name = path_name(name) if field.place == "path" else name
    return name if _NAME.fullmatch(name) else ""


def _declared(schemas: Schemas, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[_Field]:
    """Parameters of the operation over those of its path. In Swagger 2.0 the body is among them."""
    by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for owner in (item, operation):
        for node in objects(owner.get("parameters")):
            one = schemas.resolved(node)
            by_key[str(one.get("name")), str(one.get("in"))] = one
    for (name, where), one in by_key.items():
        if where in ("path", "query", "header") and name.lower() not in _SENT_BY_PLATFORM:
            schema = schemas.plain(one.get("schema") or _first_content(one) or one)
            place: Place = where  # type: ignore[assignment]
            yield _Field(name, place, schema, where == "path" or one.get("required") is True, _text(one))
        elif where == "formData":
            yield _Field(name, "body", schemas.plain(one), one.get("required") is True, _text(one))
        elif where == "body":
            yield from _fields(schemas, schemas.plain(one.get("schema")), one.get("required") is True)


def _in_body(schemas: Schemas, operation: Mapping[str, Any]) -> Iterator[_Field]:
    body = schemas.resolved(operation.get("requestBody"))
    content = body.get("content")
    if not isinstance(content, dict) or not content:
        return
    kinds = [kind for kind in content if "json" in kind or kind in ("*/*", "application/x-www-form-urlencoded")]
    if not kinds:
        if body.get("required") is True:
            raise CannotCall(f"it takes {next(iter(content))[:60]}, and voice platforms send JSON")
        return
    media = schemas.resolved(content[kinds[0]])
    yield from _fields(schemas, schemas.plain(media.get("schema")), body.get("required") is True)


def _fields(schemas: Schemas, schema: Mapping[str, Any], needed: bool) -> Iterator[_Field]:
    if type_of(schema) == "array" and needed:
        raise CannotCall("its body is a list")
    for name, node in properties(schema).items():
        inner = schemas.plain(node)
        if inner.get("readOnly") is not True and inner.get("deprecated") is not True:
            yield _Field(str(name), "body", inner, name in required(schema), _text(inner))


def _first_content(parameter: Mapping[str, Any]) -> Any:
    content = parameter.get("content")
    media = next(iter(content.values()), None) if isinstance(content, dict) else None
    return media.get("schema") if isinstance(media, dict) else None


def _param(schemas: Schemas, field: _Field, name: str) -> Param:
    """A value that never changes is filled in; all else the model fills."""
    kind, values = type_of(field.schema), _values(field.schema)
    fixed = field.required and len(values) == 1 and kind == "string"
    return Param(
        name=name,
        in_=field.place,
        type=kind,
        description=_described(schemas, field, kind),
        required=field.required,
        source="constant" if fixed else "llm",
        value=values[0] if fixed else None,
        enum=tuple(values) if kind == "string" and not fixed else (),
        format=_format(field.schema),
    )


def _values(schema: Mapping[str, Any]) -> list[str]:
    enum = schema.get("enum")
    listed = enum if isinstance(enum, list) else [schema["const"]] if "const" in schema else []
    texts = (" ".join(str(value).split()) for value in listed if value is not None)
    return list(dict.fromkeys(text for text in texts if 0 < len(text) <= 300))[:_MOST_VALUES]


def _format(schema: Mapping[str, Any]) -> str | None:
    said = schema.get("format")
    return said[:64] if isinstance(said, str) and said and type_of(schema) == "string" else None


def _described(schemas: Schemas, field: _Field, kind: str) -> str:
    """One line for the model: what it is, what is in it, and what holds where it is left out."""
    said = first_words(field.said) or f"{_spoken(field.name).capitalize()}"
    inside = _inside(schemas, field.schema, kind)
    default = field.schema.get("default")
    rest = f"Without it: {default}" if isinstance(default, str | int | float) and default != "" else ""
    return ". ".join(part.rstrip(". ") for part in (said, inside, rest) if part)[:298] + "."


def _inside(schemas: Schemas, schema: Mapping[str, Any], kind: str) -> str:
    """The fields of an object, or of the entries of a list; what is in those again is only named."""
    entry = schemas.plain(schema.get("items"), 2) if kind == "array" else schema
    names = [f"{name} ({type_of(schemas.plain(node, 3))})" for name, node in list(properties(entry).items())[:8]]
    more = " and more" if len(properties(entry)) > len(names) else ""
    return f"{'Each' if kind == 'array' else 'It'} has {', '.join(names)}{more}" if names else ""


def first_words(text: str, most: int = 200) -> str:
    """The first sentence or two, in plain words. A key that is written over lines shows only here."""
    flat = " ".join(re.sub(r"<[^<>]{0,200}>|[*`_#]{2,}", " ", text[:2_000]).split())
    flat = re.sub(r"\[([^\[\]]{0,200})\]\([^()]{0,500}\)", r"\1", flat).replace("`", "")
    flat = without_secrets(flat)
    if len(flat) <= most:
        return flat
    end = flat.rfind(". ", 0, most)
    return flat[: end + 1] if end > 20 else f"{flat[:most].rpartition(' ')[0]} …"


def _text(node: Mapping[str, Any]) -> str:
    said = node.get("description") or node.get("title")
    return said if isinstance(said, str) else ""


def _spoken(name: str) -> str:
    return " ".join(re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)).lower() or name
