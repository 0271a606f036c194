"""Webhook and client tools. Built-in ones are in `built_in.py`; an MCP server is registered by hand (README)."""

import json
from collections.abc import Iterable
from typing import Any

from engine.targets.planned_tools import Argument, PlannedTool


def tool_config(tool: PlannedTool) -> dict[str, Any]:
    """One `tool_configs/<name>.json`: what the platform's `POST /v1/convai/tools` takes as `tool_config`."""
    common = {
        "name": tool.name,
        "description": tool.description,
        "response_timeout_secs": tool.tool.timeout,
        "disable_interruptions": tool.uninterrupted,
        "pre_tool_speech": "force" if tool.hold else "auto",
    }
    if tool.tool.kind == "client":
        return {"type": "client", **common, "expects_response": True, "parameters": _object(tool, tool.arguments)}
    return {"type": "webhook", **common, "api_schema": _api_schema(tool)}


def _api_schema(tool: PlannedTool) -> dict[str, Any]:
    schema: dict[str, Any] = {"url": tool.url, "method": tool.tool.method, "request_headers": _headers(tool)}
    if path := tool.at("path"):
        schema["path_params_schema"] = {a.name: _literal(a) for a in path}
    if query := tool.at("query"):
        schema["query_params_schema"] = {
            "properties": {a.name: _literal(a) for a in query},
            "required": _required(query),
        }
    if body := tool.at("body"):
        schema["request_body_schema"] = _object(tool, body)
        schema["content_type"] = "application/json"
    return schema


def _headers(tool: PlannedTool) -> dict[str, Any]:
    headers: dict[str, Any] = {
        a.name: _text(a.value) if a.filled == "constant" else {"variable_name": a.value} for a in tool.at("header")
    }
    return headers | ({tool.secret_header: {"secret_id": tool.secret}} if tool.secret else {})


def _object(tool: PlannedTool, arguments: Iterable[Argument]) -> dict[str, Any]:
    arguments = list(arguments)
    return {
        "type": "object",
        "description": f"What {tool.name} needs",
        "properties": {a.name: _property(a) for a in arguments},
        "required": _required(arguments),
    }


def _required(arguments: Iterable[Argument]) -> list[str]:
    return [a.name for a in arguments if a.required]


def _property(argument: Argument) -> dict[str, Any]:
    """A property of a body. Exactly one of description, constant_value and dynamic_variable says who fills it."""
    kind = argument.schema["type"]
    if kind not in ("array", "object") or argument.filled == "constant":
        return _literal(argument)
    if argument.filled == "variable":
        return {"type": kind, "dynamic_variable": argument.value}
    return dict(argument.schema)


def _literal(argument: Argument) -> dict[str, Any]:
    """A property that is one plain value; a list or an object is written as JSON text."""
    kind = argument.schema["type"] if argument.schema["type"] not in ("array", "object") else "string"
    if argument.filled == "constant":
        return {
            "type": kind,
            "constant_value": argument.value if kind == argument.schema["type"] else _text(argument.value),
        }
    if argument.filled == "variable":
        return {"type": kind, "dynamic_variable": argument.value}
    return {"type": kind, **{key: argument.schema[key] for key in ("description", "enum") if key in argument.schema}}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
