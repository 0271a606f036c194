"""A tool as every platform needs it: what the model reads and fills in, what is fixed, and how it is called."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from engine.document.spec import Param, Tool
from engine.targets.open_points import secret_of, url_of
from engine.targets.templates import Variables

Filled = Literal["model", "constant", "variable"]
Place = Literal["path", "query", "body", "header"]
_WITH_BODY = ("POST", "PUT", "PATCH")
PATH_NAME = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_SCHEMES = {"bearer": "Bearer ", "basic": "Basic "}
SLOW_SECONDS = 2
"""A tool that may take longer is announced by a word (PROMPT_RULES, Tools)."""


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    """In a header with dashes: `X-Trace`."""
    place: Place
    """Where it goes; what a GET or DELETE would have in its body goes into the query."""
    filled: Filled
    schema: Mapping[str, Any]
    """JSON Schema of one property; with a description, never empty, where the model fills it."""
    required: bool
    value: Any = None
    """The constant, in the argument's own type; or the platform's name of the variable."""


@dataclass(frozen=True)
class PlannedTool:
    tool: Tool
    variables: Variables
    hold: str = ""
    """What is said before it, in the agent's default language; empty for a tool that needs no word."""

    @property
    def name(self) -> str:
        return self.tool.name

    @property
    def uninterrupted(self) -> bool:
        return self.tool.effect == "irreversible"

    @cached_property
    def description(self) -> str:
        """What the model reads about the tool, in sentences."""
        tool = self.tool
        parts = [
            tool.purpose,
            tool.when and f"Use it when {_clause(tool.when)}",
            tool.when_not and f"Do not use it when {_clause(tool.when_not)}",
            tool.confirm and "Read the details back and get a clear yes before you use it",
            tool.effect == "irreversible" and "It cannot be undone",
            tool.on_error and f"If it fails: {tool.on_error}",
        ]
        return self.variables.text(" ".join(f"{part.rstrip('. ')}." for part in parts if part))

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """In the order of the spec, then names that stand in the address only."""
        found = [self._argument(param) for param in self.tool.params]
        named = {argument.name for argument in found if argument.place == "path"}
        extra = [name for name in dict.fromkeys(PATH_NAME.findall(self.url)) if name not in named]
        return (*found, *(self._argument(Param.model_validate({"name": n, "in": "path"})) for n in extra))

    def filled_by(self, filled: Filled, *places: Place) -> tuple[Argument, ...]:
        """Arguments that are filled so; in these places, or anywhere."""
        return tuple(a for a in self.arguments if a.filled == filled and (not places or a.place in places))

    def at(self, place: Place) -> tuple[Argument, ...]:
        return tuple(a for a in self.arguments if a.place == place)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """JSON Schema of what the model fills in, and of nothing else."""
        from_model = self.filled_by("model")
        return {
            "type": "object",
            "properties": {a.name: dict(a.schema) for a in from_model},
            "required": list(dict.fromkeys(a.name for a in from_model if a.required)),
        }

    @cached_property
    def url(self) -> str:
        """The address with `{name}` for each path argument, or the named placeholder; one that is not in it goes to
        its end."""
        address, mark, query = self.variables.text(url_of(self.tool)).partition("?")
        there = set(PATH_NAME.findall(address + query))
        for name in (p.name for p in self.tool.params if p.in_ == "path" and p.name not in there):
            address = f"{address.rstrip('/')}/{{{name}}}"
        return address + mark + query

    @property
    def secret(self) -> str | None:
        """The NAME of the secret that it sends."""
        return secret_of(self.tool)

    @property
    def secret_header(self) -> str:
        return (self.tool.auth == "header" and self.tool.auth_header) or "Authorization"

    @property
    def secret_prefix(self) -> str:
        """What stands before the secret in its header: `Bearer `, or nothing."""
        return _SCHEMES.get(self.tool.auth or "bearer", "")

    @property
    def headers_from_model(self) -> tuple[Param, ...]:
        """Headers that the spec lets the model fill. No platform does; they become variables of their own names."""
        return tuple(p for p in self.tool.params if p.in_ == "header" and p.source == "llm")

    @cached_property
    def call(self) -> dict[str, Any]:
        """How code calls it, for platforms that hand a use of the tool to the customer's own code (`calls.json`).

        Every value is `{"argument": name}`, `{"constant": value}`, `{"variable": name}` or `{"secret": NAME,
        "prefix": "Bearer "}`."""
        headers: dict[str, Any] = {a.name: _source(a) for a in self.at("header")}
        if self.secret:
            headers[self.secret_header] = {"secret": self.secret, "prefix": self.secret_prefix}
        return {
            "method": self.tool.method,
            "url": self.url,
            "timeout_seconds": self.tool.timeout,
            "headers": headers,
            "path": {a.name: _source(a) for a in self.at("path")},
            "query": {a.name: _source(a) for a in self.at("query")},
            "body": {a.name: _source(a) for a in self.at("body")},
        }

    def _argument(self, param: Param) -> Argument:
        no_body = self.tool.kind == "http" and self.tool.method not in _WITH_BODY
        place: Place = "query" if no_body and param.in_ == "body" else param.in_
        name = param.name.replace("_", "-") if place == "header" else param.name
        if param.source == "constant":
            kind, value = _constant(param)
            return Argument(name, place, "constant", {"type": kind}, param.required, value)
        if param.source == "llm" and place != "header":
            return Argument(name, place, "model", self.variables.texts(_property(param)), param.required)
        variable = param.name if param.source == "llm" else str(param.value)
        return Argument(name, place, "variable", {"type": param.type}, param.required, self.variables.name(variable))


def _source(argument: Argument) -> dict[str, Any]:
    return {"argument": argument.name} if argument.filled == "model" else {argument.filled: argument.value}


def _constant(param: Param) -> tuple[str, Any]:
    """Its type and its value; a value that does not fit the type is text."""
    fits = isinstance(param.value, _TYPES[param.type]) and (param.type == "boolean") == isinstance(param.value, bool)
    if fits:
        return param.type, param.value
    return "string", param.value if isinstance(param.value, str) else json.dumps(param.value)


def _property(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": param.type, "description": _description(param)}
    if param.enum and param.type == "string":
        schema["enum"] = list(param.enum)
    if param.type == "array":
        schema["items"] = {"type": "string", "description": f"One entry of {_words(param.name)}"}
    if param.type == "object":
        schema["properties"] = {}
    return schema


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


def _clause(text: str) -> str:
    text = re.sub(r"^(use (this|it) )?(when|if)\s+", "", text, flags=re.IGNORECASE)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
