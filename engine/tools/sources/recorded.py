"""Requests that a program wrote down: a Postman collection (v2), or a recording of a browser (HAR)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import PersonError
from engine.tools.sources.openapi.schemas import objects
from engine.tools.sources.requests import Request, parsed

MOST_CHARACTERS = 2_000_000
_MOST = 500
_KIND = re.compile(r"\"schema\"\s*:\s*\"https://schema\.(?:get)?postman\.com|\{\s*\"log\"\s*:\s*\{")


def is_recorded(text: str) -> bool:
    return text.lstrip()[:1] == "{" and _KIND.search(text) is not None


def recorded_in(text: str) -> tuple[str, list[Request]]:
    """Its title, and its requests. PersonError says what is wrong with it."""
    if len(text) > MOST_CHARACTERS:
        raise PersonError(
            f"That has more than {MOST_CHARACTERS:,} characters. Bring the requests that the agent needs."
        )
    try:
        value = parsed(text)
    except json.JSONDecodeError as error:
        raise PersonError(f"That is not whole JSON: it breaks off in line {error.lineno}.") from None
    except RecursionError:
        raise PersonError("That is nested too deeply to be read.") from None
    log = value.get("log")
    title = "" if isinstance(log, dict) else str(_object(value.get("info")).get("name") or "")[:80]
    requests = list(_of_browser(log) if isinstance(log, dict) else _of_postman(value))
    if not requests:
        raise PersonError("There is no request in it that a voice agent could send.")
    if len(requests) > _MOST:
        raise PersonError(f"That has more than {_MOST} requests. Bring those that the agent needs.")
    return title, requests


def _of_browser(log: Mapping[str, Any]) -> Iterator[Request]:
    """What the page asked of its server, and not its pictures."""
    for entry in objects(log.get("entries")):
        sent = _object(entry.get("request"))
        kind = str(_object(_object(entry.get("response")).get("content")).get("mimeType", "json"))
        method, posted = str(sent.get("method")), _object(sent.get("postData"))
        if "json" in kind and method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            yield Request(
                method, str(sent.get("url")), _named(sent.get("headers"), "name"), str(posted.get("text", ""))
            )


def _of_postman(collection: Mapping[str, Any]) -> Iterator[Request]:
    known = {str(one.get("key")): str(one.get("value", "")) for one in objects(collection.get("variable"))}
    waiting = [(item, collection.get("auth")) for item in objects(collection.get("item"))][::-1]
    while waiting:
        item, auth = waiting.pop()
        auth = item.get("auth") or auth
        waiting += [(inner, auth) for inner in objects(item.get("item"))][::-1]
        if isinstance(sent := item.get("request"), dict):
            yield _sent(sent, _object(sent.get("auth") or auth), str(item.get("name", "")), known)


def _sent(sent: Mapping[str, Any], auth: Mapping[str, Any], name: str, known: Mapping[str, str]) -> Request:
    url, body = sent.get("url"), _object(sent.get("body"))
    address = str(url.get("raw", "") if isinstance(url, dict) else url)
    for key, value in known.items():
        address = address.replace(f"{{{{{key}}}}}", value) if "://" in value else address
    address = re.sub(
        r"^\{\{(\w+)\}\}", lambda m: f"https://{m[1].replace('_', '-').lower()}.placeholder.invalid", address
    )
    fields = "&".join(f"{key}=" for key, _ in _named(body.get("urlencoded"), "key"))
    headers = [*_named(sent.get("header"), "key"), *_proof(auth)]
    text = str(body.get("raw", "")) or fields
    form, basic = body.get("mode") in ("formdata", "file"), auth.get("type") == "basic"
    return Request(str(sent.get("method", "GET")).upper(), address, headers, text, form, basic, name)


def _proof(auth: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if auth.get("type") in ("bearer", "oauth2"):
        yield "Authorization", "Bearer x"
    elif auth.get("type") == "apikey":
        told = dict(_named(auth.get("apikey"), "key"))
        if told.get("in", "header") == "header":
            yield told.get("key", "X-Api-Key"), "[secret removed]"


def _named(entries: Any, key: str) -> list[tuple[str, str]]:
    return [
        (str(one[key]), str(one.get("value", ""))) for one in objects(entries) if key in one and not one.get("disabled")
    ]


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
