"""Words that could be a verb and name no job here: “our orders”, “a booking agent”, “guests call to book”."""

from collections.abc import Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.statement import ASKING
from engine.language.lexicon import book, lexicon, word_set
from engine.language.text import Token
from engine.language.verbs import Verb


def is_noun_here(tokens: Sequence[Token], at: int, after: int, verb: Verb, grammar: Grammar) -> bool:
    """“booking agent”, “answering service”, “our orders”: a form of a verb that is a noun or stands before one."""
    if at and tokens[at - 1].folded in grammar.leads and not is_clitic(tokens, at):
        return True
    if verb.form == "gerund" and after < len(tokens) and tokens[after].folded in word_set("gerund_nouns"):
        return True
    if verb.lemma in word_set("also_nouns") and _stands_as_noun(tokens, after, verb):
        return at > 0 and not (verb.form == "base" and tokens[at - 1].folded in grammar.modals)
    if verb.form in ("gerund", "base") and names_a_role(tokens, after, grammar):
        return True
    return at == 0 and after == len(tokens) and verb.form == "gerund" and len(tokens) == 1


def _stands_as_noun(tokens: Sequence[Token], after: int, verb: Verb) -> bool:
    """“address and phone, …”, “registrations and returns for …”: no object follows."""
    if after >= len(tokens) or not tokens[after].is_word:
        return True
    return verb.form == "third" and tokens[after].folded in word_set("places")


def names_a_role(tokens: Sequence[Token], after: int, grammar: Grammar, reach: int = 3) -> bool:
    """“order status assistant”: the words from here to a head of a role, with no other words between."""
    for at in range(after, min(after + reach, len(tokens))):
        if book("roles", "heads").at(tokens, at):
            return True
        if at == after and tokens[at].folded in grammar.leads | {"me", "us"}:
            continue
        if not tokens[at].is_word or tokens[at].folded in grammar.common | grammar.ends | grammar.joints:
            return False
    return False


def is_clitic(tokens: Sequence[Token], at: int) -> bool:
    """“las | cancele”, “les | annule”: a plural before a singular is no article."""
    return tokens[at - 1].folded in word_set("clitics") and not tokens[at].folded.endswith("s")


def calls_us(tokens: Sequence[Token], at: int, after: int, verb: Verb, grammar: Grammar) -> bool:
    """“Guests call to book a table”: that is the caller's call, not a job."""
    follows = tokens[after].folded if after < len(tokens) else ""
    if at == 0 and tokens[at].folded in ("phone", "phones") and (verb.form == "third" or follows in grammar.passives):
        return True  # “phones | a pain on saturdays”: the thing that rings
    if follows in word_set("call_compounds"):
        return True
    by_people = at > 0 and any(t.folded in grammar.people for t in tokens[max(0, at - 2) : at])
    if by_people and tokens[at - 1].folded in grammar.people and follows in grammar.ends | word_set("places"):
        return True  # “people | call | at night”
    if {t.folded for t in tokens[after : after + _NEAR]} & {"number", "line", "numbers"}:
        return True  # “people in the lift | ring | the same number”
    about = follows == "about" and not is_count(tokens, after + 1)
    return follows in grammar.triggers or follows in ("in", "us", "when") or about or (by_people and follows == "")


_NEAR = 3
"""Words behind a call in which the number that is called stands."""


def is_count(tokens: Sequence[Token], at: int) -> bool:
    """“ring about | 12,000 owners”: how many, and no subject of a call."""
    return at < len(tokens) and tokens[at].text[0].isdigit()


def is_of_people(token: Token, grammar: Grammar) -> bool:
    """“cyclists”, “administrators”, “families”: known people, or a plural that is made of what they do."""
    made = token.folded.endswith(_DOERS) and not token.folded.endswith("ments")
    return token.folded in grammar.people or (made and grammar.language == "en" and not grammar.verb_at((token,), 0))


_DOERS = ("ers", "ors", "ists", "ants", "ents", "ians", "ees", "men", "women")


def is_of_the_team(tokens: Sequence[Token], at: int, verb: Verb) -> bool:
    """“we sell flowers”, “a shop that sells flowers”; but “it can sell vouchers”."""
    return verb.form != "base" or (at > 0 and tokens[at - 1].folded in _BUSINESS_SUBJECTS)


_BUSINESS_SUBJECTS = ("we", "i", "they", "that", "who", "which", "and", "also")


def tells_something(tokens: Sequence[Token], after: int, verb: Verb) -> bool:
    """“says | if a bike is ready”: a job, where “says hello” is none."""
    return verb.lemma == "say" and after < len(tokens) and tokens[after].folded in ASKING


def is_bare(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
    """“orders, returns | and refunds”: nothing that a verb goes with, and no verb after the joint: a thing."""
    verb, after = found
    joined_on = after < len(tokens) and (tokens[after].folded in grammar.joints or tokens[after].text == ",")
    always_a_verb = verb.lemma in lexicon("objects")["verbs"]
    english = grammar.language == "en"  # “las cancele y las confirme”: elsewhere the thing stands before its verb
    return (
        english and verb.form == "third" and joined_on and not (always_a_verb or verb_follows(tokens, found, grammar))
    )


def verb_follows(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
    """“books, | moves and cancels appointments”: verbs of the same form, the last of them with an object; in “orders,
    returns and refunds” nothing follows, so those are things."""
    form, after, links = found[0].form, found[1], 0
    while form == "third":
        at = after
        while at < len(tokens) and (tokens[at].text in ",/" or tokens[at].folded in grammar.joints):
            at += 1
        verb = grammar.verb_at(tokens, at) if after < at < len(tokens) else None
        if verb is None or verb[0].form != form:
            break
        after, links = verb[1], links + 1
    return (
        links > 0
        and after < len(tokens)
        and tokens[after].is_word
        and tokens[after].folded not in grammar.ends | word_set("places") | {"for"}
    )
