"""The profession of the agent: “a friendly receptionist for …” -> receptionist."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import Set
from engine.document.spec.part import ASSUMED
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.derived_role import derived_role
from engine.language.clauses import Clause
from engine.language.grammar import grammar_of
from engine.language.language_names import language_names
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import Hit
from engine.language.text import Token, fold
from engine.language.tones import tone_words

_MOST_MODIFIERS = 3
_SHORTEST_PARTICIPLE = 4
"""Letters that such a word has more of; “feed” and “med” are nouns."""


def role(reading: Reading) -> Iterator[Found]:
    """The role that is named; otherwise the one that the jobs suggest, until somebody says nothing but another."""
    origin = reading.spec.origins.get("role")
    if reading.spec.role and not (origin and origin.how in ASSUMED and _is_all_role(reading)):
        return
    for clause in reading.said:
        named = role_in(clause, reading.grammar.language)
        if named:
            yield Found(Set(path="role", value=named))
            return
    derived = "" if reading.spec.role else derived_role(reading)
    if derived:
        yield Found(Set(path="role", value=derived), "inferred")


def _is_all_role(reading: Reading) -> bool:
    """“bookings clerk”, “school secretary”: a few words, and the last of them says what it is."""
    words = [t for t in reading.tokens if t.is_word]
    return 0 < len(words) <= _MOST_MODIFIERS + 1 and bool(book("roles", "heads").find(words[-1:]))


def role_in(clause: Clause, language: str = "en") -> str:
    """`booking agent`, `receptionist`, `agente de reservas`; empty where the clause names none, or only “an agent”."""
    generic = ""
    tones = _tones_in(clause.tokens)
    for hit in _joined_heads(book("roles", "heads").find(clause.tokens, forgiving=9)):
        if _is_verb(clause.tokens, hit, language) or _is_another_word(clause.tokens, hit):
            continue
        head = clause.tokens[hit.start : hit.end]
        before = _modifiers(clause.tokens, hit.start, tones) if language == "en" else []
        if _is_no_line(clause.tokens, hit, before) or _is_somebody_else(clause.tokens, hit, before):
            continue
        if hit.value == "profession" and not _is_object(clause.tokens, hit.start, hit.start - len(before)):
            return _phrase([*before, *head, *_complement(clause.tokens, hit.end)])
        words = [*before, *head, *_complement(clause.tokens, hit.end)]
        if hit.value == "generic" and len(words) > len(head):
            generic = generic or _phrase(words)
    return generic


def _joined_heads(hits: Sequence[Hit]) -> list[Hit]:
    """“customer service” and “rep” side by side are one role."""
    joined: list[Hit] = []
    for hit in hits:
        if joined and joined[-1].end == hit.start:
            joined[-1] = Hit("profession", joined[-1].start, hit.end)
        else:
            joined.append(hit)
    return joined


def _is_verb(tokens: Sequence[Token], hit: Hit, language: str) -> bool:
    """“to guide customers”, “qualifies them”, “registrar los datos”: no profession."""
    grammar = grammar_of(language)
    found = grammar.verb_at(tokens, hit.start)
    if not found:
        return False
    if grammar.language != "en":
        return hit.start == 0 or tokens[hit.start - 1].folded not in _words("articles")
    return found[0].form != "base" or (hit.start > 0 and tokens[hit.start - 1].folded in grammar.triggers)


def _is_another_word(tokens: Sequence[Token], hit: Hit) -> bool:
    """“an interview” is no slip of the pen for an interviewer."""
    if book("roles", "heads").at(tokens, hit.start):
        return False
    return _is_participle(tokens[hit.start]) or grammar_of("en").verb_at(tokens, hit.start) is not None


def _is_no_line(tokens: Sequence[Token], hit: Hit, before: Sequence[Token]) -> bool:
    """“a downed line”, “the line of business”: only a line for something is what an agent answers."""
    if tokens[hit.start].folded != "line" or hit.value != "generic":
        return False
    return not before or before[-1].folded not in _words("lines")


def _is_object(tokens: Sequence[Token], at: int, begin: int) -> bool:
    """“transfer to our receptionist”, “with their | loan officer”: somebody else, not the agent."""
    near = [t.folded for t in tokens[max(0, begin - 2) : begin]]
    if len(near) > 1 and near[-1] in _words("articles") and near[-2] in _words("beside"):
        return True
    if near and near[-1] in _words("beside") - _words("articles"):
        return True
    near_by = range(max(0, at - 4), at)
    before = [tokens[i].folded for i in near_by if not _is_infinitive(tokens, i)]
    if len(before) > 1 and before[-1] in _words("articles") and before[-2] in word_set("telling") | {"with", "by"}:
        return True
    return bool(
        {"to", "transfer", "our", "replace", "with", "the", "human", "live", "al", "zum", "zur"} & set(before[-3:])
    ) and bool({"to", "transfer", "forward", "escalate", "connect", "al", "zum", "zur", "through", "ask"} & set(before))


def _is_infinitive(tokens: Sequence[Token], at: int) -> bool:
    """“I want | to build an agent”: no direction in which a call goes."""
    follows = tokens[at + 1].folded if at + 1 < len(tokens) else ""
    built = follows in word_set("building") or grammar_of("en").verb_at(tokens, at + 1) is not None
    return tokens[at].folded == "to" and built


def _tones_in(tokens: Sequence[Token]) -> set[int]:
    """Where words of tone stand."""
    return {i for hit in tone_words(tokens, forgiving=7) for i in range(hit.start, hit.end)}


def _modifiers(tokens: Sequence[Token], at: int, tones: set[int]) -> list[Token]:
    """The words before a head that belong to the role: “appointment | booking”, less tone, language and “voice”."""
    kept: list[Token] = []
    begin = at
    while begin > 0 and len(kept) < _MOST_MODIFIERS:
        begin -= 1
        token = tokens[begin]
        if token.text == ",":
            break
        if (
            begin in tones
            or token.text == "-"
            or token.folded.endswith("-speaking")
            or token.folded in ("and", "but", "y", "und", "et")
        ):
            if kept:
                break
            continue
        if token.folded in _words("articles"):
            break
        if token.folded in fillers():
            if kept:
                break
            continue
        if (
            not token.is_word
            or token.folded in word_set("stops") | grammar_of("en").common
            or language_names().at(tokens, begin)
            or _is_no_noun(tokens, begin)
        ):
            break
        kept.insert(0, token)
    return kept


def _is_no_noun(tokens: Sequence[Token], at: int) -> bool:
    """“I'd | voice agent”, “Credit Union | agent”, “2 | agents”: no part of a role."""
    token = tokens[at]
    name = token.is_capital and not token.text.isupper() and at > 0
    return name or _is_participle(token) or "'" in token.folded or token.text.isdigit()


