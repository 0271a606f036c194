"""Where the object of a verb ends."""

from collections.abc import Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.nouns import is_bare, is_noun_here
from engine.language.jobs.statement import ASKING
from engine.language.jobs.verb_lists import begins_without_comma
from engine.language.lexicon import word_set
from engine.language.text import Token
from engine.language.verbs import Form


def object_end(tokens: Sequence[Token], at: int, grammar: Grammar, form: Form) -> int:
    """Where the object of the verb ends: at a new clause, a place, a purpose, or the next verb of a list."""
    end = at
    if at < len(tokens) and (
        tokens[at].text == "," or (tokens[at].folded in grammar.joints and _new_job(tokens, at, grammar, form))
    ):
        return at
    while end < len(tokens):
        token = tokens[end]
        if end > at and token.folded in grammar.ends and not _goes_on(tokens, at, end):
            break
        if token.text in ":()–—•" or token.text.startswith(("http", "+")):
            break
        if end > at and (token.text == "," or token.folded in grammar.joints) and _new_job(tokens, end, grammar, form):
            break
        if end > at and form == "base" and begins_without_comma(tokens, end, grammar):
            break
        if end > at and token.folded in word_set("places") and _is_place(tokens, end, grammar):
            break
        end += 1
    return end


def _is_place(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“for | our clinic”, “at | Acme”: whose it is or where, and no part of the job."""
    if at + 1 >= len(tokens):
        return False
    follows = tokens[at + 1]
    return follows.folded in grammar.leads or follows.is_capital


def _new_job(tokens: Sequence[Token], at: int, grammar: Grammar, form: Form) -> bool:
    ahead = at
    while ahead < len(tokens) and (
        tokens[ahead].text == "," or tokens[ahead].folded in grammar.joints | grammar.skipped
    ):
        ahead += 1
    if ahead >= len(tokens):
        return False
    if tokens[ahead].folded in grammar.ends | grammar.modals | grammar.triggers:
        return True
    found = grammar.verb_at(tokens, ahead)
    if not found or is_noun_here(tokens, ahead, found[1], found[0], grammar) or is_bare(tokens, found, grammar):
        return False
    same = found[0].form == form or "other" in (found[0].form, form)
    return same or (found[0].form == "base" and form == "base")


def _is_asked(tokens: Sequence[Token], at: int, end: int) -> bool:
    """“check | whether a part is in stock”, “tell customers | if their car is ready”: one job to its end."""
    if at and tokens[end].folded in ASKING and tokens[at - 1].folded.startswith(_FINDING_OUT):
        return end - at <= 1
    if at and tokens[at - 1].folded.startswith(_FINDING_OUT) and tokens[at].folded in ASKING:
        return True  # “people asking | what it costs”, “say | what it costs”
    if at and tokens[at - 1].folded.startswith(_FINDING_OUT) and end > at and tokens[end - 1].folded in ASKING:
        return True  # “tell people what | it costs”
    return tokens[end].folded in _STATES and any(t.folded in ASKING for t in tokens[at:end])


def _goes_on(tokens: Sequence[Token], at: int, end: int) -> bool:
    """What looks like a new clause and belongs to the object: “ring people the night | before a visit”."""
    day_of = tokens[end].folded in ("before", "after") and tokens[end - 1].folded in word_set("lengths_of_time")
    return day_of or _is_asked(tokens, at, end) or _is_told(tokens, at, end)


def _is_told(tokens: Sequence[Token], at: int, end: int) -> bool:
    """“tell | them the gate | has to be unlocked”: what is told is a sentence of its own, to its end."""
    tells = at > 0 and tokens[at - 1].folded in ("tell", "tells") and tokens[at].folded in ("them", "him", "her")
    return tells and tokens[end].folded in (*_STATES, "must", "should")


_STATES = ("is", "are", "has", "have", "can", "could", "will", "would")


_FINDING_OUT = ("tell", "check", "ask", "inform", "confirm", "verif", "hear", "know", "see", "explain", "say")
