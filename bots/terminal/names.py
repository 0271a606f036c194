"""Names of chats: what `make chat NAME=` and `/new` take."""

import secrets

from engine.errors import PersonError


def checked(name: str) -> str:
    """Raises PersonError for what cannot be a name."""
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 60:
        raise PersonError("A session's name may hold letters, digits, “-” and “_”, like `make chat NAME=clinic`.")
    return name


def any_name() -> str:
    return f"agent-{secrets.token_hex(2)}"
