"""Whom calls are handed to: “put angry callers through to the manager at +44 …”."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import add
from engine.document.spec import AgentSpec, Transfer
from engine.interview.guided.local_numbers import in_full
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import sentences_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, joined, sentence_case, slug

_MOST_WORDS = 5
_AT_WORK = frozenset({"call", "duty"})
"""“the vet on call”, “the engineer on duty”."""
_ASKED_FOR = "The caller asks for a person, or the agent cannot help"
_PARTICLES = frozenset({"on", "over", "through", "up"})
_ALL_ELSE = frozenset({"rest", "else", "others"})
"""“everything else”, “the rest”: what the agent does not do itself."""
_PASSIVE = frozenset({"is", "are", "be", "get", "gets", "being"})


def transfers(reading: Reading) -> Iterator[Found]:
    known = {t.id for t in reading.spec.transfers}
    for transfer in transfers_in(reading):
        if transfer.id not in known:
            known.add(transfer.id)
            yield Found(add("transfers", transfer))


def transfers_in(reading: Reading) -> Iterator[Transfer]:
    """Each “… to somebody” of the text."""
    for sentence, hit, label in _handed(reading):
        yield transfer_to(label, _condition(reading, sentence, hit), sentence[hit.end :], reading.spec)


def places_of_handing(reading: Reading) -> frozenset[int]:
    """Where in the text calls are handed to somebody who is named: the first character of each such word."""
    return frozenset(sentence[hit.start].start for sentence, hit, _ in _handed(reading))


def _handed(reading: Reading) -> Iterator[tuple[Sequence[Token], Hit, str]]:
    """The sentence, the word of handing over in it, and to whom."""
    forbidden = {t.start for clause in reading.negated for t in clause.tokens}
    for sentence in sentences_of(reading.text):
        for hit in _handovers(sentence):
            label = joined(reading.text, _target(sentence, hit))
            if label and sentence[hit.start].start not in forbidden:
                yield sentence, hit, label


def transfer_to(label: str, condition: str, behind: Sequence[Token], spec: AgentSpec) -> Transfer:
    """`behind`: where the number stands; one without its country code gets that of the team, and where nobody knows it,
    is kept beside the name until it is asked for.
    """
    local = local_number_in(behind)
    number = phone_in(behind) or in_full(local, spec)
    shown = f"{label} ({local})" if local and not number else label
    return Transfer(id=slug(label), label=sentence_case(shown)[:280], condition=condition, destination=number)


def _handovers(sentence: Sequence[Token]) -> list[Hit]:
    """The verbs, and arrows: “billing → accounts team”."""
    arrows = [Hit("arrow", i, i + 1) for i, t in enumerate(sentence) if t.text in _ARROWS and i]
    said = [hit for hit in _handing().find(sentence) if not (hit.start and _counts(sentence[hit.start - 1]))]
    return [*said, *arrows]


def _counts(before: Token) -> bool:
    """“after two | goes”: tries, and nothing that goes to anybody."""
    return before.text.isdigit() or before.folded in ("one", "two", "three", "four", "few")


_ARROWS = ("→", "->", "=>", "➔", "»")


def local_number_in(tokens: Sequence[Token]) -> str:
    """`0161 496 0000` or `ext 12`; empty where there is none."""
    for at, token in enumerate(tokens):
        digits = re.sub(r"\D", "", token.text)
        if len(digits) >= _FEWEST_DIGITS and token.text[0] in "0123456789(":
            return token.text
        if token.folded.strip(".") in ("ext", "extension", "x") and at + 1 < len(tokens):
            behind = next((t.text for t in tokens[at + 1 : at + 3] if t.text[0].isdigit()), "")
            if behind:
                return f"ext {behind}"
    return ""


_FEWEST_DIGITS = 6


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
    if hit.value in ("going", "arrow") and not (phone_in(rest) or local_number_in(rest) or _names_people(rest)):
        return ()
    if hit.value == "waking" and (not phone_in(rest) or rest[0].folded in ("me", "us")):
        return ()
    if hit.value == "getting":
        return tuple(_named_after(rest))
    if hit.value in ("handing", "going"):
        to = next((i for i, t in enumerate(rest[:8]) if _leads_on(rest, i)), None)
        if to is None:
            return ()
        rest = rest[to + 1 :]
    target: list[Token] = []
    for at, token in enumerate(rest):
        on_duty = token.folded == "on" and at + 1 < len(rest) and rest[at + 1].folded in _AT_WORK
        if (
            not token.is_word
            or (token.folded in word_set("ends") and not on_duty)
            or token.text[0].isdigit()
            or len(target) >= _MOST_WORDS
        ):
            break
        target.append(token)
    while target and target[0].folded in word_set("transfers_articles"):
        target.pop(0)
    return tuple(target)


def gets_somebody(tokens: Sequence[Token], at: int) -> bool:
    """“| get a person”, “fetch somebody”: the call goes to a person, so this is no job of the agent's."""
    hit = _handing().at(tokens, at)
    return hit is not None and hit.value == "getting" and bool(_named_after(tokens[hit.end :]))


def _named_after(rest: Sequence[Token]) -> Sequence[Token]:
    """“a person - | Dale |, 937 …”: the name behind the word for a person, else that word; empty where none stands."""
    at = next((i for i, t in enumerate(rest[:_NEAR]) if t.folded in word_set("persons")), None)
    if at is None:
        return _speaker_named(rest)
    if any(t.folded not in word_set("transfers_articles") | {"real", "live"} for t in rest[:at]):
        return ()
    if any(t.folded == "to" for t in rest[at + 1 : at + _FEW_BEHIND]):
        return ()  # “get somebody from the office | to call”: later, and not now
    name = at + 2 if at + 2 < len(rest) and rest[at + 1].text in "-–—,:(" else len(rest)
    end = next((i for i in range(name, len(rest)) if not rest[i].is_capital), len(rest))
    return rest[name:end] or rest[at : at + 1]


