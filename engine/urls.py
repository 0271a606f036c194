"""The addresses of tools: which are acceptable, and the named placeholder for one that nobody knows yet.

A placeholder is a URL under `.invalid`, the top-level domain that RFC 2606 reserves so that it never resolves. It is a
valid URL for every vendor's schema, cannot reach anybody by accident, and says in its host what is missing.
"""

from urllib.parse import urlsplit

from engine.sentences import quoted

_SUFFIX = ".placeholder.invalid"


def check_url(url: str) -> str:
    """The URL, or ValueError with a sentence for the person.

    https only, and no credentials in it: PROMPT_RULES, Tools (“https only; secrets by name only”).
    """
    if any(c.isspace() for c in url):
        raise ValueError("the address must not contain spaces")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise ValueError(f"{quoted(url)} is not an address; use one like https://api.example.com/orders") from None
    if parts.scheme != "https" or not host or "." not in host:
        raise ValueError(f"{quoted(url)} must be a full https:// address, like https://api.example.com/orders")
    if parts.username or parts.password:
        raise ValueError("the address must not contain a user name or password; name a secret instead")
    return url


def placeholder_url(tool: str) -> str:
    """`lookup_order` -> `https://lookup-order-url.placeholder.invalid/`."""
    return f"https://{tool.replace('_', '-').strip('-').lower()[:50] or 'tool'}-url{_SUFFIX}/"


def is_placeholder(url: str | None) -> bool:
    return bool(url) and (urlsplit(url or "").hostname or "").endswith(_SUFFIX)


def placeholder_name(tool: str) -> str:
    """What the export lists as open: `lookup_order` -> `LOOKUP_ORDER_URL`."""
    return f"{tool.replace('-', '_').upper()}_URL"


def secret_name(tool: str) -> str:
    """The name offered for a tool's secret: `lookup_order` -> `LOOKUP_ORDER_TOKEN`."""
    return f"{tool.replace('-', '_').upper()}_TOKEN"
