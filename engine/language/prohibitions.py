"""Rules that forbid something, in English: what it is."""

import re

_FORBIDS = re.compile(r"^(?:please )?(?:never|do not|don['’]t|must not) (?P<rest>.+)$", re.IGNORECASE)


def forbidden(rule: str) -> str | None:
    """`Never give medical advice.` -> `give medical advice`; None if it does not begin with a no."""
    found = _FORBIDS.match(rule.strip())
    return found["rest"].rstrip(".!… ") if found else None
