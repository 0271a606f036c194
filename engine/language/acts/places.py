"""Where in the design a clause belongs, and how probable each place is."""

from dataclasses import dataclass
from typing import Literal, get_args

Place = Literal[
    "goals", "rules", "knowledge", "hours", "transfers", "fallback", "tone", "audience", "greeting", "data_fields",
    "tools", "name", "role", "company", "languages", "identity", "emergencies", "platforms", "speech", "industry",
    "other", "none",
]  # fmt: skip
"""Parts of the spec; `other` is a place that has no name here, `none` what tells nothing about the agent."""
PLACES: tuple[Place, ...] = get_args(Place)
RULES: tuple[Place, ...] = ("rules", "identity", "emergencies", "fallback", "speech", "transfers")
"""Places of what the agent must or must not do."""
FACTS: tuple[Place, ...] = ("knowledge", "hours", "company", "other")
"""Places of what a business is, has, costs and does."""


@dataclass(frozen=True, slots=True)
class Placement:
    """How probable each place is, in the order of `PLACES`."""

    probabilities: tuple[float, ...]

    @property
    def place(self) -> Place:
        """The most probable one."""
        return PLACES[self.probabilities.index(max(self.probabilities))]

    def share(self, *places: Place) -> float:
        """The probability that it is one of these."""
        return sum(p for place, p in zip(PLACES, self.probabilities, strict=True) if place in places)
