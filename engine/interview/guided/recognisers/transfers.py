"""Whom calls are handed to: “put angry callers through to the manager at +44 …”."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engine.changes import add
from engine.interview.guided.lexicon import lexicon
from engine.interview.guided.phrases import Hit, PhraseBook
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.segment import sentences_of
from engine.interview.guided.text import Token, joined, sentence_case, slug
from engine.spec import Transfer

_MOST_WORDS = 5


def transfers(reading: Reading) -> Iterator[Found]:
    known = {t.id for t in reading.spec.transfers}
    forbidden = {t.start for clause in reading.negated for t in clause.tokens}
    for sentence in sentences_of(reading.text):
        for hit in _handing().find(sentence):
            target = _target(sentence, hit)
            label = joined(reading.text, target)
            if not label or sentence[hit.start].start in forbidden:
                continue
            key = slug(label)
            if key not in known:
                known.add(key)
                yield Found(
                    add(
                        "transfers",
                        Transfer(
                            id=key,
                            label=sentence_case(label),
                            condition=_condition(reading.text, sentence, hit),
                            destination=phone_in(sentence[hit.end :]),
                        ),
                    )
                )


def phone_in(tokens: Sequence[Token]) -> str | None:
    """The first phone number with its country code, in E.164."""
    for token in tokens:
        number = e164(token.text)
        if number:
            return number
    return None


def e164(text: str) -> str | None:
    """`+44 (0)20 7946-0958` -> `+442079460958`; `0044…` is read too. None without a country code."""
    digits = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else None


def _target(sentence: Sequence[Token], hit: Hit) -> tuple[Token, ...]:
    """The words after “to”: “transfer angry callers to | the front desk”."""
    rest = sentence[hit.end :]
    if hit.value == "handing":
        to = next((i for i, t in enumerate(rest[:8]) if t.folded in _TO), None)
        if to is None:
            return ()
        rest = rest[to + 1 :]
    target: list[Token] = []
    for token in rest:
        if not token.is_word or token.folded in _ENDS or token.text[0].isdigit() or len(target) >= _MOST_WORDS:
            break
        target.append(token)
    while target and target[0].folded in _ARTICLES:
        target.pop(0)
    return tuple(target)


_TO = frozenset(
    ["to", "a", "al", "zum", "zur", "an", "ao", "à", "au", "aux", "alla", "ai", "naar", "con", "with", "für", "para"]
)
_ARTICLES = frozenset(["the", "a", "an", "our", "my", "un", "una", "el", "la", "le", "il", "lo", "einen", "einem", "einer", "eine", "unsere", "unseren", "unserem", "uma", "um", "een", "onze", "de", "den", "dem", "der", "any", "some"])  # fmt: skip
_ENDS = frozenset(["at", "on", "if", "when", "whenever", "for", "who", "which", "that", "with", "and", "or", "while", "so", "after", "during", "in", "but", "unless", "as", "si", "quando", "wenn", "falls", "cuando", "lorsque", "als", "en", "im", "bei", "because", "via", "should", "can", "they", "he", "she", "instead", "only"])  # fmt: skip


def _condition(text: str, sentence: Sequence[Token], hit: Hit) -> str:
    """“if …”, “angry callers”, “catering requests”: when a call is handed over."""
    for at, token in enumerate(sentence):
        if token.folded in ("if", "when", "whenever") and at + 1 < len(sentence):
            words = _until_comma(sentence[at + 1 :])
            if words and words[0].folded in _AGENT_IS:
                return f"The agent is {joined(text, words)}"
            if words and words[0].folded not in ("needed", "necessary", "possible"):
                return sentence_case(joined(text, words))
    if hit.value == "handing":
        rest = sentence[hit.end :]
        to = next((i for i, t in enumerate(rest[:8]) if t.folded in _TO), 0)
        what = [t for t in rest[:to] if t.folded not in ("them", "it", "calls", "callers", "the", "call", "people", "through", "customers", "over", "caller")]  # fmt: skip
        while what and what[-1].folded in ("on", "over", "through", "up"):
            what.pop()
        if what:
            return (
                f"The call is about {joined(text, what)}"
                if what[-1].folded not in _PEOPLE_ENDS
                else f"The caller is one of the {joined(text, what)}"
            )
    return "The caller asks for a person, or the agent cannot help"


_AGENT_IS = frozenset(("stuck", "unsure", "unable", "uncertain"))
_PEOPLE_ENDS = frozenset(("patients", "guests", "clients"))


def _until_comma(tokens: Sequence[Token]) -> tuple[Token, ...]:
    end = next((i for i, t in enumerate(tokens) if t.text in ",;" or t.folded in ("transfer", "put", "escalate", "hand", "then")), len(tokens))  # fmt: skip
    return tuple(tokens[: min(end, 20)])


@cache
def _handing() -> PhraseBook:
    return PhraseBook(lexicon("transfers"))
