"""Its tools: HTTP and client tools of the spec, and its built-in ones under the names that the prompt uses."""

from collections.abc import Mapping
from typing import Any

from engine.targets.common_files import request
from engine.targets.plan import Plan, PlannedTransfer
from engine.targets.planned_tools import Argument, PlannedTool
from engine.targets.templates import REFERENCE
from engine.targets.ultravox.capabilities import CALL_ID, TRANSFER
from engine.targets.walk import with_strings

TRUNK = "sip-trunk.placeholder.invalid"
"""Host of the SIP trunk, which `agent.py` puts in: a warm transfer calls the person over it."""
CORPUS = "CORPUS_ID"
_PLACES = {
    "headers": "PARAMETER_LOCATION_HEADER",
    "path": "PARAMETER_LOCATION_PATH",
    "query": "PARAMETER_LOCATION_QUERY",
    "body": "PARAMETER_LOCATION_BODY",
}
_VOICEMAIL = "Use it when a mailbox answers instead of a person."
_SEARCH = "Search the reference material before you answer from it."


def selected_tools(plan: Plan) -> list[dict[str, Any]]:
    taken = {tool.name for tool in plan.tools}
    built_in = {name: tool for name, tool in plan.built_in.items() if name not in taken}
    selected: list[dict[str, Any]] = [{"temporaryTool": _tool(plan, tool)} for tool in plan.tools]
    for name, tool in built_in.items():
        words = in_words(tool.description) if tool else _VOICEMAIL if name == "leaveVoicemail" else ""
        if name != TRANSFER:
            selected.append({"toolName": name, **({"descriptionOverride": words} if words else {})})
    if TRANSFER in built_in:
        selected += [_transfer(plan, t, name) for t, name in zip(plan.transfers, _names(plan), strict=True)]
    if plan.documents:
        overrides = {"corpus_id": CORPUS}
        selected.append({"toolName": "queryCorpus", "descriptionOverride": _SEARCH, "parameterOverrides": overrides})
    return selected


def in_words(text: str) -> str:
    """The text with the words of each variable in place of it: for places that the platform reads no template from."""
    return REFERENCE.sub(lambda match: match[1].replace("_", " ").strip() or match[1], text)


def _names(plan: Plan) -> list[str]:
    """`transfer_call` alone, or with what tells several apart."""
    if len(plan.transfers) == 1:
        return [TRANSFER]
    names = [f"{TRANSFER}_{transfer.id}" for transfer in plan.transfers]
    return [name if len(name) <= 64 else f"{TRANSFER}_{number}" for number, name in enumerate(names, 1)]


def _transfer(plan: Plan, transfer: PlannedTransfer, name: str) -> dict[str, Any]:
    number = transfer.number or f"{{{{{transfer.variable}}}}}"
    return {
        "toolName": "warmTransfer" if transfer.warm else "coldTransfer",
        "nameOverride": name,
        "descriptionOverride": f"Hand the call over. {in_words(transfer.condition).rstrip('. ')}.",
        "parameterOverrides": {"target": f"sip:{number}@{TRUNK}" if transfer.warm else number},
    }


def _tool(plan: Plan, tool: PlannedTool) -> dict[str, Any]:
    common = {"modelToolName": tool.name, "description": tool.description, "timeout": f"{tool.tool.timeout}s"}
    if tool.tool.kind == "client":
        places: Mapping[str, Any] = {"body": {a.name: _source(a) for a in tool.arguments}}
        return {**common, **_parameters(tool, places), "client": {}}
    call = request(plan, tool)
    return {
        **common,
        **_parameters(tool, call),
        **({"requirements": _login(tool)} if tool.secret else {}),
        **({"precomputable": True} if tool.tool.effect == "read" else {}),
        "http": {"baseUrlPattern": call["url"], "httpMethod": call["method"]},
    }


def _source(argument: Argument) -> dict[str, Any]:
    return {"argument": argument.name} if argument.filled == "model" else {argument.filled: argument.value}


def _parameters(tool: PlannedTool, places: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Who fills each argument: the model, nobody, or the platform; lists that are empty are left out."""
    arguments = {a.name: a for a in tool.arguments}
    found: dict[str, list[dict[str, Any]]] = {}
    for place, location in _PLACES.items():
        for name, source in places.get(place, {}).items():
            if "secret" in source:
                continue
            kind, more = _filled(source, arguments.get(name))
            found.setdefault(kind, []).append({"name": name, "location": location, **more})
    return found


def _filled(source: Mapping[str, Any], argument: Argument | None) -> tuple[str, dict[str, Any]]:
    if "argument" in source and argument:
        return "dynamicParameters", {"schema": with_strings(argument.schema, in_words), "required": argument.required}
    if source.get("variable") in CALL_ID:
        return "automaticParameters", {"knownValue": "KNOWN_PARAM_CALL_ID"}
    value = source["constant"] if "constant" in source else f"{{{{{source['variable']}}}}}"
    return "staticParameters", {"value": value}


def _login(tool: PlannedTool) -> dict[str, Any]:
    """The secret is named; its value is the `authTokens` of the tool, which `agent.py` adds."""
    own = {"headerApiKey": {"name": tool.secret_header}}
    requirement = {"httpAuth": {"scheme": tool.secret_prefix.strip()}} if tool.secret_prefix else own
    return {"httpSecurityOptions": {"options": [{"requirements": {tool.secret: requirement}}]}}
