"""How callers show who they are: “callers must give their number and date of birth first, two tries, then a person”."""

import re
from collections.abc import Iterator, Sequence

from engine.document.changes import Set, add
from engine.document.spec import Identity, Transfer
from engine.document.spec.part import ASSUMED
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.data_fields import field_hits
from engine.interview.guided.recognisers.transfers import phone_in
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import Clause, is_remark
from engine.language.grammar import Grammar, grammar_of
from engine.language.lexicon import book, lexicon, word_set
from engine.language.telling import telling_words
from engine.language.text import Token, joined, sentence_case, slug

_TRIES = re.compile(
    r"\b(one|two|three|[1-3])\s+(?:failed\s+|wrong\s+)?(?:try|tries|attempts?|times|goes)\b", re.IGNORECASE
)
_COUNTED = {"one": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3}
_OTHERWISE = re.compile(r"\b(?:then|otherwise|else|or else)\b[\s,:]+(.{3,120}?)[.!]?$", re.IGNORECASE)


_AT_A_NUMBER = re.compile(r"(?i),?\s*\b(?:at|on)?\s*\+\d[\d ()-]{6,}")
_SOMEBODY = re.compile(
    r"(?:an?|the|our|your|one of (?:the|our)) (?:\w+ ){0,2}(?:person|human|colleague|agent|desk|team|clerk)",
    re.IGNORECASE,
)
"""“… then a person”: whom it goes to, with no word for what happens."""


def identity(reading: Reading) -> Iterator[Found]:
    """The whole check, from the sentence that says it; what follows it in that sentence is part of it. One that is said
    later takes the place of the one before, which is often only the usual one of the trade.
    """
    for clause in reading.said:
        if is_identity_check(clause.tokens, reading.grammar):
            check = _check(clause, reading)
            yield Found(Set(path="identity", value=check.model_dump(mode="json")))
            yield from _line_of(check, clause, reading)
            return


def _listed(clause: Clause) -> tuple[str, ...]:
    """“it checks | account number, date of birth and two digits of the phone PIN”: each as it was said."""
    at = _begin_of_list(clause.tokens)
    if at is None:
        return ()
    start = clause.tokens[at].end - clause.tokens[0].start
    return listed_pieces(_BEHIND_THE_LIST.split(clause.text[start:])[0])


_BEHIND_THE_LIST = re.compile(r"(?i)[,;]?\s*\b(?:with|then|otherwise|else|first|before|\w+ (?:tries|try|attempts?))\b")


def _begin_of_list(tokens: Sequence[Token]) -> int | None:
    """Where “asks”, “check them by” or the dash before a list stands; None where nothing is listed."""
    by = next((i for i in range(len(tokens)) if _checks_by(tokens, i)), None)
    if by is not None:
        return by
    asks = next((i for i, t in enumerate(tokens) if t.folded in _ASKS | _GIVES), None)
    dashed = (i for i, t in enumerate(tokens) if t.text in "-–—:" and field_hits(tokens[i + 1 :]))
    return asks if asks is not None else next(dashed, None)


def _checks_by(tokens: Sequence[Token], at: int) -> bool:
    """“check them | by | member number”, “verify the caller | with | …”."""
    if tokens[at].folded not in ("by", "with", "against", "using"):
        return False
    near = [t.folded for t in tokens[max(0, at - _NEAR) : at]]
    verb = next((i for i, word in enumerate(near) if word in _ASKS | _VERIFIES), None)
    people = grammar_of("en").people | {"them", "him", "her", "who", "they"}
    return verb is not None and bool(set(near[verb + 1 :]) & people)


_VERIFIES = frozenset(("verify", "verifies", "identify", "identifies"))
_NEAR = 4


def listed_pieces(listed: str) -> tuple[str, ...]:
    """`member number, date of birth and the zip code` -> three things to ask for, each with its article."""
    pieces = [p.strip(" .,;") for p in re.split(r",|;|\band\b", re.split(r",\s*or\b", listed)[0])]
    return tuple(p if _COUNT.match(p) else f"the {p}" for p in pieces if 1 < len(p) <= _LONGEST)


_COUNT = re.compile(r"(?i)(?:the|their|one|two|three|four|\d)\b")
_LONGEST = 60


def _line_of(check: Identity, clause: Clause, reading: Reading) -> Iterator[Found]:
    """“… then the fraud desk at +1 …”: whose number stands there gets those who cannot show who they are."""
    told = _THROUGH.match(check.otherwise or "")
    number = phone_in([t for c in reading.clauses if c.sentence == clause.sentence for t in c.tokens])
    if told and number:
        label = sentence_case(told[1])
        line = Transfer(id=slug(label), label=label, condition=_FAILED, destination=number)
        yield Found(add("transfers", line))


