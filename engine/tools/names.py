"""How a tool is called: its kind in the catalog, and any name in a person's words."""

from engine.document.spec import Place, Tool
from engine.tools.catalog import CATALOG

_ACRONYMS = frozenset({"api", "crm", "erp", "faq", "id", "iban", "otp", "pin", "sms", "url", "vat"})


def kind_of(tool: Tool) -> str:
    """The catalog entry that says what sort of tool this is, or its own name."""
    return tool.catalog or tool.name


def place_of(kind: str) -> Place | None:
    """Where in a call the catalog puts such a tool when no goal asks for it."""
    entry = CATALOG.get(kind)
    return entry.place if entry else None


def spoken(name: str) -> str:
    """`lookup_order` -> `look up order`, `send_sms` -> `send SMS`."""
    words = name.replace("_", " ").replace("lookup ", "look up ").split()
    return " ".join(w.upper() if w.lower() in _ACRONYMS else w for w in words) or name
