"""Most languages: the verb comes first, and its object after it."""

from collections.abc import Iterator, Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.nouns import (
    calls_us,
    is_bare,
    is_clitic,
    is_noun_here,
    is_of_people,
    is_of_the_team,
    names_a_role,
    tells_something,
    verb_follows,
)
from engine.language.jobs.objects import object_end
from engine.language.jobs.statement import ASKING, Job, objects_of, statement_of
from engine.language.jobs.verb_lists import begins_without_comma, verb_list
from engine.language.lexicon import book, lexicon, word_set
from engine.language.text import Token
from engine.language.verbs import Form, Verb


def verb_first(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Job]:
    at, expecting, last_form = 0, True, None
    spoken_of: list[Sequence[Token]] = []
    while at < len(tokens):
        found = _verb_here(tokens, at, grammar, expecting, last_form)
        if found:
            verbs, after = verb_list(tokens, found, grammar)
            last_form = verbs[0].form
            end = object_end(tokens, after, grammar, last_form)
            bare = len(verbs) == 1 and is_bare(tokens, found, grammar)
            objects = [] if bare else objects_of(tokens[after:end], verbs[-1], grammar)
            if spoken_of and (_points_back(objects, verbs[-1], grammar) or (at and is_clitic(tokens, at))):
                objects = spoken_of if not any(objects) or grammar.language == "en" else objects
            spoken_of = [] if any(_is_no_matter(words, grammar) for words in objects) else objects
            for verb in verbs:
                for words in objects:
                    statement = statement_of(verb.lemma, words, tokens, grammar)
                    if statement:
                        yield Job(statement, verb.lemma, at, end)
            at = max(end, after)
            expecting = begins_without_comma(tokens, at, grammar)
        else:
            word = tokens[at].folded
            if word in grammar.triggers:
                expecting = not _is_the_callers_duty(tokens, at, grammar)
                last_form = None if word in grammar.modals else last_form
            elif tokens[at].text == "," or word in grammar.joints:
                expecting = expecting or last_form is not None or _begins_a_job(tokens, at + 1, grammar)
                at += tokens[at].text == "," and _somebody_does(tokens, at + 1, grammar)
            elif word not in grammar.skipped:
                expecting = False
            at += 1


def _is_no_matter(words: Sequence[Token], grammar: Grammar) -> bool:
    """“ask | what it costs”, “call | patients the day before”: nothing that one books, moves or cancels after it."""
    return bool(words) and (words[0].folded in ASKING or any(is_of_people(word, grammar) for word in words[:2]))


def _points_back(objects: Sequence[Sequence[Token]], verb: Verb, grammar: Grammar) -> bool:
    """“book a stay, | move it”, “book a chair, | cancel, and ask …”: what was spoken of before."""
    if grammar.language != "en":
        return False
    bare = not any(objects) and verb.lemma in lexicon("objects")["verbs"]
    return bare or (bool(objects) and all([t.folded for t in words] == ["it"] for words in objects))


def _is_the_callers_duty(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“card details they | must type in”: what callers have to do is no job of the agent's."""
    duty = tokens[at].folded in ("must", "should", "shall")
    return duty and at > 0 and tokens[at - 1].folded in grammar.people | {"they"}


_WHO_DOES = ("it", "she", "he", "that", "which", "who", "agent", "bot", "assistant")


def _begins_a_job(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """After a comma a verb with an object begins a job, whatever stood before: “payslips, open HR tickets”."""
    while at < len(tokens) and tokens[at].folded in grammar.joints:
        at += 1
    at += _somebody_does(tokens, at, grammar)
    found = grammar.verb_at(tokens, at) if at < len(tokens) else None
    if not found or found[1] >= len(tokens):
        return False
    follows = tokens[found[1]]
    return follows.is_word and follows.folded not in grammar.joints | grammar.ends


def _somebody_does(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“kennel, | callers book a stay”, “marina, | skippers reserve a berth”: who, and right after it what they do."""
    found = grammar.verb_at(tokens, at + 1) if at + 1 < len(tokens) and is_of_people(tokens[at], grammar) else None
    return found is not None and found[0].form == "base" and found[0].lemma not in grammar.callings


def _verb_here(
    tokens: Sequence[Token], at: int, grammar: Grammar, expecting: bool, last_form: Form | None
) -> tuple[Verb, int] | None:
    if not expecting:
        return None
    found = grammar.verb_at(tokens, at)
    if found is None:
        return _unknown_verb(tokens, at, grammar, listed=last_form == "base" and tokens[at - 1].text == ",")
    verb, after = found
    if verb.lemma == "support" and at and tokens[at - 1].folded in grammar.people | word_set("kinds_of_support"):
        return None
    if verb.lemma in word_set("business") and last_form is None and is_of_the_team(tokens, at, verb):
        return None
    if verb.lemma in word_set("building") and names_a_role(tokens, after, grammar, reach=7):
        return None
    if verb.lemma in grammar.not_jobs and not tells_something(tokens, after, verb):
        return None
    does = at > 0 and (tokens[at - 1].text == ":" or tokens[at - 1].folded in _WHO_DOES)
    chain = (does and verb_follows(tokens, found, grammar)) or (at == 0 and _are_all_verbs(tokens, found, grammar))
    if not chain and is_noun_here(tokens, at, after, verb, grammar):
        return None
    if at == 0 and is_bare(tokens, found, grammar):
        return None
    if verb.lemma in grammar.callings and calls_us(tokens, at, after, verb, grammar):
        return None
    if last_form and verb.form != last_form and tokens[at - 1].text == "," and verb.form != "gerund":
        return None if last_form == "base" and verb.form == "third" else found
    return found


def _are_all_verbs(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
    """“books, cancels, reschedules”: of what, the trade says."""
    verbs, after = verb_list(tokens, found, grammar)
    return len(verbs) > 1 and after == len(tokens) and all(v.lemma in lexicon("objects")["verbs"] for v in verbs)


def _unknown_verb(tokens: Sequence[Token], at: int, grammar: Grammar, *, listed: bool) -> tuple[Verb, int] | None:
    """After “should”, “can” or “which” even a word that no lexicon knows is a verb: “should upsell desserts”."""
    if not at or grammar.language != "en" or at + 1 >= len(tokens):
        return None
    before, token = tokens[at - 1].folded, tokens[at]
    word = token.folded
    if not word.isalpha() or word in grammar.not_jobs | grammar.skipped | grammar.triggers | grammar.common:
        return None
    if before in ("can", "should", "must", "will", "could") and len(word) > 3 and not word.endswith(("ly", "ed")):
        return Verb(word, "base"), at + 1
    follows = tokens[at + 1].folded
    wished = at > 1 and tokens[at - 2].folded in word_set("wishing_to")
    if before == "to" and wished and len(word) > 3 and not word.endswith(("ly", "ed")):
        return Verb(word, "base"), at + 1
    if listed and follows in grammar.leads and len(word) > 3 and not word.endswith(("s", "ly", "ed", "ing")):
        return Verb(word, "base"), at + 1
    if before == "to" and follows in grammar.leads and len(word) > 2:
        return Verb(word, "base"), at + 1
    agent = before in ("it", "she", "he") or (before in ("that", "which", "who") and _after_role(tokens, at - 1))
    if agent and len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return Verb(word[:-1], "third"), at + 1
    return None


def _after_role(tokens: Sequence[Token], at: int) -> bool:
    return any(book("roles", "heads").at(tokens, i) for i in range(max(0, at - 2), at))
