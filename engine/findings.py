"""What a check found: the flow check and the prompt lint speak the same way."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. An `error` will not work on a call; a `warning` works badly; `advice` is a judgement."""

    rule: str
    """Id of the rule, such as `flow.dead_end` or `speech.one_question`."""
    level: Level
    message: str
    """One sentence for the team."""
    path: str = ""
    """The spec path, or the prompt section, that it concerns."""
