"""Products that many teams use, with operations of their public APIs: one recipe a product in `engine/tools/recipes`.

A parameter is one line: its place, its type (a `?` where it may be left out; `const` for a value that never changes; a
format such as `date` for a text in that format), and what it is.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from engine.document.spec import Param, Tool
from engine.urls import placeholder_url
from engine.yaml_files import read_texts

_RECIPES = Path(__file__).parent.parent / "recipes"
_TYPES = ("string", "number", "integer", "boolean", "array", "object")
_EFFECTS = {"GET": "read", "DELETE": "irreversible"}
_NEGATED = re.compile(r"\b(?:not|no|never|don['’]t|doesn['’]t|without|instead of|stopped|left)\b", re.IGNORECASE)


class Product(NamedTuple):
    """A product, and what it is called."""

    title: str
    names: tuple[str, ...]
    source: str
    """Where its API is described."""
    date: str
    """When the recipe was written."""
    tools: tuple[Tool, ...]


def named_in(texts: Iterable[str]) -> list[Product]:
    """The products that these facts speak of, and do not rule out."""
    said = [text for text in texts if not _NEGATED.search(text)]
    return [product for product in (products() if said else ()) if any(_called(product).search(text) for text in said)]


@cache
def products() -> tuple[Product, ...]:
    return tuple(_product(read_texts(path)) for path in sorted(_RECIPES.glob("*.yaml")))


@cache
def _called(product: Product) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, product.names))})(?!\w)", re.IGNORECASE)


def _product(recipe: Mapping[str, Any]) -> Product:
    tools = (_tool(name, operation, recipe) for name, operation in recipe["operations"].items())
    return Product(recipe["title"], tuple(recipe["names"]), recipe["source"], recipe["date"], tuple(tools))


def _tool(name: str, operation: Mapping[str, Any], recipe: Mapping[str, Any]) -> Tool:
    method, _, path = operation["call"].partition(" ")
    effect = operation.get("effect", _EFFECTS.get(method, "write"))
    return Tool.model_validate(
        {
            "name": name,
            "purpose": operation["purpose"],
            "method": method,
            "url": path if path.startswith("https://") else f"{_server(recipe)}{path}",
            "params": [_param(*param) for param in operation["params"].items()],
            "effect": effect,
            "confirm": effect != "read",
            "auth": recipe["auth"],
            "auth_ref": recipe["secret"],
            "auth_header": recipe.get("header"),
        }
    )


def _server(recipe: Mapping[str, Any]) -> str:
    """A placeholder where every customer of the product has an address of its own."""
    server: str = recipe["server"]
    return server if server.startswith("https://") else f"{placeholder_url(server).rstrip('/')}{recipe['base']}"


def _param(name: str, line: str) -> Param:
    place, kind, said = line.split(" ", 2)
    kind, optional = kind.removesuffix("?"), kind.endswith("?")
    common: dict[str, Any] = {"name": name.replace("-", "_"), "in": place, "required": not optional}
    if kind == "const":
        return Param.model_validate({**common, "description": name, "source": "constant", "value": said})
    typed = {"type": kind} if kind in _TYPES else {"format": kind}
    return Param.model_validate({**common, **typed, "description": said})
