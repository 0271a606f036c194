"""Ids that sort by the time they were made: 48 bits of milliseconds and 80 random bits, as in RFC 9562's version 7."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: safe in URLs, keeps the order, and nobody reads an l for a 1."""
_LENGTH = 26


def new_id(prefix: str) -> str:
    """`new_id("ses")` -> `ses_01k9…`, 26 characters after the prefix."""
    number = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(digits))}"