_THROUGH = re.compile(r"Put the caller through to (?:the |our )(.+)")
_FAILED = "The caller could not show who they are"


def is_identity_check(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """Something that callers have to give, and a word that says that it comes first or is a check."""
    if not field_hits(tokens):
        return False
    words = {t.folded for t in tokens}
    gives = bool(words & (set(lexicon("identity")["must"]) | _GIVES)) and bool(
        words & grammar.people | words & set(lexicon("identity")["who"])
    )
    checks = bool(book("identity", "checks").find(tokens))
    first = bool(words & set(lexicon("identity")["first"]))
    asks = bool(words & _ASKS) and len(field_hits(tokens)) > 1
    by = grammar.language == "en" and any(_checks_by(tokens, i) for i in range(len(tokens)))
    return checks or by or ((gives or asks) and first)


_GIVES = frozenset(("give", "gives"))
"""“callers | give | their holding number and postcode first”."""
_ASKS = frozenset({"checks", "check", "asks", "ask"})
"""“before anything about the account it checks the number and the date of birth”: the agent does the asking."""


def _check(clause: Clause, reading: Reading) -> Identity:
    sentence = " ".join(c.text for c in reading.clauses if c.sentence == clause.sentence and not is_remark(c))
    ask = tuple(
        dict.fromkeys(f"the {joined(reading.text, clause.tokens[h.start : h.end])}" for h in field_hits(clause.tokens))
    )
    after = sentence[sentence.find(clause.text) :]
    known = reading.spec.identity
    tries = tries_in(after) or (known.tries if known else 2)
    goals = known.goals if known else ()
    return Identity(ask=(_listed(clause) or ask)[:6], tries=tries, goals=goals, otherwise=otherwise_in(after))


def tries_in(text: str) -> int | None:
    """`two tries` -> 2; None where nobody says how many."""
    found = _TRIES.search(text)
    return _COUNTED[found[1].lower()] if found else None


def otherwise_in(text: str) -> str | None:
    """What follows the last try, as an order: “… then a person”, “… then they have to come to the branch”."""
    found = _OTHERWISE.search(text)
    otherwise = _AT_A_NUMBER.sub("", found[1]).strip(" ,") if found else ""
    if _SOMEBODY.fullmatch(otherwise):
        return f"Put the caller through to {otherwise}"
    if otherwise.split(" ")[0].casefold() in ("they", "callers"):
        return f"Say that {otherwise}"
    return otherwise or None


def identity_again(part: Part) -> Meaning | None:
    """What is said of the check that the team has given; the last word counts. Nothing where it is only assumed."""
    check = part.spec.identity
    origin = part.spec.origins.get("identity")
    if check is None or origin is None or origin.how in ASSUMED or part.text.rstrip().endswith("?"):
        return None
    values = _asked_instead(part, check) or _tries(part)
    if not values:
        return None
    again = Identity.model_validate({**check.model_dump(), **values})
    return meaning(Set(path="identity", value=again.model_dump(mode="json")))


def _asked_instead(part: Part, check: Identity) -> dict[str, object]:
    """“no, not the social - member number, date of birth and the zip code”: what stands behind the last dash; else all
    but what is taken back.
    """
    if next((t.folded for t in part.tokens if t.is_word), "") not in _TAKING_BACK:
        return {}
    dash = next((i for i in range(len(part.tokens) - 1, 0, -1) if part.tokens[i].text in "-–—:"), None)
    behind = part.tokens[dash + 1 :] if dash is not None else ()
    if len(field_hits(behind)) > 1:
        return {"ask": listed_pieces(joined(part.text, behind))}
    gone = telling_words(joined(part.text, _taken_back(part.tokens)))
    kept = tuple(asked for asked in check.ask if not gone & telling_words(asked))
    return {"ask": kept} if kept and len(kept) < len(check.ask) else {}


_TAKING_BACK = ("no", "not", "sorry", "actually", "wait")


def _taken_back(tokens: Sequence[Token]) -> Sequence[Token]:
    """“not | the social”: up to the next mark."""
    at = next((i for i, t in enumerate(tokens) if t.folded == "not"), len(tokens))
    end = next((i for i in range(at + 1, len(tokens)) if not tokens[i].is_word), len(tokens))
    return [t for t in tokens[at + 1 : end] if t.folded not in word_set("articles")]


def _tries(part: Part) -> dict[str, object]:
    """“two tries and then they have to come to the branch”; tries to reach somebody are others."""
    tries = tries_in(part.text)
    of_calls = part.spec.direction == "outbound" or any(t.folded in part.grammar.callings for t in part.tokens[:_FIRST])
    if tries is None or of_calls:
        return {}
    otherwise = otherwise_in(part.text)
    return {"tries": tries, **({"otherwise": otherwise} if otherwise else {})}


_FIRST = 5
