"""The trade that an opening speaks of: “our dental clinic” -> dental care."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.phrases import PhraseBook


def industry(reading: Reading) -> Iterator[Found]:
    from engine.playbooks import trade_in, trade_outlines  # not before somebody has written

    trade = trade_in(reading.text)
    if trade and not reading.spec.industry:
        yield Found(Set(path="industry", value=trade_outlines()[trade].industry), "inferred")


def trades() -> PhraseBook:
    """The words for a business, which stand before or within its name."""
    from engine.playbooks import trade_phrases

    return trade_phrases()
