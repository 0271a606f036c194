"""Recognises a pasted key, token or password, so that it is never stored."""

from engine.secrets.found import Found
from engine.secrets.structured import secrets_in
from engine.secrets.text import SECRET_REMOVED, find_secrets, redact, without_secrets

__all__ = ["SECRET_REMOVED", "Found", "find_secrets", "redact", "secrets_in", "without_secrets"]
