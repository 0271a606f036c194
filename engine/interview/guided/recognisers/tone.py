"""“friendly but professional”, “amable y cercano” -> tone words."""

from collections.abc import Iterator, Sequence

from engine.document.changes import Set
from engine.interview.guided.other_languages import is_other, pieces_in
from engine.interview.guided.reading import Found, Reading
from engine.language.grammar import Grammar
from engine.language.lexicon import book, word_set
from engine.language.phrases import Hit
from engine.language.text import Token
from engine.language.tones import is_all_tone, tone_hits


def tone(reading: Reading) -> Iterator[Found]:
    """The tones of the affirmative clauses, less those of the negated ones."""
    said = _tones(reading, "said")
    if is_other(reading.language):
        said += pieces_in(reading.text, "tones")
    unwanted = set(_tones(reading, "negated"))
    wanted = [t for t in dict.fromkeys(said) if t not in unwanted]
    if wanted:
        merged = wanted if reading.opening else [*reading.spec.tone, *(t for t in wanted if t not in reading.spec.tone)]
        yield Found(Set(path="tone", value=list(merged)))


def _tones(reading: Reading, polarity: str) -> list[str]:
    forgiving = 7 if reading.grammar.language == "en" else 0
    return [
        as_said(clause.tokens, hit, reading.grammar)
        for clause in reading.clauses
        if clause.polarity == polarity and (reading.opening or _speaks_of_manner(clause.tokens))
        for hit in tone_hits(clause.tokens, forgiving=forgiving)
    ]


def _speaks_of_manner(tokens: Sequence[Token]) -> bool:
    """Later on a tone has to be all that is said, or a word for how it sounds stands beside it."""
    return is_all_tone(tokens) or any(t.folded in word_set("manner") for t in tokens)


def as_said(tokens: Sequence[Token], hit: Hit, grammar: Grammar) -> str:
    """An English adjective stays as it is: “quick” is not “fast”. Adverbs, nouns and typos take the lexicon's word."""
    word = tokens[hit.start].folded
    exact = book("tones").at(tokens, hit.start) == hit and hit.end == hit.start + 1
    plain = word.isascii() and not word.endswith(("ly", "th", "cy", "nce", "ion", "ness", "mour", "mor", "pathy", "ct"))
    return word if exact and plain and grammar.language == "en" else hit.value
