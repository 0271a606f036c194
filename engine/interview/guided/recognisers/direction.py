"""Whether the agent answers calls, makes them, or talks on a web page; said in the opening, or later outright."""

from collections.abc import Iterator, Sequence

from engine.document.changes import Set
from engine.interview.guided.other_languages import is_other, speaks_of
from engine.interview.guided.reading import Found, Reading, read
from engine.interview.guided.recognisers.calling import by_the_team, calls_out, calls_people
from engine.interview.guided.recognisers.derived_role import derived_role
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.recognisers.role import role_in
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import book, word_set
from engine.language.text import Token


def direction(reading: Reading) -> Iterator[Found]:
    """Said outright, or shown by how calls are spoken of; on the telephone it answers calls unless it makes them."""
    if reading.spec.direction and not reading.opening:
        return
    if calls_people(reading):
        yield Found(Set(path="direction", value="outbound"))
        return
    if any(_on_a_page(clause.tokens) for clause in reading.said) and not calls_out(reading):
        yield Found(Set(path="direction", value="web"))
        return
    if is_other(reading.language) and speaks_of(reading.text, "outbound"):
        yield Found(Set(path="direction", value="outbound"), "inferred")
        return
    values = {
        hit.value
        for clause in reading.said
        for hit in book("direction").find(clause.tokens)
        if hit.value != "outbound" or not by_the_team(clause.tokens, hit)
    }
    for way in ("outbound", "web", "inbound"):
        if way in values:
            yield Found(Set(path="direction", value=way))
            return
    if _by_telephone(reading) and (statements_in(reading) or derived_role(reading) or _names_a_role(reading)):
        yield Found(Set(path="direction", value="inbound"), "inferred")


def direction_stated(reading: Reading) -> str:
    """What a later message says of the direction alone: “this is outbound”, “it phones people”, “they call us”; empty
    where it speaks of a call in the course of the work, such as “it calls them back if …”.
    """
    if reading.grammar.language != "en":
        return ""
    for clause in (c for said in reading.said for c in _pieces(said.tokens)):
        words = [t.folded for t in clause]
        while words and words[0] in word_set("discourse") | {"no", "wait", "oh"}:
            words = words[1:]
        way = next((w for w in words if w in _WAYS), "")
        if way and words and words[0] in _THIS and len(words) <= _FEW:
            return _WAYS[way]
        verb = next((i for i, w in enumerate(words) if i and _is_calling(clause[-len(words) :], i, reading)), 0)
        behind = words[verb + 1 :]
        if not 0 < verb <= _NEAR or len(behind) not in (1, 2) or set(words) & word_set("conditions"):
            continue
        if words[0] in _THE_AGENT and _are_people(behind[-1], reading):
            return "outbound"
        if words[0] in _THEY | reading.grammar.people and behind == ["us"]:
            return "inbound"
    return ""


def _pieces(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The parts between commas and dashes."""
    piece: list[Token] = []
    for token in (*tokens, None):
        if token is not None and token.is_word:
            piece.append(token)
        elif piece:
            yield piece
            piece = []


def _is_calling(tokens: Sequence[Token], at: int, reading: Reading) -> bool:
    verb = reading.grammar.verb_at(tokens, at)
    return verb is not None and verb[0].lemma in reading.grammar.callings


def _are_people(word: str, reading: Reading) -> bool:
    return word == "them" or word in reading.grammar.people or word in book("people")


_WAYS = {"outbound": "outbound", "outgoing": "outbound", "inbound": "inbound", "incoming": "inbound"}
_THIS = frozenset(("this", "it", "it's", "its", "that's", "agent", "the", "outbound", "inbound"))
_THE_AGENT = frozenset(("it", "it's", "its", "she", "he", "she's", "he's", "agent", "bot"))
_THEY = frozenset(("they", "they're"))
_FEW = 6
"""Words of “this is an outbound agent”."""


def _names_a_role(reading: Reading) -> bool:
    return any(role_in(clause, reading.grammar.language) for clause in reading.said)


def _by_telephone(reading: Reading) -> bool:
    """Without a word of telephones or calls nobody can know."""
    if is_other(reading.language) and speaks_of(reading.text, "telephone"):
        return True
    return any(book("telephone").find(clause.tokens) for clause in reading.clauses)


def _on_a_page(tokens: Sequence[Token]) -> bool:
    """“on our clinic's website”; a lead that comes from a website is called like any other."""
    for at, token in enumerate(tokens):
        if token.folded in ("website", "homepage", "webshop", "site"):
            near = [t.folded for t in tokens[max(0, at - _NEAR) : at]]
            if "on" in near and "from" not in near:
                return True
    return False


_NEAR = 4
"""Words between “on” and “website”."""


def who_calls(part: Part) -> Meaning | None:
    """The direction that is stated outright, in place of the one that was understood before, whatever is asked."""
    if not part.spec.direction or part.text.rstrip().endswith("?"):
        return None
    stated = direction_stated(read(part.text, part.language, part.spec, opening=False))
    if not stated:
        return None
    if stated == part.spec.direction:
        return Meaning(says=_AS_IT_IS[stated])
    return meaning(Set.model_validate({"path": "direction", "value": stated}))


_AS_IT_IS = {"inbound": "Yes: they call, and it answers.", "outbound": "Yes: it makes the calls."}
"""By the direction that stands already."""
