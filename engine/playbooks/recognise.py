"""Which trade a business is, by the words that teams use for it, without loading all trades."""

from collections.abc import Mapping
from functools import cache

from engine.disk_cache import cached_on_disk
from engine.language.phrases import PhraseBook
from engine.language.text import tokens_of
from engine.playbooks.load import TRADES, trade, trade_ids, trades
from engine.playbooks.trades import Trade


@cache
def trade_of(*texts: str) -> Trade | None:
    """The trade that the first of these texts names that names one: an industry, a company, a role."""
    found = (hit.value for text in texts for hit in _names().find(tokens_of(text)))
    name = next(found, None)
    return trade(name) if name else None


@cache
def _names() -> PhraseBook:
    sources = [(TRADES / f"{trade_id}.yaml").read_bytes() for trade_id in trade_ids()]
    return PhraseBook(cached_on_disk("playbooks.trade_names", tuple(sources), _drawn))


def _drawn() -> Mapping[str, list[str]]:
    return {
        trade_id: [
            trade_id.replace("_", " "),
            found.title,
            found.industry,
            *(c for cues in found.cues.values() for c in cues),
        ]
        for trade_id, found in trades().items()
    }
