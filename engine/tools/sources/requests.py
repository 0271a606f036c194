"""Requests that somebody made once (a curl, a collection, a recording) as an OpenAPI document of what they show.

Of a value only its type is kept: an example may be a real person's, or a key.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

from engine.errors import PersonError
from engine.secrets import find_secrets
from engine.sentences import listed
from engine.tools.sources.openapi import Offered, offered_in
from engine.tools.sources.rank import act_in

_DEEPEST = 4
_DID = {"GET": "Look up", "POST": "Create", "PUT": "Change", "PATCH": "Change", "DELETE": "Delete"}
_OF_BROWSERS = re.compile(
    r"(?i)sec-.*|accept.*|origin|referer|host|connection|content-(?:length|type)|user-agent|priority|dnt|pragma|cache-.*|:.*"
)
_KEY_NAME = re.compile(
    r"(?i).*(?:api[-_]?key|token|secret|passw|signature|(?:^|[-_])auth|credential).*|key|sig|pwd|pin"
)
_ELSEWHERE = "(elsewhere)"
"""A way to say who calls that no platform has."""
_PLAIN = re.compile(r"[A-Za-z]{1,20}(?:[-/ ][A-Za-z]{1,20}){0,3}|v?\d{1,4}(?:[.-]\d{1,4}){1,3}")
"""A value of a header that may stay as it is: a word, or a version."""
_STANDS_FOR = re.compile(r"\{\{?[^{}]+\}?\}|\$\{?\w+\}?|<[^<>]+>|:[A-Za-z_]\w*|%7B.+%7D")
_ID = re.compile(r"\d+|[0-9a-fA-F-]{16,}|(?=.*\d)(?=.*[A-Za-z])[\w-]{8,}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S{0,20}"),
    "email": re.compile(r"[^@\s]{1,80}@[^@\s]{1,80}\.\w{1,20}"),
}


class Request(NamedTuple):
    """As it was sent."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]] = ()
    body: str = ""
    form: bool = False
    """Its body is a form of several parts, as files are sent."""
    basic: bool = False
    """It names a user and a password beside its headers."""
    said: str = ""
    """What whoever wrote it down calls it."""


def offered_by(requests: Sequence[Request], title: str = "") -> Offered:
    """The tools that these requests show. PersonError where no agent could send any of them."""
    left: list[str] = []
    paths: dict[str, dict[str, Any]] = {}
    for request in requests:
        path, operation = _operation(request, left)
        paths.setdefault(path, {}).setdefault(request.method.lower(), operation)
    host = _address(requests[0].url).netloc.rpartition("@")[2]
    words = re.sub(r"^(?:api|www)\.|:\d+$", "", host).rpartition(".")[0]
    document = {
        "openapi": "3.1.0",
        "info": {"title": title or words or host},
        "paths": paths,
        "components": {"securitySchemes": _schemes(paths)},
    }
    found = offered_in(document)
    return Offered(title or host[:80], found.tools, (*left, *found.left))


def _operation(request: Request, left: list[str]) -> tuple[str, dict[str, Any]]:
    if request.method not in _DID:
        raise PersonError(f"No voice platform sends such a request; bring one with {listed([*_DID], 'or')}.")
    parts = _address(request.url)
    host = parts.netloc.rpartition("@")[2]
    steps = [_step(step, before) for before, step in _pairs(parts.path)]
    path = f"/{'/'.join(steps)}"
    if find_secrets(f"https://{host}{parts.path}"):
        raise PersonError(
            f"The address on {host[:80]} is a secret itself, so I stored nothing of it. Bring a request whose key "
            "is in a header."
        )
    scheme, headers = _access(request, parts.username is not None)
    fields = [*(("query", *pair) for pair in parse_qsl(parts.query, keep_blank_values=True)), *headers]
    kept = {}
    for where, name, value in fields:
        if _is_key(name, value):
            left.append(f"“{name[:60]}” of the {where}, a secret: platforms send those only in a header")
            scheme = scheme or _ELSEWHERE
        else:
            schema = {"const": value} if where == "header" and _PLAIN.fullmatch(value) else _schema(value)
            kept[where, name] = {"name": name, "in": where, "required": True, "schema": {"type": "string", **schema}}
    names = re.findall(r"\{(\w+)\}", path)
    ids = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return path, {
        "summary": request.said or _said(request.method, steps),
        "servers": [{"url": f"https://{host}"}],
        "security": [{scheme: []}] if scheme else [],
        "parameters": [*ids, *kept.values()],
        "requestBody": _body(request, left),
    }


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url if re.match(r"https?://", url) else f"https://{url}")
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if not parts.hostname:
        raise PersonError("That request has an address that I cannot read. I have taken nothing of it.")
    return parts