def _speaker_named(rest: Sequence[Token]) -> Sequence[Token]:
    """“get | me | - Tom, 01768 …”, “get me on 0161 …”: whoever writes, by the name that stands there."""
    if len(rest) < _NEAR or rest[0].folded not in ("me", "us"):
        return ()
    if rest[1].text not in "-–—,:(" and rest[1].folded not in ("on", "at"):
        return ()
    end = next((i for i in range(2, len(rest)) if not rest[i].is_capital), len(rest))
    return rest[2:end] or rest[:1]


_NEAR = 3
_FEW_BEHIND = 6


def _leads_on(rest: Sequence[Token], at: int) -> bool:
    """“hand them | to |”; “put | a | note on it”, “put people on the list for | a | course” have an article there."""
    article = rest[at].folded in ("a", "an") and (at == 0 or rest[at - 1].folded in _BEFORE_ARTICLES)
    return rest[at].folded in word_set("to") and not article


_BEFORE_ARTICLES = frozenset(("for", "of", "on", "in", "with", "at", "as", "by"))


def _names_people(rest: Sequence[Token]) -> bool:
    """“goes to | the billing team”, “go to | Rick”: people, and no page or place."""
    near = rest[:_MOST_WORDS]
    return any(t.folded in word_set("teams") or (t.is_capital and i > 0) for i, t in enumerate(near))


def _condition(reading: Reading, sentence: Sequence[Token], hit: Hit) -> str:
    """“if …”, “angry callers”, “catering requests”: when a call is handed over."""
    text = reading.text
    for at, token in enumerate(sentence):
        if token.folded in ("if", "when", "whenever") and at + 1 < len(sentence):
            words = _until_comma(sentence[at + 1 : hit.start] if at < hit.start else sentence[at + 1 :])
            words = words[:-1] if words and words[-1].folded in _SUBJECTS_OF_GOING else words
            if words and words[0].folded in word_set("agent_is"):
                return f"The agent is {joined(text, words)}"
            if words and words[0].folded not in ("needed", "necessary", "possible"):
                return sentence_case(joined(text, words))
    if hit.value == "waking":
        return "It is an emergency that cannot wait"
    if hit.value in ("going", "arrow"):
        return _about(text, sentence[: hit.start]) or "The caller asks for a person"
    if hit.value == "handing":
        rest = sentence[hit.end :]
        to = next((i for i, t in enumerate(rest[:8]) if t.folded in word_set("to")), 0)
        if any(t.folded in _ALL_ELSE for t in rest[:to]):
            return _ASKED_FOR
        if who := _of_callers(reading, [t for t in rest[:to] if t.folded not in _PARTICLES]):
            return who
        what = [t for t in rest[:to] if t.folded not in word_set("handed_over")]
        while what and what[-1].folded in _PARTICLES:
            what.pop()
        if what:
            return f"The call is about {joined(text, what)}"
        if pointed := _pointed_to(sentence, hit):
            return _about(text, pointed)
        if hit.start and sentence[hit.start - 1].folded in _PASSIVE:
            return _about(text, sentence[: hit.start - 1]) or _ASKED_FOR
    return _ASKED_FOR


def _pointed_to(sentence: Sequence[Token], hit: Hit) -> Sequence[Token]:
    """“loss of vision = same day, | put them through”: what “them” are stands before it, up to the last mark."""
    mark = next((i for i in range(hit.start - 1, 0, -1) if not sentence[i].is_word), 0)
    pronoun = hit.end < len(sentence) and sentence[hit.end].folded in ("them", "it", "her", "him")
    return sentence[:mark] if pronoun and mark > _ONE_WORD_BEFORE else ()


_SUBJECTS_OF_GOING = ("it", "they", "that", "then", "this")
"""“if nobody picks up | it | goes to …”: no part of the case."""


def _about(text: str, before: Sequence[Token]) -> str:
    """“Urgent outages | go to”, “Pets that bleed | are put through to”: what such a call is about."""
    what = [t for t in before if t.folded not in word_set("of_persons") | _OF_NO_ACCOUNT]
    if (
        len(what) > _ONE_WORD_BEFORE
        and what[0].folded in ("anything", "everything", "calls")
        and what[1].folded == "about"
    ):
        what = what[2:]
    told = joined(text, what)
    small = told if not told or told[:2].isupper() else told[:1].lower() + told[1:]
    return f"The call is about {small}" if what else ""


def _of_callers(reading: Reading, what: Sequence[Token]) -> str:
    """“angry callers”, “new patients”: who is calling."""
    if not what:
        return ""
    if what[-1].folded in reading.grammar.people and len(what) == _ONE_WORD_BEFORE:
        return f"The caller is {what[0].text}"
    return (
        f"The caller is one of the {joined(reading.text, what)}" if what[-1].folded in word_set("people_ends") else ""
    )


_ONE_WORD_BEFORE = 2


_OF_NO_ACCOUNT = frozenset(("must", "may", "always", "any", "all", "straight"))


def _until_comma(tokens: Sequence[Token]) -> tuple[Token, ...]:
    stops = ("transfer", "put", "escalate", "hand", "then")
    end = next((i for i, t in enumerate(tokens) if t.text in ",;:" or t.folded in stops), len(tokens))
    return tuple(tokens[: min(end, _LONGEST_CONDITION)])


_LONGEST_CONDITION = 20


@cache
def _handing() -> PhraseBook:
    return PhraseBook(lexicon("transfers"))
