"""What laws and standards mean for a call: as the trade knows them, or in general."""

from functools import cache
from pathlib import Path
from typing import Any

from engine.playbooks.trades import Trade
from engine.yaml_files import read_yaml


def meaning_of(regime: str, trade: Trade | None) -> str | None:
    """What a regime that a team named means for a call; None where nothing is known of it."""
    name = regime.casefold()
    general = (known["means"] for known in _general() if any(word in name for word in known["match"]))
    own = (known.means for known in (trade.regimes if trade else ()) if known.name.casefold() == name)
    return next(general, None) or next(own, None)


@cache
def _general() -> Any:
    return read_yaml(Path(__file__).with_name("regimes.yaml"))
