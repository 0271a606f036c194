"""What a message is without being read as a question: a set phrase, such as “recap”, or a word to somebody else."""

from engine.interview.answering.table import said
from engine.interview.answering.vocabulary import LANGUAGES, vocabulary
from engine.language.text import tokens_of


def set_phrase_in(text: str) -> str:
    """The kind that a message is which is nothing but a set phrase, politeness aside; empty for anything else."""
    tokens, kind, at = tokens_of(text), "", 0
    words = [token.folded for token in tokens]
    while at < len(tokens):
        hit = None if kind else said().at(tokens, at)
        polite = next(filter(None, (vocabulary(spoken).polite.at(words, at) for spoken in LANGUAGES)), None)
        if hit:
            kind, at = hit.value, hit.end
        elif polite or not tokens[at].is_word:
            at += len(polite.words) if polite else 1
        else:
            return ""
    return kind


def is_to_somebody(text: str) -> bool:
    """“Tom, can you check who is on duty?”: it begins with a name, and no name is a word of ours."""
    first, *rest = tokens_of(text)[:2] or (None,)
    if first is None or not rest or rest[0].text != "," or not first.is_capital:
        return False
    known = [vocabulary(spoken) for spoken in LANGUAGES]
    words = (first.folded,)
    return not any(book.at(words, 0) for v in known for book in (v.before, v.polite, v.asks, v.fillers)) and not any(
        v.meanings.at((v.stem(first.folded),), 0) for v in known
    )
