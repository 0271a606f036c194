"""What a text says about how a tool is called: address, secret, method; in words, as curl or as JSON Schema."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import JsonValue

from engine.language.lexicon import word_set
from engine.language.text import Token, tokens_of

Settings = dict[str, JsonValue]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SECRET = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
"""The name of a secret as people write it: CRM_API_KEY."""
_TYPES = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_MOST_PARAMETERS = 40


def settings_in(text: str) -> Settings:
    """The values that `Configure` takes; empty where the text names none."""
    if re.search(r"\bcurl\s", text):
        return _curl(text)
    values = _from_words(tokens_of(text))
    schema = _json_in(text)
    if schema is not None:
        values["params"] = list(_parameters(schema))
    return {key: value for key, value in values.items() if value}


def _from_words(tokens: Sequence[Token]) -> Settings:
    values: Settings = {}
    url = next((t.text.rstrip(".,;)\"'>`") for t in tokens if t.folded.startswith(("https://", "http://"))), None)
    secret = next((t.text for t in tokens if SECRET.fullmatch(t.text)), None)
    method = next((t.text for t in tokens if t.text in METHODS), None)
    if url:
        values["url"] = url
    if method:
        values["method"] = method
    words = [t.folded for t in tokens]
    if any(a in word_set("without") and b in word_set("auth") for a, b in pairwise(words)):
        values["auth"] = "none"
    if secret:
        header = next((t.text for t in tokens if t.folded.startswith("x-") and len(t.text) > 2), None)
        basic = any(t.folded == "basic" for t in tokens)
        values |= {"auth": "header" if header else "basic" if basic else "bearer", "auth_ref": secret}
        if header:
            values["auth_header"] = header
    return values


# --- curl and JSON ---


def _curl(text: str) -> Settings:
    """Address, method, secret's name and parameters of a curl command; nothing where it cannot be read."""
    try:
        words = shlex.split(text[text.index("curl") :].replace("\\\n", " "))
    except ValueError:
        return _from_words(tokens_of(text))
    flags, url = _flags(words)
    values: Settings = {}
    body = _json_in(" ".join(flags.get("data", ())))
    params = list(_parameters(body)) if body is not None else []
    if url:
        parts = urlsplit(url)
        params += [_parameter(name, value, "query") for name, value in parse_qsl(parts.query)]
        params += [_parameter(name, "", "path") for name in re.findall(r"\{(\w+)\}", parts.path)]
        values["url"] = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    method = next(iter(flags.get("request", ())), "POST" if "data" in flags else "GET").upper()
    values["method"] = method if method in METHODS else "POST"
    for header in flags.get("header", ()):
        values |= _auth(header)
    if "user" in flags:
        values["auth"] = "basic"
    if params:
        values["params"] = [*params[:_MOST_PARAMETERS]]
    return values


_FLAGS = {
    "-X": "request", "--request": "request", "-H": "header", "--header": "header", "-d": "data", "--data": "data",
    "--data-raw": "data", "--json": "data", "-u": "user", "--user": "user",
}  # fmt: skip


def _flags(words: Sequence[str]) -> tuple[dict[str, list[str]], str]:
    flags: dict[str, list[str]] = {}
    url = ""
    for at, word in enumerate(words):
        if word in _FLAGS and at + 1 < len(words):
            flags.setdefault(_FLAGS[word], []).append(words[at + 1])
        elif word.startswith(("https://", "http://")) and not url:
            url = word
    return flags, url


def _auth(header: str) -> Settings:
    name, _, value = header.partition(":")
    kind = name.strip().casefold()
    secret = SECRET.search(value)
    ref: Settings = {"auth_ref": secret[0]} if secret else {}
    if kind == "authorization":
        return {"auth": "basic" if "basic" in value.casefold() else "bearer", **ref}
    if "key" in kind or "token" in kind:
        return {"auth": "header", "auth_header": name.strip(), **ref}
    return {}


def _json_in(text: str) -> dict[str, JsonValue] | None:
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _parameters(found: dict[str, JsonValue]) -> Iterator[dict[str, JsonValue]]:
    """Those of a JSON Schema, of a function that has one, or the keys of an example."""
    for key in ("function", "parameters", "input_schema", "schema"):
        inner = found.get(key)
        if isinstance(inner, dict):
            yield from _parameters(inner)
            return
    properties = found.get("properties")
    required = found.get("required")
    if not isinstance(properties, dict):
        yield from (_parameter(name, value, "body") for name, value in found.items() if _is_name(name))
        return
    for name, schema in properties.items():
        if _is_name(name) and isinstance(schema, dict):
            parameter = _parameter(name, "", "body") | {
                "required": name in required if isinstance(required, list) else False
            }
            kind, description = schema.get("type"), schema.get("description")
            parameter |= {"type": kind} if kind in ("string", *_TYPES.values()) else {}
            yield parameter | ({"description": str(description)[:280]} if description else {})


def _parameter(name: str, value: object, where: str) -> dict[str, JsonValue]:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()
    return {
        "name": name,
        "in": where,
        "type": _TYPES.get(type(value), "string"),
        "description": f"The {words}, as the caller says it.",
    }


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name) is not None
