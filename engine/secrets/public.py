"""What is meant to be seen by anybody, however random: certificates, public keys, fingerprints."""

from collections.abc import Sequence
from functools import cache

import re2

from engine.secrets.found import Found


def private(text: str, found: Sequence[Found]) -> list[Found]:
    """Those that lie in nothing public."""
    public = iter([match.span() for match in _public_pattern().finditer(text)])
    begin, end = next(public, (len(text), len(text)))
    left = list[Found]()
    for secret in found:
        while end < secret.end and begin < len(text):
            begin, end = next(public, (len(text), len(text)))
        if not begin <= secret.start:
            left.append(secret)
    return left


@cache
def _public_pattern() -> "re2._Regexp":
    return re2.compile(
        r"-----BEGIN [A-Z ]{0,40}(?:CERTIFICATE|PUBLIC KEY)[^-]{0,20}-----[^-]*|(?:ssh|ecdsa|sk)-[a-z0-9@.-]{3,40} AAAA"
        r"\S*"
        r"|(?i:publi[a-z]{1,12})[^\n]{0,40}?\bpk_(?:live|test)_\w+"
        r"|(?:sha\d{3}|SHA\d{3}|MD5)[-:]\S+"
        r"|\b(?:[A-RT-Z][A-Z]|S[A-JL-Z])[0-9a-f]{32}\b"  # the identifiers of Twilio; its keys begin with SK
    )
