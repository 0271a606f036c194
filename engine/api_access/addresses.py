"""Where a webhook may go: to public addresses over https, whatever a name means at the moment of sending.

What was looked up is what is connected to, so a name that means something else an instant later leads nowhere.
"""

import asyncio
import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """Nothing is sent there; the text says why, as a sentence."""


class Place(NamedTuple):
    """What to connect to, and the name that its certificate must bear."""

    url: str
    """With the address in place of the name."""
    host: str
    """As it stands in `Host`, with its port where it has one of its own."""
    name: str


async def checked(url: str, *, allow_private: bool) -> Place:
    """Look the name up. Raises Refused."""
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        raise Refused("That is not an address; use one like https://example.com/hooks.") from None
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise Refused("A webhook must have an https:// address.")
    if not name or parts.username is not None or any(c.isspace() for c in url):
        raise Refused("A webhook needs an address with a host, and without spaces, user name or password.")
    found = await _looked_up(name, port or (443 if parts.scheme == "https" else 80))
    if not allow_private and not all(map(_is_public, found)):
        raise Refused("A webhook must not lead to a private, loopback or link-local address.")
    connected = parts._replace(netloc=_netloc(found[0], port), fragment="")
    return Place(connected.geturl(), _netloc(name, port), name)


def _netloc(host: str, port: int | None) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host


async def _looked_up(name: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("The host of this webhook cannot be found.") from None
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _is_public(text: str) -> bool:
    """An address of the internet, and none that carries another one inside."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _is_public(str(address.ipv4_mapped))
        if address.sixtofour or address.teredo or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast
