"""Where an operation is called, and by which secret."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from engine.tools.sources.openapi.schemas import Schemas, objects
from engine.urls import placeholder_url

Method = Literal["none", "bearer", "basic", "header"]


class Auth(NamedTuple):
    """`method` is None where the document does not say, or says what no platform sends."""

    method: Method | None
    ref: str | None = None
    header: str | None = None


def server_of(document: Mapping[str, Any], *owners: Mapping[str, Any]) -> str:
    """The https address of the nearest of these that names one; a placeholder where the document names none."""
    if "swagger" in document:
        host, base = document.get("host"), document.get("basePath")
        base = base if isinstance(base, str) and base.startswith("/") else ""
        return f"https://{host}{base}".rstrip("/") if isinstance(host, str) and host else _unknown(document, base)
    listed = next((owner["servers"] for owner in (*owners, document) if owner.get("servers")), None)
    server = next(objects(listed), {})
    address = _filled(str(server.get("url", "")), server.get("variables")).rstrip("/")
    if re.match(r"https?://", address):
        return re.sub(r"^http://", "https://", address)
    return _unknown(document, address if address.startswith("/") else "")


def auth_of(document: Mapping[str, Any], operation: Mapping[str, Any], schemas: Schemas) -> Auth:
    """What the operation asks for, or else the document; of several ways the first that a platform knows."""
    asked = operation.get("security", document.get("security"))
    known = _schemes(document)
    if asked == [] or (asked is None and not known):
        return Auth("none") if asked == [] else Auth(None)
    names = [name for need in objects(asked) for name in need] if asked is not None else list(known)
    ways = (_way(schemas.resolved(known.get(name)), _secret(document)) for name in names)
    return next((way for way in ways if way.method), Auth(None))


def _way(scheme: Mapping[str, Any], secret: str) -> Auth:
    match scheme.get("type"), str(scheme.get("scheme", "")).lower(), scheme.get("in"):
        case ("http", "basic", _) | ("basic", _, _):
            return Auth("basic", secret)
        case ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _):
            return Auth("bearer", secret)
        case "apiKey", _, "header":
            header = str(scheme.get("name", ""))
            if header.lower() == "authorization":
                return Auth("header", secret, "Authorization")
            return Auth("header", secret, header) if re.fullmatch(r"[A-Za-z0-9-]{1,64}", header) else Auth(None)
        case _:
            return Auth(None)


def _schemes(document: Mapping[str, Any]) -> Mapping[str, Any]:
    components = document.get("components")
    inside = components.get("securitySchemes") if isinstance(components, dict) else None
    found = document.get("securityDefinitions") if "swagger" in document else inside
    return found if isinstance(found, dict) else {}


def title_of(document: Mapping[str, Any]) -> str:
    info = document.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return " ".join(title.split())[:80] if isinstance(title, str) and title.strip() else "the API"


def _secret(document: Mapping[str, Any]) -> str:
    words: Sequence[str] = re.findall(r"[A-Za-z0-9]+", title_of(document).upper())
    name = "_".join(word for word in words if word not in ("THE", "API", "V1", "V2", "REST", "OPENAPI"))[:50].strip("_")
    return f"{name}_TOKEN" if name[:1].isalpha() else f"API_{name}_TOKEN".replace("__", "_")


def _unknown(document: Mapping[str, Any], base: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", title_of(document).lower()).strip("_")
    return placeholder_url(name or "api").rstrip("/") + base


def _filled(address: str, variables: Any) -> str:
    """With the defaults of its variables, which every document has to give."""
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            address = address.replace(f"{{{name}}}", str(variable.get("default", name)))
    return address
