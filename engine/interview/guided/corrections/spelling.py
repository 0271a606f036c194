"""“it's Kowalski with an i”, “Harbour with a u”: a name that was misheard, put right wherever it stands."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from engine.interview.guided.corrections.texts import replaced, texts_of
from engine.interview.guided.corrections.vocabulary import first, phrases, without_around
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.text import Token, joined, tokens_of
from engine.sentences import quoted

_LIKE = 60
"""Similarity (0 to 100) from which two words are spellings of one name."""


def spelling(part: Part) -> Meaning | None:
    """The word before “with a k”, in place of the name that sounds most like it."""
    hit = first("letters", part.tokens)
    tail = [t for t in _until_not(part.tokens[hit.end :]) if t.is_word] if hit else []
    if hit is None or not tail or not all(_is_letter(t) for t in tail):
        return None
    new = _spelled(part.tokens[: hit.start])
    if not new:
        return None
    wrong = _sounds_like(joined(part.text, new), part, len(new))
    return corrected(part, wrong, joined(part.text, new)) if wrong else None


def _until_not(tokens: Sequence[Token]) -> Sequence[Token]:
    """“with an e | not Marlow”: what stood there is found by its sound."""
    return tokens[: next((i for i, t in enumerate(tokens) if t.folded == "not" or t.text == ","), len(tokens))]


def corrected(part: Part, wrong: Sequence[Token], new: str) -> Meaning:
    changes = [
        t.written(replaced(t.value, wrong, new))
        for t in texts_of(part.spec)
        if replaced(t.value, wrong, new) != t.value
    ]
    old = " ".join(t.text for t in wrong)
    return meaning(*changes, says=f"Now it is {quoted(new)} instead of {quoted(old)}, wherever it stands.")


def _is_letter(token: Token) -> bool:
    return len(token.text.rstrip("'s")) == 1 or token.folded in (
        "two",
        "double",
        "one",
        "at",
        "the",
        "end",
        "please",
        "in",
    )


def _spelled(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """“the name is Irys”, “it's Da Vitto” -> the name itself."""
    kept = without_around(tokens)
    link = next((i for i in range(len(kept) - 1, -1, -1) if kept[i].folded in _SPELLED), -1)
    lead = phrases("was").at(kept, 0) if kept else None
    start = max(link + 1, lead.end if lead else 0)
    return tuple(kept[start:])


_SPELLED = ("is", "it's", "its", "was", "be", "spelled", "spelt", "called")


def _sounds_like(new: str, part: Part, count: int) -> list[Token]:
    """The capital words of the spec that are most like the new ones, and not the same."""
    rows: list[tuple[float, list[Token]]] = []
    for text in texts_of(part.spec):
        tokens = [t for t in tokens_of(text.value) if t.is_word]
        for at in range(len(tokens) - count + 1):
            row = tokens[at : at + count]
            words = " ".join(t.text for t in row)
            if row[0].is_capital and words.casefold() != new.casefold():
                rows.append((fuzz.ratio(words.casefold(), new.casefold()), row))
    score, row = max(rows, key=lambda pair: pair[0], default=(0.0, []))
    return row if score >= _LIKE else []
