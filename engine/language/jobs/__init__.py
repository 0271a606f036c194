"""What the agent is to do, as clean imperatives: a shallow parser over verbs, lists and conjunctions."""

from collections.abc import Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.statement import Job
from engine.language.jobs.verb_first import verb_first
from engine.language.jobs.verb_last import verb_last
from engine.language.language_names import language_names
from engine.language.lexicon import word_set
from engine.language.phrases import Hit
from engine.language.text import Token
from engine.language.tones import tone_hits

__all__ = ["Job", "jobs_in"]


def jobs_in(tokens: Sequence[Token], grammar: Grammar) -> list[Job]:
    """Every distinct job that a clause names, in order."""
    tokens = _without_asides(_without_lists(tokens, grammar))
    found = list(verb_last(tokens, grammar) if grammar.verb_last else verb_first(tokens, grammar))
    unique = {job.statement.casefold(): job for job in reversed(found)}
    return list(reversed(unique.values()))


def _without_lists(tokens: Sequence[Token], grammar: Grammar) -> tuple[Token, ...]:
    """“take the claim (date, place, what happened) and …”: brackets hold no job unless a verb begins them."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        close = next((i for i in range(at, len(tokens)) if tokens[i].text == ")"), 0) if tokens[at].text == "(" else 0
        if close and not grammar.verb_at(tokens, at + 1):
            at = close + 1
        else:
            kept.append(tokens[at])
            at += 1
    return tuple(kept)


def _without_asides(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Languages and tones that stand in a list after the jobs become a break: “…, English and Spanish”."""
    languages = [hit for hit in language_names().find(tokens) if _stands_alone(tokens, hit)]
    asides = {i for hit in [*languages, *tone_hits(tokens)] for i in range(hit.start, hit.end)}
    return tuple(Token(":", ":", t.start, t.end) if i in asides else t for i, t in enumerate(tokens))


def _stands_alone(tokens: Sequence[Token], hit: Hit) -> bool:
    before = tokens[hit.start - 1] if hit.start else None
    return before is None or before.text in ",-–:(/" or before.folded in word_set("before_asides")
