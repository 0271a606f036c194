"""Why a model did not answer, and for how long it is better left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.interview.contract import Usage

Kind = Literal["key", "credit", "model", "busy", "slow", "down", "long", "unusable"]

COOL_DOWN: Mapping[Kind, float] = {
    "key": 600,  # somebody has to act, which may happen at the provider without a restart here
    "credit": 600,
    "model": 600,
    "busy": 20,  # where the provider does not say it itself in Retry-After
    "slow": 60,  # each further try would cost a person the whole wait
    "down": 15,
    "long": 0,  # the next message may be shorter
    "unusable": 60,  # it is alive, and the next message may go well; but each try costs a wait, and money
}
"""Seconds."""
LONGEST = 900.0
"""Seconds. A Retry-After beyond this is not believed."""


@dataclass
class ModelFailed(Exception):
    """One model gave no usable answer; `why` is for the log and holds nothing that a person wrote."""

    kind: Kind
    why: str
    used: Usage = field(default_factory=Usage)
    retry_after: float | None = None
    """Seconds, as the provider asked for."""

    @property
    def cool_down(self) -> float:
        return min(self.retry_after or COOL_DOWN[self.kind], LONGEST)


_REASONS: Mapping[Kind, str] = {
    "key": "The key for my language model was refused (whoever runs me may want to check it)",
    "credit": "The account of my language model has no credit left (whoever runs me may want to top it up)",
    "model": "The language model in LLM_MODELS is not known to its provider (whoever runs me may want to check it)",
    "busy": "My language model is very busy right now",
    "slow": "My language model is not answering right now",
    "down": "I cannot reach my language model right now",
    "long": "This has become too long for my language model",
    "unusable": "My language model had no usable answer to this",
}
FALLBACK_NOTICES: Mapping[Kind, str] = {
    kind: f"{reason}, so I go on with simpler questions. Nothing you said is lost." for kind, reason in _REASONS.items()
}
"""The one friendly line when the guided interviewer takes over, by what went wrong last."""
