"""Recognises a pasted key or token, so that it is never stored. Shapes only; it never judges by entropy alone.

The shapes are the published prefixes of the vendors that a voice team meets, and the `key = value` form. A *name* of a
secret (`CRM_API_KEY`) is fine and stays.
"""

import re
from typing import NamedTuple

SECRET_REMOVED = "[secret removed]"  # noqa: S105 - this is what stands where a secret was


class Found(NamedTuple):
    kind: str
    start: int
    end: int


_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("an OpenAI or Anthropic key", r"\bsk-(?:ant-|proj-|svcacct-|or-)?[A-Za-z0-9_-]{20,}"),
        ("a Stripe key", r"\b[srp]k_(?:live|test)_[A-Za-z0-9]{10,}"),
        ("an ElevenLabs key", r"\bsk_[a-f0-9]{40,}\b"),
        ("a Slack token", r"\bx(?:ox[abcdeoprs]|app)-[A-Za-z0-9-]{10,}"),
        ("a Slack webhook address", r"https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}"),
        ("a Discord token", r"\b[MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}"),
        ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})"),
        ("a Google key", r"\bAIza[A-Za-z0-9_-]{35}"),
        ("an AWS key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        ("a Twilio key", r"\b(?:SK|AC)[a-f0-9]{32}\b"),
        ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
        ("a web token", r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}"),
        ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
        ("a bearer token", r"(?i)\bbearer\s+(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{16,}"),
        (
            "a password or key",
            r"(?i)(?<![a-z0-9])(?:api[ _-]?key|(?:secret|access)[ _-](?:access[ _-])?key|secret|token|password|pwd)"
            r"\s*(?:is|=|:|:=)\s*[\"'`]?"
            r"(?P<value>(?!(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]*)\b)(?=[^\s\"'`]*\d)(?=[^\s\"'`]*[a-z])[^\s\"'`,;]{8,})",
        ),
        ("a password in an address", r"(?i)\b[a-z][a-z0-9+.-]*://[^\s:/@]+:(?P<value>[^\s:/@]+)@"),
    )
)


def find_secrets(text: str) -> list[Found]:
    """Every secret in `text`, in order, without overlaps."""
    found: list[Found] = []
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            start, end = match.span("value") if "value" in shape.groupindex else match.span()
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Found(kind, start, end))
    return sorted(found, key=lambda f: f.start)


def redact(text: str) -> tuple[str, list[str]]:
    """The text with every secret replaced, and the kinds of secret that were in it."""
    found = find_secrets(text)
    for secret in reversed(found):
        text = text[: secret.start] + SECRET_REMOVED + text[secret.end :]
    return text, [f.kind for f in found]
