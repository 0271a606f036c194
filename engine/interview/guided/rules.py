"""A rule in the team's own words: “always read it back”, and how one case goes: “CO alarm -> tell them to get out”."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.facts.kept import noted
from engine.interview.guided.own_words import own_words
from engine.interview.guided.recognisers.data_fields import asks_for_fields
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.clauses import Clause, clauses_of, is_remark
from engine.language.lexicon import word_set
from engine.language.telling import telling_words
from engine.language.text import Token, fold, slug

_LONGEST = 290


def rule(part: Part) -> Meaning | None:
    """None where all of it is forbidden, or a job stands beside what is: then each clause is read for itself."""
    clauses = [c for c in clauses_of(part.text, part.language) if not is_remark(c)]
    negated = [clause for clause in clauses if clause.negated]
    points_back = _speaks_of_what_stood_before(negated)
    if negated and not points_back and (_forbids_all(clauses, negated) or whole(part).placed.place == "goals"):
        return None
    return in_own_words(part)


def in_own_words(part: Part) -> Meaning:
    """The whole sentence as a rule, once; less what only introduces it (“oh and”, “actually”)."""
    if is_ones_own(part.tokens):
        return noted(part)
    statement = own_words(part.text, _LONGEST)
    known = next((rule for rule in part.spec.guardrails if _say_the_same(rule.statement, statement)), None)
    if known:
        origin = part.spec.origins.get(f"guardrails.{known.id}")
        from_here = origin is None or origin.message == part.message.id  # another reader of this message took it
        return Meaning() if from_here else Meaning(says="That rule stands already.")
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))


def is_ones_own(tokens: Sequence[Token]) -> bool:
    """“hands are wet all day, i cant pick up”: what somebody cannot do is why there is an agent, and binds nobody."""
    mine = [at for at, t in enumerate(tokens) if t.folded in ("i", "i'm", "im", "me")]
    return bool(mine) and any(t.folded in _UNABLE for t in tokens[mine[0] :][:_NEAR_ME])


_UNABLE = ("can't", "cant", "cannot", "couldn't")
_NEAR_ME = 9


def _say_the_same(one: str, other: str) -> bool:
    """“do not say which department it is” and “never say which department it is”."""
    own = [telling_words(text) - telling_words(_NEGATED) for text in (one, other)]
    same = fold(one) == fold(other) or own[0] == own[1] != frozenset()
    return same and _forbids(one) == _forbids(other)


_NEGATED = "do does not never no don doesn"


def _forbids(text: str) -> bool:
    return any(clause.negated for clause in clauses_of(text, "en"))


def _forbids_all(clauses: Sequence[Clause], negated: Sequence[Clause]) -> bool:
    """What is not negated is only the beginning of a sentence: “and please”, “oh and”."""
    others = [clause for clause in clauses if clause not in negated]
    opening = word_set("discourse") | word_set("the_agent")
    return all(token.folded in opening for clause in others for token in clause.tokens if token.is_word)


def _speaks_of_what_stood_before(negated: Sequence[Clause]) -> bool:
    """“card details they type in, | never say them”: the rule makes no sense without what “them” is."""
    return all(len(c.tokens) <= _FEW and c.tokens[-1].folded in _POINTING for c in negated)


_POINTING = ("them", "it", "that", "this", "many", "much")
_FEW = 6


_FEWEST_OF_A_CASE = 6
"""Tokens of a case with what is done in it."""
_ARROWS = ("->", "=>", "→")


def conditional(part: Part) -> Meaning | None:
    """None where the sentence holds for every call, asks something, or only says when somebody wants something."""
    if "?" in part.text or not is_one_case(part.tokens, part.text):
        return None
    return replace(in_own_words(part), tells_more=asks_for_fields(part.tokens))


def is_one_case(tokens: Sequence[Token], text: str) -> bool:
    words = [t for t in tokens if t.is_word]
    while words and words[0].folded in word_set("discourse"):
        words.pop(0)
    if len(tokens) < _FEWEST_OF_A_CASE or not words:
        return False
    if any(arrow in text for arrow in _ARROWS):
        return True
    near = [t.folded for before, t in pairwise(words[:_NEAR]) if before.folded != "of"]  # “out of | order” is a state
    return words[0].folded in _OPENERS and not word_set("wanting_a_job") & set(near)


_OPENERS = frozenset(("if", "when", "whenever", "unless", "wenn", "falls", "si", "quand", "cuando", "lorsque"))
_NEAR = 6
"""Words of the condition in which it says what somebody wants."""
