"""What a message says about the place where a tool is called: address, secret, method; or as curl."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import JsonValue

from engine.document.changes import Change, Configure
from engine.document.spec import AgentSpec, Tool
from engine.interview.contract import Question
from engine.interview.guided.targets import tool_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.text import Token, tokens_of
from engine.messages.replies import Suggestion
from engine.sentences import listed

Settings = dict[str, JsonValue]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SECRET = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
"""The name of a secret as people write it: CRM_API_KEY."""
_JOINTS = re.compile(r"\n|;|,\s+(?:and\s+)?|\s+and\s+")
_TYPES = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_MOST_PARAMETERS = 40


def tool_settings(part: Part) -> Meaning | None:
    """“our calendar is at https://…, the secret is CALENDAR_TOKEN”, for the tool it names or the one asked about."""
    words = {t.folded for t in part.tokens}
    if not part.tokens or part.tokens[0].folded in word_set("adding") or words & {"website", "homepage"}:
        return None
    changes: list[Configure] = []
    for text in _pieces(part.text):
        values = settings_in(text)
        tool = _tool(text, part) if values else None
        if tool:
            changes.append(Configure(tool=tool.name, values=values))
    if not changes:
        return None
    says = f"Set up {listed([f'`{name}`' for name in dict.fromkeys(c.tool for c in changes)])}."
    answer = meaning(*changes, says=says)
    return Meaning(answer.found, answer.says, _for_the_others(part.spec, changes))


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


def _pieces(text: str) -> Iterator[str]:
    """The text cut so that each piece holds one address at most; a curl command and JSON stay whole."""
    if "{" in text or text.count("https://") + text.count("http://") < 2:
        yield text
        return
    piece = ""
    for clause in _JOINTS.split(text):
        if "http" in clause and "http" in piece:
            yield piece
            piece = clause
        else:
            piece = f"{piece}, {clause}" if piece else clause
    yield piece


def _tool(text: str, part: Part) -> Tool | None:
    """The tool that the piece names, else the one that was asked about, else the only one that has an address."""
    marked = {t.text for t in tokens_of(text) if t.folded.startswith("http") or SECRET.fullmatch(t.text)}
    curl = re.search(r"\bcurl\s", text)
    words = tokens_of(text[: curl.start()] if curl else text.split("{")[0])
    named = [t for t in words if t.text not in marked and t.folded not in word_set("setting_words")]
    called = [t for t in part.spec.accepted_tools() if t.kind == "http"]
    asked = part.asked.path.split(".")[1] if part.asked and part.asked.path.startswith("tools.") else ""
    clearly = next((t for t in called if t.name in {w.folded for w in named}), None)
    if clearly or asked:
        return clearly or _named(named, called, part.spec, asked)
    close = tool_named(named, part.spec)
    if close:
        return close
    return called[0] if len(called) == 1 and part.asked and "auth" not in part.asked.path else None


def _named(words: Sequence[Token], called: Sequence[Tool], spec: AgentSpec, asked: str) -> Tool | None:
    """While one tool is asked about, another is meant only by a word of its own: “the cancelling is at …”."""
    counts = Counter(word for tool in called for word in tool.name.casefold().split("_"))
    for tool in called:
        own = [word[:_STEM] for word in tool.name.casefold().split("_") if counts[word] == 1 and len(word) > 2]
        if any(token.folded.startswith(stem) for token in words for stem in own):
            return tool
    return spec.tool(asked)


_STEM = 6
"""Letters that “cancel”, “cancels” and “cancelling” share."""


_SHARED = ("url", "auth", "auth_ref", "auth_header")


def _for_the_others(spec: AgentSpec, changes: Sequence[Configure]) -> Question | None:
    """Whether tools that have no address yet use the same one; a yes sets them up."""
    tool = spec.tool(changes[-1].tool)
    known: Settings = tool.model_dump(mode="json", exclude_none=True) if tool else {}
    values = {k: v for k, v in (known | changes[-1].values).items() if k in _SHARED}
    done = {c.tool for c in changes}
    others = [t for t in spec.accepted_tools() if t.kind == "http" and not t.url and t.name not in done]
    others = [t for t in others if not {f"tools.{t.name}.url", f"tools.{t.name}.auth_ref"} & set(spec.skipped)]
    others = [t for t in others if _are_sisters(changes[-1].tool, t.name)]
    if len(done) > 1 or not others or not {"url", "auth_ref"} <= values.keys():
        return None
    offer: tuple[Change, ...] = tuple(Configure(tool=t.name, values=values) for t in others)
    secret: tuple[Change, ...] = tuple(
        Configure(tool=t.name, values={k: v for k, v in values.items() if k != "url"}) for t in others
    )
    names = listed([f"`{t.name}`" for t in others])
    return Question(
        f"tools.{others[0].name}.url",
        f"{'Does' if len(others) == 1 else 'Do'} {names} use the same address and `{values['auth_ref']}`?",
        offer=offer,
        suggestions=(
            Suggestion(label="Yes, the same", says="yes", changes=offer),
            Suggestion(label="The same secret only", says="the same secret only", changes=secret),
            Suggestion(label="No, ask me for each", says="no"),
        ),
    )


def _are_sisters(one: str, other: str) -> bool:
    """Whether two tools work on the same thing, so that the same system most likely answers both."""
    from engine.playbooks import companions  # no screen needs it before there is a tool

    together = other in companions().get(one, ()) or one in companions().get(other, ())
    return together or one.split("_")[-1] == other.split("_")[-1]


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
