"""The values that the platform fills in at the start of a call, without the team declaring them.

A generated prompt may hold `{{current_date}}`, `{{current_time}}` and `{{time_zone}}`. Every exporter maps them to the
vendor's own variables, or fills them in where the vendor has no templates (EXPORTS, “How they say things”).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SystemVariable:
    name: str
    description: str
    example: str


SYSTEM_VARIABLES: tuple[SystemVariable, ...] = (
    SystemVariable("current_date", "The date on which the call takes place, with its weekday", "Tuesday, 4 March 2025"),
    SystemVariable("current_time", "The local time at which the call begins", "10:15"),
    SystemVariable("time_zone", "The IANA name of the time zone that dates and times refer to", "Europe/Berlin"),
)
SYSTEM_VARIABLE_NAMES = frozenset(variable.name for variable in SYSTEM_VARIABLES)


def placeholder(name: str) -> str:
    """`current_date` -> `{{current_date}}`, as it stands in a prompt."""
    return f"{{{{{name}}}}}"