def _pairs(path: str) -> Iterator[tuple[str, str]]:
    steps = [step for step in path.split("/") if step]
    return zip(("", *steps), steps, strict=False)


def _step(step: str, before: str) -> str:
    """What stands for one thing of many becomes a parameter that is called after them: `bookings/17`."""
    if _STANDS_FOR.fullmatch(step):
        name = re.sub(r"%7B|%7D|\W", "", step).lower()
        return f"{{{name or 'id'}}}"
    if _ID.fullmatch(step):
        of = re.sub(r"\W+", "_", before.lower()).strip("_")
        return f"{{{of.removesuffix('s') or 'item'}_id}}"
    return step


def _said(method: str, steps: Sequence[str]) -> str:
    things = [step.replace("_", " ").replace("-", " ") for step in steps if not step.startswith("{")]
    if things and act_in(things[-1]) and not things[-1].endswith("s"):
        return " ".join((things[-1].capitalize(), *things[-2:-1]))  # `/bookings/search`
    return f"{_DID[method]} {things[-1] if things else 'it'}"


def _is_key(name: str, value: str) -> bool:
    return bool(_KEY_NAME.fullmatch(name) or find_secrets(f"{name}: {value}"))


def _access(request: Request, in_address: bool) -> tuple[str, list[tuple[str, str, str]]]:
    """How it proves who sends it; and the headers that are values of the call."""
    scheme, rest = "basic" if request.basic or in_address else "", list[tuple[str, str, str]]()
    for name, value in request.headers:
        kind = value.partition(" ")[0].lower()
        if name.lower() == "authorization":
            scheme = kind if kind in ("bearer", "basic") else name
        elif name.lower() == "cookie":
            scheme = scheme or _ELSEWHERE
        elif not _OF_BROWSERS.fullmatch(name) and _is_key(name, value):
            scheme = scheme or name
        elif not _OF_BROWSERS.fullmatch(name):
            rest.append(("header", name, value))
    return scheme, rest


def _schemes(paths: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    needs = (operation["security"] for item in paths.values() for operation in item.values())
    names = {name for need in needs if need for name in need[0]}
    return {
        name: {"type": "http", "scheme": name}
        if name in ("bearer", "basic")
        else {"type": "apiKey", "in": "query" if name == _ELSEWHERE else "header", "name": name}
        for name in sorted(names)
    }


def _body(request: Request, left: list[str]) -> dict[str, Any]:
    if request.form:
        return {"required": True, "content": {"multipart/form-data": {}}}
    if not request.body.strip():
        return {}
    kind = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    value = _value(request.body, kind)
    if isinstance(value, dict):
        for name in [name for name, inner in value.items() if _is_key(name, inner if isinstance(inner, str) else "")]:
            left.append(f"“{name[:60]}” of the body, a secret: platforms send those only in a header")
            del value[name]
    return {"required": True, "content": {"application/json": {"schema": _schema(value)}}}


def parsed(text: str) -> Any:
    """What this JSON holds, without the halves of characters that nothing can store (`\\ud83d`)."""
    value = json.loads(text)
    if not _HALF.search(text):
        return value
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore"))


def _value(body: str, kind: str) -> Any:
    if "json" not in kind and re.match(r"\s*[\w.\[\]-]+=", body):
        return dict(parse_qsl(body, keep_blank_values=True))
    filled = re.sub(r"(?<=[:\[,])\s*(?:\{\{[^{}]+\}\}|<\w+>)(?=\s*[,}\]])", '""', body)
    try:
        return parsed(filled)
    except RecursionError:
        raise PersonError("The body of that request is nested too deeply to be read.") from None
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise PersonError(
            f"The body of that request is not whole JSON: it breaks off in its line {line}. I have taken nothing."
        ) from None


def _schema(value: Any, depth: int = 0) -> dict[str, Any]:
    """What such a value is; all that an example has is taken as needed."""
    match value:
        case bool():
            return {"type": "boolean"}
        case int() | float():
            return {"type": "integer" if isinstance(value, int) else "number"}
        case list():
            return {"type": "array", "items": _schema(value[0], depth + 1) if value and depth < _DEEPEST else {}}
        case dict():
            inner = {name: _schema(one, depth + 1) for name, one in value.items()} if depth < _DEEPEST else {}
            return {"type": "object", "properties": inner, "required": list(inner)}
        case str():
            found = next((name for name, shape in _FORMATS.items() if shape.fullmatch(value)), None)
            return {"type": "string", **({"format": found} if found else {})}
        case _:
            return {"type": "string"}
