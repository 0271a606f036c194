"""Verbs that share an object: “book, move and cancel appointments”."""

from collections.abc import Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.nouns import is_bare, is_noun_here, verb_follows
from engine.language.jobs.statement import ASKING, is_plural
from engine.language.lexicon import word_set
from engine.language.text import Token
from engine.language.verbs import Verb


def verb_list(tokens: Sequence[Token], first: tuple[Verb, int], grammar: Grammar) -> tuple[list[Verb], int]:
    """“book, move and cancel”: verbs joined without an object of their own."""
    verbs, at = [first[0]], first[1]
    while True:
        ahead = at
        while ahead < len(tokens) and (tokens[ahead].text in ",/" or tokens[ahead].folded in grammar.joints):
            ahead += 1
        near = ahead > at or (verbs[0].form != "third" and _goes_on_without_comma(tokens, at, verbs[0], grammar))
        found = grammar.verb_at(tokens, ahead) if near and ahead < len(tokens) else None
        bare = found is not None and {found[0].form, verbs[0].form} == {"base"} and grammar.language == "en"
        listed = found is not None and verb_follows(tokens, found, grammar)
        if found and not (bare or listed) and is_noun_here(tokens, ahead, found[1], found[0], grammar):
            return verbs, at
        if found and (is_bare(tokens, found, grammar) or _finds_out(tokens, found)):
            return verbs, at
        if not found or (found[0].form != verbs[0].form and "other" not in (found[0].form, verbs[0].form)):
            return verbs, at
        verbs.append(found[0])
        at = found[1]


def _finds_out(tokens: Sequence[Token], found: tuple[Verb, int]) -> bool:
    """“cancel, and | ask how long the wait is”: what is asked is no object that another verb could share."""
    return found[1] < len(tokens) and tokens[found[1]].folded in ASKING


def _goes_on_without_comma(tokens: Sequence[Token], at: int, first: Verb, grammar: Grammar) -> bool:
    """“book | move and cancel appointments”: a verb of the same form, with another one after it."""
    found = grammar.verb_at(tokens, at) if at < len(tokens) else None
    if not found or found[0].form != first.form or found[1] >= len(tokens):
        return False
    if found[0].form != "base" and found[0].lemma in word_set("also_nouns"):
        return False  # “takes | messages and schedules callbacks”
    ahead = found[1] + (tokens[found[1]].folded in grammar.joints)
    after = grammar.verb_at(tokens, ahead) if ahead < len(tokens) else None
    return after is not None and after[0].form == first.form


def begins_without_comma(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“move test drives | replace lost cards”: after a plural a base verb with an object begins the next job."""
    if not 0 < at < len(tokens) or grammar.language != "en" or not is_plural(tokens[at - 1]):
        return False
    found = grammar.verb_at(tokens, at)
    if not found or found[0].form != "base" or found[1] >= len(tokens):
        return False
    follows = tokens[found[1]]
    return follows.is_word and follows.folded not in grammar.ends | grammar.joints | grammar.modals
