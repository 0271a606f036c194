"""The trade that a team says of itself: “our dental clinic” -> dental care."""

from collections.abc import Iterator

from engine.document.changes import Set
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import Clause
from engine.language.lexicon import word_set
from engine.language.phrases import PhraseBook


def industry(reading: Reading) -> Iterator[Found]:
    from engine.playbooks import trade_outlines  # not before somebody has written

    trade = trade_of(reading)
    if trade and not reading.spec.industry:
        yield Found(Set(path="industry", value=trade_outlines()[trade].industry), "inferred")


def trade_of(reading: Reading) -> str | None:
    """The trade of the team, by what is said of the team itself: “they're caretakers, tenants, sometimes hotel staff”
    makes nobody a hotel.
    """
    from engine.playbooks import trade_in  # not before somebody has written

    told = [clause for clause in reading.clauses if _may_tell_the_trade(clause, reading)]
    return trade_in(reading.text if len(told) == len(reading.clauses) else ". ".join(clause.text for clause in told))


def _may_tell_the_trade(clause: Clause, reading: Reading) -> bool:
    """Of an opening all but what speaks of callers; later only what names the team, unless that is what was asked."""
    words = [t.folded for t in clause.tokens if t.folded not in word_set("discourse") | word_set("mostly")]
    about_callers = bool(words) and words[0] in reading.grammar.people | word_set("callers_are")
    if reading.opening or reading.asked in _ASKS_FOR_THE_TEAM:
        return not about_callers
    return not about_callers and bool(word_set("of_the_team") & set(words))


_ASKS_FOR_THE_TEAM = ("use_case", "company", "role", "industry")


def without_trade(clause: Clause) -> str:
    """“we do lift maintenance” -> “we do”: the trade's own name is what the team is, and nothing that callers need."""
    if not any(t.folded in word_set("of_the_team") for t in clause.tokens[:_NEAR]):
        return clause.text
    named = {i for hit in trades().find(clause.tokens) for i in range(hit.start, hit.end)}
    return " ".join(t.text for i, t in enumerate(clause.tokens) if i not in named)


_NEAR = 3
"""Words at the beginning of a clause in which the team names itself: “and we do …”."""


def trades() -> PhraseBook:
    """The words for a business, which stand before or within its name."""
    from engine.playbooks import trade_phrases

    return trade_phrases()
