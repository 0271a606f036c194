"""A clause as a statement about the business: who or what, the verb, and what is said of it; None where it is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from engine.interview.guided.short_answers import ordinals
from engine.interview.guided.understanding import Part
from engine.language.grammar import grammar_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold, joined

_LONGEST = 60
"""Tokens. A statement is a sentence; longer ones are descriptions, and several things at once."""
BE = ("is", "are", "was", "were", "'s", "'re")


@dataclass(frozen=True, slots=True)
class Statement:
    """All are tokens of `text`. `subject` is empty for “there is …”."""

    text: str
    tokens: tuple[Token, ...]
    subject: tuple[Token, ...]
    verb: Token
    rest: tuple[Token, ...]
    negated: bool

    @property
    def ours(self) -> bool:
        """The business itself is the subject: “we take all insurers”."""
        return bool(self.subject) and self.subject[0].folded in ("we", "we're", "we've")

    def words(self, tokens: Sequence[Token]) -> str:
        return joined(self.text, tokens)


def statement(part: Part) -> Statement | None:
    """English only; a question, an order, a wish, or a word about the agent or the work is no statement."""
    tokens = _trimmed(part.tokens)
    if not 2 < len(tokens) <= _LONGEST or "?" in part.text or part.language not in ("en", ""):
        return None
    at = _verb(tokens)
    if at is None or at + 1 >= len(tokens) or not _is_about_the_business(tokens[: at or 1]):
        return None
    subject = tokens[: at or 1]
    if _is_a_rule(tokens, at) or has(tokens, "correcting"):
        return None
    negated = any(t.folded in _NEGATIONS for t in tokens[1 : at + 2])
    if subject[0].folded in ("we", "we're", "we've") and _wishes(tokens[at:]):
        return None
    if subject[0].folded == "you" and tokens[at].folded not in _RULES_FOR_CALLERS:
        return None
    if subject[0].folded in {fold(m.author.name).split(" ")[0] for m in part.history if m.role == "person"}:
        return None
    subject = () if subject[0].folded in ("there", "there's") else subject
    return Statement(part.text, tokens, tuple(subject), tokens[at], tokens[at + 1 :], negated)


def has(tokens: Sequence[Token], key: str) -> bool:
    """Whether words of this list of the lexicon stand among the tokens."""
    return bool(phrases(key).find(tokens))


def number_in(tokens: Sequence[Token]) -> bool:
    return any(t.text[0].isdigit() for t in tokens) or has(tokens, "numbers")


@cache
def phrases(key: str) -> PhraseBook:
    return PhraseBook({key: [str(word) for word in lexicon("facts")[key]]})


_NEGATIONS = ("not", "don't", "dont", "no", "never", "isn't", "aren't")
_OPENERS = ("and", "also", "but", "so", "btw", "well", "oh", "plus", "fyi", "actually")


def _trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without what introduces it, and without punctuation at the end."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].folded in _OPENERS or not tokens[start].is_word):
        start += 1
    while end > start and not (tokens[end - 1].is_word or tokens[end - 1].text in "%)"):
        end -= 1
    return tuple(tokens[start:end])


def _verb(tokens: Sequence[Token]) -> int | None:
    """Where the main verb stands: after “we”, else the first form of “be”, a modal, or a verb after a noun."""
    if tokens[0].folded in ("we're", "we've", "there's"):
        return 0 if len(tokens) > 1 else None
    if tokens[0].folded in ("we", "you", "there"):
        start = 3 if [t.folded for t in tokens[1:3]] == ["do", "not"] else 1
        return next((i for i in range(start, min(5, len(tokens))) if tokens[i].folded not in _ADVERBS), None)
    grammar = grammar_of("en")
    for at in range(1, min(len(tokens), _LONGEST_SUBJECT)):
        word = tokens[at].folded
        if word in BE or word in _AUXILIARIES:
            return at
        found = grammar.verb_at(tokens, at)
        known = found and found[0].form in ("base", "third") and tokens[at - 1].folded not in grammar.common
        if (known or word in _PLAIN) and at + 1 < len(tokens):
            return at
    return None


_LONGEST_SUBJECT = 9
_ADVERBS = ("also", "always", "usually", "only", "currently", "normally", "both", "all", "don't", "dont", "not")
_PLAIN = frozenset(fold(word) for key in ("charges", "lasts", "plain_verbs") for word in lexicon("facts")[key])
_AUXILIARIES = frozenset(fold(word) for word in lexicon("facts")["modals"]) | {"has", "have"}


def _is_about_the_business(subject: Sequence[Token]) -> bool:
    """A noun phrase that is not the agent, the builder, the work or an order: “a check-up”, “large groups”, “we”."""
    if not subject or any(not t.is_word for t in subject):
        return False
    first = subject[0].folded
    if first in ("we", "we're", "we've", "you", "there", "there's"):
        return True
    grammar = grammar_of("en")
    opens = first not in grammar.common or first in _DETERMINERS
    order = grammar.verb_at(subject, 0)
    is_order = bool(order and order[0].form == "base" and order[1] < len(subject)) or has(subject[:1], "imperatives")
    excluded = (
        any(t.folded.partition("'")[0] in _not_subjects() for t in subject)
        or ordinals().at(subject[-1:], 0) is not None
    )
    return opens and not is_order and not excluded and first not in word_set("conditions")


_DETERMINERS = frozenset(("the", "a", "an", "our", "all", "most", "every", "each", "any", "your"))


def _is_a_rule(tokens: Sequence[Token], at: int) -> bool:
    """“names have to be spelled back”, “police calls always go first”: what the agent must keep."""
    words = [t.folded for t in tokens]
    passive = any(pair in _OBLIGED for pair in pairwise(words[at:]))
    return passive or bool(set(words) & _RULING)


_OBLIGED = frozenset((("to", "be"), ("must", "be"), ("must", "not"), ("can't", "be"), ("cannot", "be"), ("not", "be")))
_RULING = frozenset(
    ("never", "always", "please", "should", "shouldn't", "let", "tomorrow", "today", "yesterday", "idk")
)


def _wishes(tokens: Sequence[Token]) -> bool:
    near = [t.folded for t in tokens[:2]]
    describes = near[:1] and near[0] in ("are", "we're", "run", "own", "operate") and near[-1] in ("a", "an", "the")
    vague = len(tokens) == 2 and near[0] in ("are", "we're") and not tokens[1].is_capital
    return bool(describes) or vague or any(word in _wishing() for word in near)


_RULES_FOR_CALLERS = ("can", "may", "must", "need", "have", "get", "pay", "don't", "cannot", "can't", "will")


@cache
def _not_subjects() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("facts")["not_subjects"])


@cache
def _wishing() -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon("facts")["wishing"])
