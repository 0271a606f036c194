"""The operations of a document, each as a tool that nobody has chosen yet."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from engine.document.spec import Tool
from engine.errors import PersonError
from engine.sentences import sentence_of
from engine.tools.sources.openapi.access import auth_of, server_of, title_of
from engine.tools.sources.openapi.params import CannotCall, first_words, params_of, path_name
from engine.tools.sources.openapi.schemas import Schemas

MOST_OPERATIONS = 2_000
_METHODS = ("get", "post", "put", "patch", "delete")
_EFFECTS = {"get": "read", "delete": "irreversible"}


class Offered(NamedTuple):
    """What a document has to offer."""

    title: str
    tools: tuple[Tool, ...]
    left: tuple[str, ...]
    """`POST /files: its body is a list`: operations that no voice platform can call."""


def offered_in(document: Mapping[str, Any]) -> Offered:
    """Every operation as a tool. PersonError where there is none, or more than anybody chooses from."""
    tools: dict[str, Tool] = {}
    left: list[str] = []
    for number, (path, method, item, operation) in enumerate(_operations(document)):
        if number >= MOST_OPERATIONS:
            raise PersonError(
                f"The document has more than {MOST_OPERATIONS:,} operations. Bring the part that the agent needs, such "
                "as the paths of its bookings."
            )
        try:
            tool = _tool(document, path, method, item, operation, tools)
            tools[tool.name] = tool
        except CannotCall as why:
            left.append(f"{method.upper()} {path}: {why}"[:200])
        except ValidationError as error:
            left.append(f"{method.upper()} {path}: {sentence_of(error)}"[:200])
    if not tools:
        why_not = f" The first of them: {left[0].rstrip('.')}." if left else ""
        raise PersonError(f"The document has no operation that a voice agent could call.{why_not}")
    return Offered(title_of(document), tuple(tools.values()), tuple(left))


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
    schemas = Schemas(document)
    for path, node in document["paths"].items():
        item = schemas.resolved(node)
        for method in _METHODS:
            operation = item.get(method)
            if isinstance(operation, dict) and operation.get("deprecated") is not True:
                yield str(path), method, item, operation


def _tool(
    document: Mapping[str, Any],
    path: str,
    method: str,
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    taken: Collection[str],
) -> Tool:
    schemas = Schemas(document)
    auth = auth_of(document, operation, schemas)
    effect = _EFFECTS.get(method, "write")
    address = re.sub(r"\{([^{}]+)\}", lambda name: f"{{{path_name(name[1])}}}", path)
    return Tool(
        name=_name(operation, method, path, taken),
        purpose=_purpose(operation, item, method, path),
        method=method.upper(),
        url=f"{server_of(document, operation, item)}/{address.lstrip('/')}",
        params=params_of(schemas, item, operation),
        effect=effect,
        confirm=effect != "read",
        auth=auth.method,
        auth_ref=auth.ref,
        auth_header=auth.header,
    )


def _name(operation: Mapping[str, Any], method: str, path: str, taken: Collection[str]) -> str:
    """In words with underscores: `createBooking` -> `create_booking`; by its path where it has no id of its own."""
    said = operation.get("operationId")
    words = re.findall(
        r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", said if isinstance(said, str) and said else f"{method} {path}"
    )
    name = "_".join(words).lower()[:60].strip("_") or method
    numbers = (f"{name}_{number}" for number in range(2, MOST_OPERATIONS + 2))
    return name if name not in taken else next(other for other in numbers if other not in taken)


def _purpose(operation: Mapping[str, Any], item: Mapping[str, Any], method: str, path: str) -> str:
    told = (owner.get(key) for key in ("summary", "description") for owner in (operation, item))
    said = next((first_words(text) for text in told if isinstance(text, str) and text.strip()), "")
    return f"{(said or f'{method.upper()} {path}').rstrip('. ')[:280]}."
