"""What is kept as it was said, less what only introduces it: “oh and”, “no hang on,”, “sorry,”."""

from collections.abc import Sequence
from functools import cache

from engine.language.grammar import grammar_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token, sentence_case, tokens_of


def own_words(text: str, limit: int) -> str:
    """A sentence without its full stop, on one line; all of it where nothing else would be left."""
    tokens = tokens_of(text)
    start = _beginning(tokens)
    kept = text[tokens[start].start :] if start < len(tokens) else text
    return sentence_case(" ".join(kept.split()).strip(" ,;").rstrip(" .!"))[:limit]


def only_introduces(tokens: Sequence[Token]) -> bool:
    """“no hang on”, “oh wait”: nothing is left of it."""
    at = 0
    while at < len(tokens) and (lead := _leads().at(tokens, at)):
        at = lead.end
    return bool(tokens) and at > 0 and not any(t.is_word for t in tokens[at:])


def _beginning(tokens: Sequence[Token]) -> int:
    at = 0
    while at < len(tokens):
        lead = _leads().at(tokens, at)
        no = tokens[at].folded in ("no", "nein", "non") and at + 1 < len(tokens) and tokens[at + 1].text == ","
        if lead:
            at = lead.end
        elif no or not tokens[at].is_word or (tokens[at].folded in word_set("discourse") and not _does(tokens, at)):
            at += 1
        else:
            return at
    return 0


def _does(tokens: Sequence[Token], at: int) -> bool:
    """“then | tell | them about the buckle” keeps its verb; “tell | it to be brief” does without."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    orders = follows is not None and follows.is_word and follows.folded not in word_set("the_agent_only")
    return orders and bool(grammar_of("en").verb_at(tokens, at))


@cache
def _leads() -> PhraseBook:
    return PhraseBook({"lead": lexicon("corrections")["leads"]})
