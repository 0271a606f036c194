"""What a tool still needs before it can be called, as one form; and what a filled form changes."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from engine.document.changes import Change, Configure, Edit, Skip, add, apply
from engine.document.spec import AgentSpec, Tool, Transfer
from engine.document.stages import tool_needs
from engine.errors import Problem
from engine.messages.replies import Form, FormField
from engine.secrets import find_secrets
from engine.urls import secret_name

AUTH_METHODS: Final = ("bearer", "basic", "header", "none")
_NEW_TRANSFER = ("transfer.label", "transfer.destination")
_CONDITION = "The caller asks for a person, it is an emergency, or the agent cannot help."
_PARAM = re.compile(r"params\.(?P<name>\w+)\.description")
_DESTINATION = re.compile(r"transfers\.(?P<id>[\w-]+)\.destination")

Errors = dict[str, str]


def form_for(tool: Tool, spec: AgentSpec) -> Form | None:
    """The form of what `tool` still needs, whatever its state; None when it needs nothing.

    What the team chose to leave open (`spec.skipped`) is not asked for again.
    """
    alone = spec.model_copy(update={"tools": (tool.model_copy(update={"state": "accepted"}),)})
    fields = tuple(
        field for need in tool_needs(alone) if not need.met for field in _fields(tool, spec, _short(tool, need.path))
    )
    return Form(tool=tool.name, title=f"Set up {tool.name}", fields=fields) if fields else None


def changes_from(tool: Tool, values: Mapping[str, str]) -> tuple[Change, ...] | Mapping[str, str]:
    """The changes that a filled form asks for, or `field path -> sentence` for what is wrong in it.

    `values` is `FormField.path -> what was typed`. An empty field is left open on purpose, so it becomes a Skip.
    """
    typed = {path: _clean(value) for path, value in values.items()}
    changes: list[Change] = []
    errors: Errors = {}
    if "url" in typed:
        _take(changes, errors, tool, "url", _configured(tool, "url", typed["url"]))
    if typed.keys() & {"auth", "auth_ref", "auth_header"}:
        _auth(changes, errors, tool, typed)
    for path, value in typed.items():
        if match := _PARAM.fullmatch(path):
            _take(changes, errors, tool, path, _described(tool, match["name"], value))
        elif match := _DESTINATION.fullmatch(path):
            _take(changes, errors, tool, path, _destination(match["id"], value))
    if typed.keys() & set(_NEW_TRANSFER):
        _new_transfer(changes, errors, tool, *(typed.get(path, "") for path in _NEW_TRANSFER))
    return errors or tuple(changes)


# --- the fields ---


def _short(tool: Tool, path: str) -> str:
    return path.removeprefix(f"tools.{tool.name}.")


def _fields(tool: Tool, spec: AgentSpec, path: str) -> Iterator[FormField]:
    if path == "url":
        yield _field("url", "Where is it called?", "A full https:// address, like https://api.example.com/orders.")
    elif path == "auth_ref":
        yield from _auth_fields(tool)
    elif match := _PARAM.fullmatch(path):
        hint = "One sentence for the model, with the format: “Date of birth, written YYYY-MM-DD.”"
        yield _field(path, f"What is “{match['name']}”?", hint, multiline=True)
    elif path == "transfers" and _hands_over(tool):
        yield _field(_NEW_TRANSFER[0], "Who takes the call?", "A person or a department, like “Front desk”.")
        yield _field(_NEW_TRANSFER[1], "On which number?", "With its country code, like +14155550123.")
    elif (match := _DESTINATION.fullmatch(path)) and _hands_over(tool):
        label = next(t.label for t in spec.transfers if t.id == match["id"])
        yield _field(path, f"Number of {label}"[:150], "With its country code, like +14155550123.")


def _auth_fields(tool: Tool) -> Iterator[FormField]:
    yield FormField(
        path="auth",
        label="How does it check who calls?",
        hint="A bearer token, a user name and password (basic), a header of its own, or not at all (none).",
        value=tool.auth or "",
        options=AUTH_METHODS,
        required=False,
    )
    yield _field(
        "auth_ref", "Name of the secret", f"Only its name, never the key itself; for example {secret_name(tool.name)}."
    )
    yield _field("auth_header", "Name of the header", "Only for a header of its own, like X-Api-Key.")


def _field(path: str, label: str, hint: str, *, multiline: bool = False) -> FormField:
    return FormField(path=path, label=label, hint=hint, required=False, multiline=multiline)


def _hands_over(tool: Tool) -> bool:
    return tool.kind == "system" and tool.catalog == "transfer_to_human"


# --- the changes ---


def _configured(tool: Tool, field: str, value: str) -> Change:
    if value:
        return Configure(tool=tool.name, values={field: value})
    return Skip(path=f"tools.{tool.name}.{field}")


def _described(tool: Tool, param: str, text: str) -> Change:
    if text:
        edits: list[JsonValue] = [{"name": param, "description": text}]
        return Configure(tool=tool.name, values={"params": edits})
    return Skip(path=f"tools.{tool.name}.params.{param}.description")


def _destination(transfer: str, number: str) -> Change:
    if number:
        return Edit(part="transfers", id=transfer, values={"destination": _dialled(number)})
    return Skip(path=f"transfers.{transfer}.destination")


def _auth(changes: list[Change], errors: Errors, tool: Tool, typed: Mapping[str, str]) -> None:
    method, ref, header = (typed.get(path, "") for path in ("auth", "auth_ref", "auth_header"))
    method = method.lower() or ("header" if header else "bearer" if ref else "")
    if method and method not in AUTH_METHODS:
        errors["auth"] = "Choose bearer, basic, header or none."
    elif method == "none":
        _take(changes, errors, tool, "auth", Configure(tool=tool.name, values={"auth": "none"}))
    elif method == "header" and not header and not tool.auth_header:
        errors["auth_header"] = "Name the header that carries the secret, like X-Api-Key."
    else:
        if method:
            _take(changes, errors, tool, "auth", Configure(tool=tool.name, values={"auth": method}))
        if header:
            _take(changes, errors, tool, "auth_header", _configured(tool, "auth_header", header))
        _take(changes, errors, tool, "auth_ref", _configured(tool, "auth_ref", ref))


def _new_transfer(changes: list[Change], errors: Errors, tool: Tool, label: str, number: str) -> None:
    if not label and not number:
        changes.append(Skip(path="transfers"))
        return
    label = label or "A person of the team"
    key = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:60] or "person"
    faults = {_NEW_TRANSFER[0]: _fault_of(label), _NEW_TRANSFER[1]: _fault_of(number)}
    if any(faults.values()):
        errors.update({path: fault for path, fault in faults.items() if fault})
        return
    transfer = Transfer(id=key, label=label[:300], condition=_CONDITION)
    changes.append(add("transfers", transfer))
    _take(changes, errors, tool, _NEW_TRANSFER[1], _destination(key, number))


def _dialled(number: str) -> str:
    """A number as people write it in E.164: without spaces, brackets, dots and dashes, `00` as `+`."""
    digits = re.sub(r"[\s().\-/–]", "", number)
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _clean(value: str) -> str:
    return "".join(c for c in value if c.isprintable() or c in "\n\t").strip()


def _fault_of(text: str) -> str:
    return "That looks like a real key or token; it does not belong here." if find_secrets(text) else ""


def _take(changes: list[Change], errors: Errors, tool: Tool, path: str, change: Change) -> None:
    """Keep the change, or the sentence that says why a spec would refuse it."""
    tried = apply(_stand_in(tool, change), change)
    if isinstance(tried, Problem):
        errors[path] = tried.message
    else:
        changes.append(change)


def _stand_in(tool: Tool, change: Change) -> AgentSpec:
    """A spec with just what the change is about."""
    there = (Transfer(id=change.id, label="A person", condition=_CONDITION),) if isinstance(change, Edit) else ()
    return AgentSpec(tools=(tool,), transfers=there)
