"""Tools in the vendor's own kinds. A tool's `body` is all that the model fills in, wherever a value goes in the end."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from engine.prompt.phrases import has_phrases, phrases_for
from engine.targets.fit import clipped
from engine.targets.plan import Plan, PlannedTransfer
from engine.targets.planned_tools import PATH_NAME, Argument, PlannedTool
from engine.targets.vapi.capabilities import DESCRIPTION_CHARACTERS

Config = dict[str, Any]
NUMBER_CHARACTERS = 40
"""Of `number` in a transfer destination."""


def tool_config(plan: Plan, tool: PlannedTool) -> Config:
    """An `apiRequest` for a tool over the network, a `function` for one in the client's app."""
    static = [{"key": a.name, "value": _value(a)} for a in _fixed(tool, "body")]
    if tool.tool.kind == "client":
        function = {"name": tool.name, "description": description(tool), "parameters": tool.parameters}
        static = [{"key": a.name, "value": _value(a)} for a in tool.arguments if a.filled != "model"]
        return {"type": "function", "function": function, **({"parameters": static} if static else {})}
    config: Config = {
        "type": "apiRequest",
        "name": tool.name,
        "description": description(tool),
        "method": tool.tool.method,
        "url": _address(tool),
        "timeoutSeconds": tool.tool.timeout,
    }
    if tool.parameters["properties"] or tool.at("body"):
        config["body"] = tool.parameters
    if static:
        config["parameters"] = static
    if headers := tool.at("header"):
        config["headers"] = _headers(headers)
    if tool.secret:
        config["credentialId"] = tool.secret
    if tool.hold:
        config["messages"] = [{"type": "request-start", **_said(plan, tool.hold)}]
    return config


def server_config(tool: PlannedTool) -> Config:
    """An MCP server, which brings its own tools."""
    login = {"credentialId": tool.secret} if tool.secret else {}
    return {"type": "mcp", "server": {"url": tool.url, "timeoutSeconds": tool.tool.timeout, **login}}


def transfer_call(plan: Plan, ways: Sequence[tuple[str, str]] = ()) -> Config:
    """Every person or department that the call can be handed to; `ways`: transfer id -> when a step goes there."""
    return {"type": "transferCall", "destinations": [_destination(plan, t, ways) for t in plan.transfers]}


def query_config(plan: Plan) -> Config:
    """A search in the documents; their names stand for the ids of the uploaded files."""
    titles = ", ".join(item.title for item in plan.documents)
    base = {
        "provider": "google",
        "name": "documents",
        "description": clipped(f"Use it for questions that these answer: {titles}.", DESCRIPTION_CHARACTERS),
        "fileIds": [f"knowledge:{item.id}" for item in plan.documents],
    }
    return {"type": "query", "knowledgeBases": [base]}


def description(tool: PlannedTool) -> str:
    return clipped(tool.description, DESCRIPTION_CHARACTERS)


def number_name(transfer: PlannedTransfer, place: int) -> str:
    """The variable that carries the number; a shorter one where the name would not fit."""
    fits = len(transfer.variable) + 4 <= NUMBER_CHARACTERS
    return transfer.variable if fits else f"transfer_number_{place + 1}"


def _destination(plan: Plan, transfer: PlannedTransfer, ways: Iterable[tuple[str, str]]) -> Config:
    """The agent announces a transfer itself; the vendor's own words for it are English."""
    when = [transfer.condition, *(words for key, words in ways if key == transfer.id)]
    plain = {"mode": "blind-transfer"}
    warm = {"mode": "warm-transfer-say-summary", "summaryPlan": {"enabled": True}}
    to: Config = {"type": "number", "number": transfer.number}
    if transfer.number is None:
        name = number_name(transfer, plan.transfers.index(transfer))
        to |= {"number": f"{{{{{name}}}}}", "numberE164CheckEnabled": False}
    return {
        **to,
        "message": "",
        "description": clipped(" Or: ".join(when), DESCRIPTION_CHARACTERS),
        "transferPlan": warm if transfer.warm else plain,
    }


def _fixed(tool: PlannedTool, *places: Any) -> Iterator[Argument]:
    yield from (a for a in tool.arguments if a.filled != "model" and a.place in places)


def _value(argument: Argument) -> Any:
    return argument.value if argument.filled == "constant" else f"{{{{{argument.value}}}}}"


def _address(tool: PlannedTool) -> str:
    """The address with every path and query value in its place; LiquidJS fills them in and encodes them."""
    known = {a.name: _written(a) for a in tool.at("path")}
    address = PATH_NAME.sub(lambda match: known.get(match[1], match[0]), tool.url)
    query = "&".join(f"{quote(a.name)}={_written(a)}" for a in tool.at("query"))
    return address + (f"{'&' if '?' in address else '?'}{query}" if query else "")


def _written(argument: Argument) -> str:
    if argument.filled == "constant":
        return quote(_text(argument.value), safe="")
    name = argument.name if argument.filled == "model" else argument.value
    return f"{{{{ {name} | url_encode }}}}"


def _headers(headers: Iterable[Argument]) -> Config:
    """The vendor's type for a header is a schema; one allowed value is the value."""
    return {
        "type": "object",
        "properties": {a.name: {"type": "string", "enum": [_text(_value(a))]} for a in headers},
    }


def _said(plan: Plan, hold: str) -> Config:
    """The words in the agent's language, and in its others where somebody has put them into those."""
    bases = dict.fromkeys(tag.partition("-")[0] for tag in plan.spec.languages if has_phrases(tag))
    if len(bases) < 2:
        return {"content": hold}
    return {"contents": [{"type": "text", "text": phrases_for(base).hold, "language": base} for base in bases]}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
