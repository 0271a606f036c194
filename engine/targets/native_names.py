"""A vendor's names of what the platform knows, back in our words: `{{system__caller_id}}` is `{{caller_number}}`."""

import re
from collections.abc import Mapping
from typing import Any

from engine.targets.capabilities import Templates
from engine.targets.walk import with_strings

_PREFERRED = ("current_time", "caller_number", "call_id", "called_number", "time_zone")
"""Where several of our words are one variable there."""
_REFERENCE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def our_names(templates: Templates) -> Mapping[str, str]:
    """Native bare name -> ours."""
    found: dict[str, str] = {}
    for ours in (*_PREFERRED, *templates.system):
        if ours in templates.system:
            found.setdefault(templates.system[ours], ours)
    return found


def in_our_names(templates: Templates, value: Any) -> Any:
    """The same value with every reference in our words."""
    names = our_names(templates)
    return with_strings(value, lambda text: _REFERENCE.sub(lambda m: f"{{{{{names.get(m[1], m[1])}}}}}", text))
