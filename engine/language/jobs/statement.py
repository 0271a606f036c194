"""A job as one line: its verb and its object, without what is no part of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.language.grammar import Grammar
from engine.language.lexicon import word_set
from engine.language.text import Token, sentence_case
from engine.language.verbs import Verb


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. `statement` is an imperative (in English) or an infinitive."""

    statement: str
    verb: str
    start: int
    end: int


_MOST_WORDS = 9
"""Longer objects are cut: a goal is one line."""
ASKING = ("if", "whether", "where", "when", "how", "what", "which", "who")
"""They begin what somebody wants to know: “check | whether a part is in stock”."""


def statement_of(lemma: str, words: Sequence[Token], tokens: Sequence[Token], grammar: Grammar) -> str:
    """`book` + “a table or two for them” -> “Book a table or two”."""
    kept = _clean(words, grammar)
    if lemma in grammar.callings and len(kept) > 2 and kept[0].folded == "about" and kept[1].text[0].isdigit():
        kept = kept[2:]  # “ring | about 12,000 | owners”
    if lemma == "tell" and kept and words[0].folded in ("them", "him", "her"):
        kept = [words[0], *(t for t in words[1:2] if t.folded in grammar.dropped), *kept]  # whom, and whose
    if grammar.language == "en" and lemma == "ask" and kept and kept[0].folded == "about":
        lemma = "answer questions"
    if lemma == "ask" and kept and kept[0].folded in ASKING and tokens[0].folded in grammar.people:
        lemma = "say"  # “callers book, and ask | what a class costs”
    if not kept and lemma in grammar.generic | grammar.transitive:
        return ""
    text = (
        " ".join([lemma, *(t.text for t in kept)])
        if not grammar.verb_last
        else " ".join([*(t.text for t in kept), lemma])
    )
    for mark in (" ,", " '", " ’"):
        text = text.replace(mark, mark.strip())
    return sentence_case(text.strip())


def _clean(words: Sequence[Token], grammar: Grammar) -> list[Token]:
    kept = list(words[:_MOST_WORDS])
    while kept and (kept[0].folded in grammar.dropped | grammar.joints or not kept[0].is_word):
        kept.pop(0)
    while kept and (kept[-1].folded in word_set("tails") or not (kept[-1].is_word)):
        kept.pop()
    if len(kept) > 2 and kept[-2].folded == "for" and kept[-1].folded in grammar.people | {"us", "me", "them"}:
        kept = kept[:-2]
    if len(words) > _MOST_WORDS:
        while len(kept) > 3 and kept[-1].folded in grammar.common:
            kept.pop()
    return [t for t in kept if t.is_word or t.text in ",'’&/$€£%"]


def objects_of(tokens: Sequence[Token], verb: Verb, grammar: Grammar) -> list[Sequence[Token]]:
    """“handle returns, exchanges and refunds” is three jobs; “answer questions about prices and hours” is one."""
    if verb.lemma not in grammar.generic or any(t.folded in ("about", "for", "of") for t in tokens):
        return [tokens]
    if len(tokens) > 2 and all(t.is_word and is_plural(t) for t in tokens):
        return [[token] for token in tokens]  # “bookings cancellations refunds”
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in ",/" or token.folded in grammar.joints:
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p] or [tokens]


def is_plural(token: Token) -> bool:
    return token.folded.endswith("s") and not token.folded.endswith("ss")