def _is_participle(token: Token) -> bool:
    return token.folded.endswith("ed") and len(token.folded) > _SHORTEST_PARTICIPLE


def _is_somebody_else(tokens: Sequence[Token], hit: Hit, before: Sequence[Token]) -> bool:
    """“a caller says”, “two vets, | one nurse”, “a network | operator”: who calls, the staff, the business itself."""
    near = tokens[hit.start - 1].folded if hit.start else ""
    staff = near in _words("counts") and tokens[0].folded in _words("counts")
    business = tokens[hit.start].folded == "operator" and near in _words("operators")
    told = grammar_of("en").verb_at(tokens, hit.start - 1) if before else None
    named = bool(before) and not (told and told[0].form == "third")
    return staff or business or (tokens[hit.start].folded in _words("callers") and not named)


def _complement(tokens: Sequence[Token], at: int) -> list[Token]:
    """“agente | de reservas”: only a bare noun; an article means that a company or a place follows."""
    if at + 1 < len(tokens) and tokens[at].folded in ("de", "di", "d'"):
        noun = tokens[at + 1]
        if noun.is_word and not noun.is_capital and noun.folded not in fillers() | word_set("of"):
            return list(tokens[at : at + 2])
    return []


def _phrase(tokens: Sequence[Token]) -> str:
    words = [t.text if t.text.isupper() else t.text.lower() for t in tokens]
    if len(words) > 1 and words[-1] == "line":
        words[-1] = "agent"
    return " ".join(words)[:120]


def fillers() -> frozenset[str]:
    return _words("fillers")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("roles")[key])
