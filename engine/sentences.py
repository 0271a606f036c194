"""Small words for people: lists in prose, and a validation error as one sentence."""

import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_FRIENDLY = {
    "string_too_long": "is too long: at most {max_length} characters",
    "string_too_short": "must not be empty",
    "string_type": "must be text",
    "missing": "is missing",
    "extra_forbidden": "is not something I know",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "too_long": "has too many entries: at most {max_length}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_parsing": "must be yes or no",
    "bool_type": "must be yes or no",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "tuple_type": "must be a list",
    "model_type": "must have named fields",
    "model_attributes_type": "must have named fields",
}
_VARIABLE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_DIRECTION = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_PATTERNS = {
    r"^\+[1-9][0-9]{6,14}$": "must be a phone number with its country code, like +14155550123",
    r"^[A-Za-z0-9_-]{1,64}$": "may hold only letters, digits, “_” and “-”, 64 at most",
    r"^[A-Za-z_][A-Za-z0-9_]{0,63}$": "must be a name of letters, digits and “_”, like CRM_API_KEY",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "must be a short name in small letters, like book_table",
    r"^[A-Za-z0-9-]{1,64}$": "must be the name of a header, like X-Api-Key",
}


def quoted(text: str, limit: int = 60) -> str:
    """What somebody typed, in quotation marks, on one line and cut to a length that fits a sentence."""
    one_line = " ".join(text.split())
    return f"“{one_line if len(one_line) <= limit else one_line[: limit - 1] + '…'}”"


def without_direction(text: str) -> str:
    """Without the characters that turn the direction of what follows them; every script reads well without them."""
    return text.translate(_DIRECTION)


def with_values(text: str, values: Mapping[str, str]) -> str:
    """The text with a value for each `{{variable}}`, or else its bare name."""
    filled = _VARIABLE.sub(lambda m: values.get(m[1], m[1]), text) if "{{" in text else text
    return filled.replace("{{", "").replace("}}", "")


def listed(names: Sequence[str], joint: str = "and") -> str:
    """`["a", "b", "c"]` -> `a, b and c`."""
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def counted(number: int, what: str) -> str:
    """`1 operation`, `1,200 operations`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def person_of(direction: str | None) -> str:
    """Who is at the other end of the call, as a noun: only on an incoming call are they “the caller”."""
    return {"outbound": "the person", "web": "the user"}.get(direction or "", "the caller")


def some(names: Sequence[str], limit: int = 8) -> str:
    """The first few names, for a sentence; somebody with sixty tools does not want all of them here."""
    shown = [name[:40] for name in names[:limit]]
    return listed(shown if len(names) <= limit else [*shown, f"{len(names) - limit} more"])


def sentence_of(error: ValidationError) -> str:
    """The first thing that is wrong, as a sentence that says what would be right."""
    return sentence_for(error.errors(include_url=False)[0])


def sentence_for(detail: ErrorDetails) -> str:
    """One of the things that are wrong, as such a sentence."""
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        text = str(context.get("error", detail["msg"]))
    elif detail["type"] == "string_pattern_mismatch":
        text = f"{_field(detail)} {_PATTERNS.get(str(context.get('pattern')), 'is not in the right form')}"
    else:
        friendly = _FRIENDLY.get(detail["type"])
        text = f"{_field(detail)} {friendly.format(**context) if friendly else detail['msg'].lower()}"
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _field(detail: ErrorDetails) -> str:
    return next((quoted(part) for part in reversed(detail["loc"]) if isinstance(part, str)), "this")
