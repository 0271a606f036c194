"""Whom calls are handed to: “put angry callers through to the manager at +44 …”."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import add
from engine.document.spec import Transfer
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import sentences_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, joined, sentence_case, slug

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
    if hit.value == "going" and not (phone_in(rest) or _names_people(rest)):
        return ()
    if hit.value in ("handing", "going"):
        to = next((i for i, t in enumerate(rest[:8]) if t.folded in word_set("to")), None)
        if to is None:
            return ()
        rest = rest[to + 1 :]
    target: list[Token] = []
    for token in rest:
        if (
            not token.is_word
            or token.folded in word_set("ends")
            or token.text[0].isdigit()
            or len(target) >= _MOST_WORDS
        ):
            break
        target.append(token)
    while target and target[0].folded in word_set("transfers_articles"):
        target.pop(0)
    return tuple(target)


def _names_people(rest: Sequence[Token]) -> bool:
    """“goes to | the billing team”, “go to | Rick”: people, and no page or place."""
    near = rest[:_MOST_WORDS]
    return any(t.folded in word_set("teams") or (t.is_capital and i > 0) for i, t in enumerate(near))


def _condition(text: str, sentence: Sequence[Token], hit: Hit) -> str:
    """“if …”, “angry callers”, “catering requests”: when a call is handed over."""
    for at, token in enumerate(sentence):
        if token.folded in ("if", "when", "whenever") and at + 1 < len(sentence):
            words = _until_comma(sentence[at + 1 :])
            if words and words[0].folded in word_set("agent_is"):
                return f"The agent is {joined(text, words)}"
            if words and words[0].folded not in ("needed", "necessary", "possible"):
                return sentence_case(joined(text, words))
    if hit.value == "going":
        what = [t for t in sentence[: hit.start] if t.folded not in word_set("of_persons") | {"must", "may", "always"}]
        return f"The call is about {joined(text, what)}" if what else "The caller asks for a person"
    if hit.value == "handing":
        rest = sentence[hit.end :]
        to = next((i for i, t in enumerate(rest[:8]) if t.folded in word_set("to")), 0)
        what = [t for t in rest[:to] if t.folded not in word_set("handed_over")]
        while what and what[-1].folded in ("on", "over", "through", "up"):
            what.pop()
        if what:
            return (
                f"The call is about {joined(text, what)}"
                if what[-1].folded not in word_set("people_ends")
                else f"The caller is one of the {joined(text, what)}"
            )
    return "The caller asks for a person, or the agent cannot help"


def _until_comma(tokens: Sequence[Token]) -> tuple[Token, ...]:
    stops = ("transfer", "put", "escalate", "hand", "then")
    end = next((i for i, t in enumerate(tokens) if t.text in ",;" or t.folded in stops), len(tokens))
    return tuple(tokens[: min(end, _LONGEST_CONDITION)])


_LONGEST_CONDITION = 20


@cache
def _handing() -> PhraseBook:
    return PhraseBook(lexicon("transfers"))
