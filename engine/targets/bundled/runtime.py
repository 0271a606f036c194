"""What the other files of this folder need while a call runs: what is known of it, and the calls of its HTTP tools.

Only the standard library. Secrets are read from environment variables of their names.
"""

import asyncio
import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

_HERE = Path(__file__).parent
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_PATH_NAME = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})")


def variables(known: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The variables of a call that begins now: `variables.json`, date and time, then what is `known` of this call."""
    found = {name: str(value) for name, value in _json("variables.json").items()}
    zone = found.get("time_zone")
    now = datetime.now(ZoneInfo(zone) if zone else None)
    found |= {"current_date": f"{now:%A}, {now.day} {now:%B %Y}", "current_time": f"{now:%H:%M}"}
    return found | {name: str(value) for name, value in (known or {}).items()}


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text with each variable that is known filled in."""
    return _VARIABLE.sub(lambda match: known.get(match[1], match[0]), text)


async def call(name: str, arguments: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """Call the tool as `calls.json` says: `{"ok": true, "result": …}` or `{"ok": false, "error": …}`. Never raises."""
    try:
        return await asyncio.to_thread(_send, _json("calls.json")[name], arguments, known)
    except (OSError, HTTPException, ValueError, KeyError) as error:
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def _send(how: Mapping[str, Any], arguments: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    url = urlsplit(_address(how, arguments, known))
    connect = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = connect(url.netloc, timeout=how["timeout_seconds"])
    body = _filled(how["body"], arguments, known)
    headers = {name: _text(value) for name, value in _filled(how["headers"], arguments, known).items()}
    if body:
        headers["Content-Type"] = "application/json"
    try:
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request(how["method"], path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        answer = _answer(response.read().decode("utf-8", "replace"))
    finally:
        connection.close()
    if response.status >= 300:
        return {"ok": False, "error": f"HTTP {response.status}", "result": answer}
    return {"ok": True, "result": answer}


def _address(how: Mapping[str, Any], arguments: Mapping[str, Any], known: Mapping[str, str]) -> str:
    parts = _filled(how["path"], arguments, known)
    url = _VARIABLE.sub(lambda match: quote(known.get(match[1], ""), safe=""), how["url"])
    url = _PATH_NAME.sub(lambda match: quote(_text(parts[match[1]]), safe=""), url)
    query = {name: _text(value) for name, value in _filled(how["query"], arguments, known).items()}
    return url + (("&" if "?" in url else "?") + urlencode(query) if query else "")


def _filled(sources: Mapping[str, Any], arguments: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    """Name -> value; what nobody gave a value is left out."""
    values = {name: _value(source, arguments, known) for name, source in sources.items()}
    return {name: value for name, value in values.items() if value is not None}


def _value(source: Mapping[str, Any], arguments: Mapping[str, Any], known: Mapping[str, str]) -> Any:
    if "argument" in source:
        return arguments.get(source["argument"])
    if "variable" in source:
        return known.get(source["variable"])
    if "secret" in source:
        return source.get("prefix", "") + os.environ[source["secret"]]
    return source["constant"]


def _answer(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _json(name: str) -> dict[str, Any]:
    path = _HERE / name
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found
