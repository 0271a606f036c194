"""What is asked across all trades at once: a few lines of each, kept on disk between two starts.

So “which trade does this message speak of?” reads one small file, and loads no playbook.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from engine.disk_cache import cached_on_disk
from engine.document.spec import Slug
from engine.language.phrases import PhraseBook
from engine.language.text import fold, tokens_of
from engine.playbooks.load import TRADES, trade_ids, trades


@dataclass(frozen=True, slots=True)
class TradeOutline:
    """The part of a trade that an opening is read by."""

    industry: str
    callers: Mapping[str, str]
    """By language."""
    role: str
    """In English, as is the next one."""
    outbound_role: str | None
    jobs: tuple[Slug, ...]
    cues: tuple[str, ...]


@cache
def trade_outlines() -> Mapping[str, TradeOutline]:
    """Every trade's outline by the trade's id."""
    sources = [(TRADES / f"{trade_id}.yaml").read_bytes() for trade_id in trade_ids()]
    found = cached_on_disk("playbooks.trades", (",".join(TradeOutline.__slots__).encode(), *sources), _drawn)
    return {trade_id: _outline(values) for trade_id, values in found.items()}


@cache
def trade_phrases() -> PhraseBook:
    """How teams call their business, in every language; each phrase stands for the id of its trade."""
    return PhraseBook({trade_id: outline.cues for trade_id, outline in trade_outlines().items()})


@lru_cache(maxsize=500)
def trade_in(text: str) -> Slug | None:
    """The trade that a text speaks of most, the first where several are; None where it names none.

    The name of an industry as a playbook writes it is that playbook's trade.
    """
    if by_industry := _by_industry().get(fold(text)):
        return by_industry
    counts = Counter(hit.value for hit in trade_phrases().find(tokens_of(text)))
    return counts.most_common(1)[0][0] if counts else None


@cache
def _by_industry() -> Mapping[str, Slug]:
    return {fold(outline.industry): trade_id for trade_id, outline in trade_outlines().items()}


def _outline(values: dict[str, Any]) -> TradeOutline:
    return TradeOutline(**{**values, "jobs": tuple(values["jobs"]), "cues": tuple(values["cues"])})


def _drawn() -> dict[str, Any]:
    return {
        trade_id: {
            "industry": trade.industry,
            "callers": dict(trade.callers),
            "role": trade.role["en"],
            "outbound_role": trade.outbound_role,
            "jobs": list(trade.jobs),
            "cues": [phrase for phrases in trade.cues.values() for phrase in phrases],
        }
        for trade_id, trade in trades().items()
    }
