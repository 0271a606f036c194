"""Webhook and client tools. Built-in ones are in `built_in.py`; an MCP server is registered by hand (README)."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.document.spec import Param, Tool
from engine.targets.elevenlabs.values import SYSTEM_VALUES
from engine.targets.open_points import secret_of, url_of

TIMEOUT_SECONDS = (5, 300)
"""What `response_timeout_secs` accepts."""
_WITH_BODY = ("POST", "PUT", "PATCH")
_PATH_NAME = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


def tool_config(tool: Tool) -> dict[str, Any]:
    """One `tool_configs/<name>.json`: what the platform's `POST /v1/convai/tools` takes as `tool_config`."""
    low, high = TIMEOUT_SECONDS
    common = {
        "name": tool.name,
        "description": description(tool),
        "response_timeout_secs": min(max(tool.timeout, low), high),
        "disable_interruptions": tool.effect == "irreversible",
    }
    if tool.kind == "client":
        return {"type": "client", **common, "expects_response": True, "parameters": _object(tool, tool.params)}
    return {"type": "webhook", **common, "api_schema": _api_schema(tool)}


def description(tool: Tool) -> str:
    """What the model reads about the tool, in sentences."""
    parts = [
        tool.purpose,
        tool.when and f"Use it when {_clause(tool.when)}",
        tool.when_not and f"Do not use it when {_clause(tool.when_not)}",
        tool.confirm and "Read the details back and get a clear yes before you use it",
        tool.effect == "irreversible" and "It cannot be undone",
        tool.on_error and f"If it fails: {tool.on_error}",
    ]
    return " ".join(f"{part.rstrip('. ')}." for part in parts if part)


def headers_from_model(tool: Tool) -> tuple[Param, ...]:
    """Headers that the spec lets the model fill; this platform cannot, so they become variables."""
    return tuple(p for p in tool.params if p.in_ == "header" and p.source == "llm")


def _clause(text: str) -> str:
    text = re.sub(r"^(use (this|it) )?(when|if)\s+", "", text, flags=re.IGNORECASE)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _api_schema(tool: Tool) -> dict[str, Any]:
    url = _with_path_names(url_of(tool), [p.name for p in tool.params if p.in_ == "path"])
    path = {p.name: p for p in tool.params if p.in_ == "path"}
    query = [p for p in tool.params if p.in_ == "query"]
    body = [p for p in tool.params if p.in_ == "body"]
    if tool.method not in _WITH_BODY:
        query, body = [*query, *body], []
    schema: dict[str, Any] = {"url": url, "method": tool.method, "request_headers": _headers(tool)}
    names = list(dict.fromkeys(_PATH_NAME.findall(url)))
    if names:
        schema["path_params_schema"] = {n: _literal(path.get(n) or Param(name=n)) for n in names}
    if query:
        schema["query_params_schema"] = {
            "properties": {p.name: _literal(p) for p in query},
            "required": _required(query),
        }
    if body:
        schema["request_body_schema"] = _object(tool, body)
        schema["content_type"] = "application/json"
    return schema


def _with_path_names(url: str, names: Iterable[str]) -> str:
    """The address with a `{name}` for each path parameter; one that is not in it goes to its end."""
    there = set(_PATH_NAME.findall(url))
    address, mark, query = url.partition("?")
    for name in names:
        if name not in there:
            address = f"{address.rstrip('/')}/{{{name}}}"
    return address + mark + query


def _headers(tool: Tool) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    for param in (p for p in tool.params if p.in_ == "header"):
        constant = param.source == "constant"
        headers[param.name.replace("_", "-")] = str(param.value) if constant else {"variable_name": _variable(param)}
    secret = secret_of(tool)
    if secret is not None:
        named = tool.auth == "header" and tool.auth_header
        headers[named or "Authorization"] = {"secret_id": secret}
    return headers


def _object(tool: Tool, params: Iterable[Param]) -> dict[str, Any]:
    params = list(params)
    return {
        "type": "object",
        "description": f"What {tool.name} needs",
        "properties": {p.name: _property(p) for p in params},
        "required": _required(params),
    }


def _required(params: Iterable[Param]) -> list[str]:
    return [p.name for p in params if p.required]


def _property(param: Param) -> dict[str, Any]:
    """A property of a body. Exactly one of description, constant_value and dynamic_variable says who fills it."""
    if param.type not in ("array", "object") or param.source == "constant":
        return _literal(param)
    if param.source != "llm":
        return {"type": param.type, "dynamic_variable": _variable(param)}
    if param.type == "object":
        return {"type": "object", "description": _description(param), "properties": {}}
    return {
        "type": "array",
        "description": _description(param),
        "items": {"type": "string", "description": f"One entry of {_words(param.name)}"},
    }


def _literal(param: Param) -> dict[str, Any]:
    """A property that is one plain value; a list or an object is written as JSON text."""
    kind = param.type if param.type in _TYPES else "string"
    if param.source == "constant":
        fits = isinstance(param.value, _TYPES[kind]) and (kind == "boolean") == isinstance(param.value, bool)
        value = param.value if fits else _as_text(param.value)
        return {"type": kind if fits else "string", "constant_value": value}
    if param.source != "llm":
        return {"type": kind, "dynamic_variable": _variable(param)}
    literal: dict[str, Any] = {"type": kind, "description": _description(param)}
    if param.enum and kind == "string":
        literal["enum"] = list(param.enum)
    return literal


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _description(param: Param) -> str:
    """Never empty: an argument without a description is filled by nobody."""
    said = (param.description or "").rstrip(". ")
    notes = [
        said or _words(param.name).capitalize(),
        param.format and f"Format: {param.format}",
        param.enum and param.type != "string" and f"One of: {', '.join(param.enum)}",
    ]
    return ". ".join(str(note).rstrip(".") for note in notes if note)


def _words(name: str) -> str:
    return name.replace("_", " ").strip() or name


def _variable(param: Param) -> str:
    if param.source == "llm":
        return param.name
    name = str(param.value)
    return SYSTEM_VALUES.get(name, name) if param.source == "system" else name
