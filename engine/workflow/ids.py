"""Ids of derived steps and ways: stable slugs, so that an edit, a removal and an approval keep their meaning."""

import hashlib

_LONGEST = 64
"""The most that a `Slug` holds."""


def node_id(owner: str, step: str) -> str:
    """The step of a goal or a transfer: `("book", "confirm")` -> `book__confirm`."""
    return _slug(f"{owner}__{step}")


def edge_id(source: str, target: str) -> str:
    """`("greet", "route")` -> `greet__to__route`. There is at most one derived way between two steps."""
    return _slug(f"{source}__to__{target}")


def _slug(text: str) -> str:
    """The text itself, or its beginning and a short hash where it is too long for a slug."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 11]}__{hashlib.sha256(text.encode()).hexdigest()[:9]}"
