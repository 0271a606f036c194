"""The trade that an opening speaks of: “our dental clinic” -> dental care."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook


def industry(reading: Reading) -> Iterator[Found]:
    trade = trade_in(reading)
    if trade and not reading.spec.industry:
        yield Found(Set(path="industry", value=trade["industry"]), "inferred")


def trade_in(reading: Reading) -> dict[str, Any] | None:
    """The trade named most often; the first in the message where several are. None where none is."""
    counts = Counter(hit.value for hit in trades().find(reading.tokens))
    return lexicon("trades")[counts.most_common(1)[0][0]] if counts else None


@cache
def trades() -> PhraseBook:
    return PhraseBook({trade: entry["words"] for trade, entry in lexicon("trades").items()})
