"""What the agent is to do, as clean imperatives: a shallow parser over verbs, lists and conjunctions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.language.grammar import Grammar
from engine.language.language_names import language_names
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import Hit
from engine.language.text import Token, sentence_case
from engine.language.tones import tone_hits
from engine.language.verbs import Form, Verb

_MOST_WORDS = 9
"""Longer objects are cut: a goal is one line."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. `statement` is an imperative (in English) or an infinitive."""

    statement: str
    verb: str
    start: int
    end: int


def jobs_in(tokens: Sequence[Token], grammar: Grammar) -> list[Job]:
    """Every distinct job that a clause names, in order."""
    tokens = _without_asides(_without_lists(tokens, grammar))
    found = list(_verb_last(tokens, grammar) if grammar.verb_last else _verb_first(tokens, grammar))
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


def _verb_first(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Job]:
    at, expecting, last_form = 0, True, None
    spoken_of: list[Sequence[Token]] = []
    while at < len(tokens):
        found = _verb_here(tokens, at, grammar, expecting, last_form)
        if found:
            verbs, after = _verb_list(tokens, found, grammar)
            last_form = verbs[0].form
            end = _object_end(tokens, after, grammar, last_form)
            bare = len(verbs) == 1 and _is_bare(tokens, found, grammar)
            objects = [] if bare else _objects(tokens[after:end], verbs[-1], grammar)
            if not any(objects) and at and _is_clitic(tokens, at):
                objects = spoken_of
            spoken_of = objects
            for verb in verbs:
                for words in objects:
                    statement = _statement(verb.lemma, words, tokens, grammar)
                    if statement:
                        yield Job(statement, verb.lemma, at, end)
            at = max(end, after)
            expecting = _begins_without_comma(tokens, at, grammar)
        else:
            word = tokens[at].folded
            if word in grammar.triggers:
                expecting = not _is_the_callers_duty(tokens, at, grammar)
                last_form = None if word in grammar.modals else last_form
            elif tokens[at].text == "," or word in grammar.joints:
                expecting = expecting or last_form is not None or _begins_a_job(tokens, at + 1, grammar)
            elif word not in grammar.skipped:
                expecting = False
            at += 1


def _is_the_callers_duty(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“card details they | must type in”: what callers have to do is no job of the agent's."""
    duty = tokens[at].folded in ("must", "should", "shall")
    return duty and at > 0 and tokens[at - 1].folded in grammar.people | {"they"}


_WHO_DOES = ("it", "she", "he", "that", "which", "who", "agent", "bot", "assistant")


def _begins_a_job(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """After a comma a verb with an object begins a job, whatever stood before: “payslips, open HR tickets”."""
    while at < len(tokens) and tokens[at].folded in grammar.joints:
        at += 1
    found = grammar.verb_at(tokens, at) if at < len(tokens) else None
    if not found or found[1] >= len(tokens):
        return False
    follows = tokens[found[1]]
    return follows.is_word and follows.folded not in grammar.joints | grammar.ends


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
    if verb.lemma in word_set("business") and last_form is None and _is_of_the_team(tokens, at, verb):
        return None
    if verb.lemma in word_set("building") and _names_a_role(tokens, after, grammar, reach=7):
        return None
    if verb.lemma in grammar.not_jobs and not _tells_something(tokens, after, verb):
        return None
    does = at > 0 and (tokens[at - 1].text == ":" or tokens[at - 1].folded in _WHO_DOES)
    chain = (does and _verb_follows(tokens, found, grammar)) or (at == 0 and _are_all_verbs(tokens, found, grammar))
    if not chain and _is_noun_here(tokens, at, after, verb, grammar):
        return None
    if at == 0 and _is_bare(tokens, found, grammar):
        return None
    if verb.lemma in grammar.callings and _calls_us(tokens, at, after, grammar):
        return None
    if last_form and verb.form != last_form and tokens[at - 1].text == "," and verb.form != "gerund":
        return None if last_form == "base" and verb.form == "third" else found
    return found


def _is_of_the_team(tokens: Sequence[Token], at: int, verb: Verb) -> bool:
    """“we sell flowers”, “a shop that sells flowers”; but “it can sell vouchers”."""
    return verb.form != "base" or (at > 0 and tokens[at - 1].folded in _BUSINESS_SUBJECTS)


_BUSINESS_SUBJECTS = ("we", "i", "they", "that", "who", "which", "and", "also")


def _tells_something(tokens: Sequence[Token], after: int, verb: Verb) -> bool:
    """“says | if a bike is ready”: a job, where “says hello” is none."""
    return verb.lemma == "say" and after < len(tokens) and tokens[after].folded in _ASKING


def _stands_as_noun(tokens: Sequence[Token], after: int, verb: Verb) -> bool:
    """“address and phone, …”, “registrations and returns for …”: no object follows."""
    if after >= len(tokens) or not tokens[after].is_word:
        return True
    return verb.form == "third" and tokens[after].folded in word_set("places")


def _names_a_role(tokens: Sequence[Token], after: int, grammar: Grammar, reach: int = 3) -> bool:
    """“order status assistant”: the words from here to a head of a role, with no other words between."""
    for at in range(after, min(after + reach, len(tokens))):
        if book("roles", "heads").at(tokens, at):
            return True
        if at == after and tokens[at].folded in grammar.leads | {"me", "us"}:
            continue
        if not tokens[at].is_word or tokens[at].folded in grammar.common | grammar.ends | grammar.joints:
            return False
    return False


def _calls_us(tokens: Sequence[Token], at: int, after: int, grammar: Grammar) -> bool:
    """“Guests call to book a table”: that is the caller's call, not a job."""
    follows = tokens[after].folded if after < len(tokens) else ""
    if follows in word_set("call_compounds"):
        return True
    by_people = at > 0 and any(t.folded in grammar.people for t in tokens[max(0, at - 2) : at])
    return follows in grammar.triggers or follows in ("in", "us", "about", "when") or (by_people and follows == "")


def _is_noun_here(tokens: Sequence[Token], at: int, after: int, verb: Verb, grammar: Grammar) -> bool:
    """“booking agent”, “answering service”, “our orders”: a form of a verb that is a noun or stands before one."""
    if at and tokens[at - 1].folded in grammar.leads and not _is_clitic(tokens, at):
        return True
    if verb.form == "gerund" and after < len(tokens) and tokens[after].folded in word_set("gerund_nouns"):
        return True
    if verb.lemma in word_set("also_nouns") and _stands_as_noun(tokens, after, verb):
        return at > 0 and not (verb.form == "base" and tokens[at - 1].folded in grammar.modals)
    if verb.form in ("gerund", "base") and _names_a_role(tokens, after, grammar):
        return True
    return at == 0 and after == len(tokens) and verb.form == "gerund" and len(tokens) == 1


def _is_clitic(tokens: Sequence[Token], at: int) -> bool:
    """“las | cancele”, “les | annule”: a plural before a singular is no article."""
    return tokens[at - 1].folded in word_set("clitics") and not tokens[at].folded.endswith("s")


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


def _verb_list(tokens: Sequence[Token], first: tuple[Verb, int], grammar: Grammar) -> tuple[list[Verb], int]:
    """“book, move and cancel”: verbs joined without an object of their own."""
    verbs, at = [first[0]], first[1]
    while True:
        ahead = at
        while ahead < len(tokens) and (tokens[ahead].text in ",/" or tokens[ahead].folded in grammar.joints):
            ahead += 1
        near = ahead > at or (verbs[0].form != "third" and _goes_on_without_comma(tokens, at, verbs[0], grammar))
        found = grammar.verb_at(tokens, ahead) if near and ahead < len(tokens) else None
        bare = found is not None and {found[0].form, verbs[0].form} == {"base"} and grammar.language == "en"
        listed = found is not None and _verb_follows(tokens, found, grammar)
        if found and not (bare or listed) and _is_noun_here(tokens, ahead, found[1], found[0], grammar):
            return verbs, at
        if found and _is_bare(tokens, found, grammar):
            return verbs, at
        if not found or (found[0].form != verbs[0].form and "other" not in (found[0].form, verbs[0].form)):
            return verbs, at
        verbs.append(found[0])
        at = found[1]


def _begins_without_comma(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“move test drives | replace lost cards”: after a plural a base verb with an object begins the next job."""
    if not 0 < at < len(tokens) or grammar.language != "en" or not _is_plural(tokens[at - 1]):
        return False
    found = grammar.verb_at(tokens, at)
    if not found or found[0].form != "base" or found[1] >= len(tokens):
        return False
    follows = tokens[found[1]]
    return follows.is_word and follows.folded not in grammar.ends | grammar.joints | grammar.modals


def _verb_follows(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
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


def _object_end(tokens: Sequence[Token], at: int, grammar: Grammar, form: Form) -> int:
    """Where the object of the verb ends: at a new clause, a place, a purpose, or the next verb of a list."""
    end = at
    if at < len(tokens) and (
        tokens[at].text == "," or (tokens[at].folded in grammar.joints and _new_job(tokens, at, grammar, form))
    ):
        return at
    while end < len(tokens):
        token = tokens[end]
        if end > at and token.folded in grammar.ends and not _is_asked(tokens, at, end):
            break
        if token.text in ":()–—•" or token.text.startswith(("http", "+")):
            break
        if end > at and (token.text == "," or token.folded in grammar.joints) and _new_job(tokens, end, grammar, form):
            break
        if end > at and form == "base" and _begins_without_comma(tokens, end, grammar):
            break
        if end > at and token.folded in word_set("places") and _is_place(tokens, end, grammar):
            break
        end += 1
    return end


def _is_asked(tokens: Sequence[Token], at: int, end: int) -> bool:
    """“check | whether a part is in stock”, “tell customers | if their car is ready”: one job to its end."""
    if at and tokens[end].folded in _ASKING and tokens[at - 1].folded.startswith(_FINDING_OUT):
        return end - at <= 1
    return tokens[end].folded in _STATES and any(t.folded in _ASKING for t in tokens[at:end])


_ASKING = ("if", "whether", "where", "when", "how", "what", "who")
_STATES = ("is", "are", "has", "have")
_FINDING_OUT = ("tell", "check", "ask", "inform", "confirm", "verif", "hear", "know", "see", "explain", "say")


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
    if not found or _is_noun_here(tokens, ahead, found[1], found[0], grammar) or _is_bare(tokens, found, grammar):
        return False
    same = found[0].form == form or "other" in (found[0].form, form)
    return same or (found[0].form == "base" and form == "base")


def _is_bare(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
    """“orders, returns | and refunds”: nothing that a verb goes with, and no verb after the joint: a thing."""
    verb, after = found
    joined_on = after < len(tokens) and (tokens[after].folded in grammar.joints or tokens[after].text == ",")
    always_a_verb = verb.lemma in lexicon("objects")["verbs"]
    english = grammar.language == "en"  # “las cancele y las confirme”: elsewhere the thing stands before its verb
    return (
        english and verb.form == "third" and joined_on and not (always_a_verb or _verb_follows(tokens, found, grammar))
    )


def _are_all_verbs(tokens: Sequence[Token], found: tuple[Verb, int], grammar: Grammar) -> bool:
    """“books, cancels, reschedules”: of what, the trade says."""
    verbs, after = _verb_list(tokens, found, grammar)
    return len(verbs) > 1 and after == len(tokens) and all(v.lemma in lexicon("objects")["verbs"] for v in verbs)


def _objects(tokens: Sequence[Token], verb: Verb, grammar: Grammar) -> list[Sequence[Token]]:
    """“handle returns, exchanges and refunds” is three jobs; “answer questions about prices and hours” is one."""
    if verb.lemma not in grammar.generic or any(t.folded in ("about", "for", "of") for t in tokens):
        return [tokens]
    if len(tokens) > 2 and all(t.is_word and _is_plural(t) for t in tokens):
        return [[token] for token in tokens]  # “bookings cancellations refunds”
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in ",/" or token.folded in grammar.joints:
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p] or [tokens]


def _is_plural(token: Token) -> bool:
    return token.folded.endswith("s") and not token.folded.endswith("ss")


def _statement(lemma: str, words: Sequence[Token], tokens: Sequence[Token], grammar: Grammar) -> str:
    """`book` + “a table or two for them” -> “Book a table or two”."""
    kept = _clean(words, grammar)
    if grammar.language == "en" and lemma == "ask" and kept and kept[0].folded == "about":
        lemma = "answer questions"
    if not kept and lemma in grammar.generic | grammar.transitive:
        return ""
    text = (
        " ".join([lemma, *(t.text for t in kept)])
        if not grammar.verb_last
        else " ".join([*(t.text for t in kept), lemma])
    )
    for mark in (" ,", " '", " ’"):
        text = text.replace(mark, mark.strip())
    return sentence_case(text.strip())


def _clean(words: Sequence[Token], grammar: Grammar) -> list[Token]:
    kept = list(words[:_MOST_WORDS])
    while kept and (kept[0].folded in grammar.dropped | grammar.joints or not kept[0].is_word):
        kept.pop(0)
    while kept and (kept[-1].folded in word_set("tails") or not (kept[-1].is_word)):
        kept.pop()
    if len(kept) > 2 and kept[-2].folded == "for" and kept[-1].folded in grammar.people | {"us", "me", "them"}:
        kept = kept[:-2]
    if len(words) > _MOST_WORDS:
        while len(kept) > 3 and kept[-1].folded in grammar.common:
            kept.pop()
    return [t for t in kept if t.is_word or t.text in ",'’&/$€£%"]


def _verb_last(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Job]:
    """German and Dutch: each part between commas and joints holds an object and, mostly at its end, the verb."""
    pending: list[Token] = []
    inherited: list[Token] = []
    start = 0
    for begin, end in _chunks(tokens, grammar):
        chunk = list(tokens[begin:end])
        if begin and tokens[begin - 1].folded in grammar.triggers:
            pending = []
        if chunk[0].folded in word_set("team"):
            continue
        place = next((i for i in range(len(chunk) - 1, -1, -1) if grammar.verb_at(chunk, i)), None)
        if place is None:
            pending = [*pending, *([tokens[begin - 1]] if pending else []), *chunk]
            continue
        found = grammar.verb_at(chunk, place)
        assert found is not None
        verb, after = found
        if verb.lemma in grammar.callings and chunk[0].folded in _CONDITIONS:
            pending, start = [], end
            continue
        words = [*pending, *([tokens[begin - 1]] if pending and begin else []), *chunk[:place]]
        words = _after_trigger(words, grammar)
        lemma = verb.lemma
        by_people = bool(words) and all(w.folded in grammar.people or w.is_capital for w in words[:2]) and place < 3
        if (not words or (by_people and words[-1] is chunk[place - 1])) and after < len(chunk):
            words = chunk[after:]
            if words[-1].folded in grammar.particles:
                lemma = words[-1].folded + lemma
                words = words[:-1]
        words = words or inherited
        inherited, pending = words, []
        statement = _statement(lemma, words, tokens, grammar)
        if statement and words and lemma not in grammar.not_jobs:
            yield Job(statement, lemma, start, end)
        start = end


_CONDITIONS = ("wenn", "falls", "sobald", "als", "wanneer", "indien")
"""“wenn Kunden anrufen, …”: the callers' call."""


def _chunks(tokens: Sequence[Token], grammar: Grammar) -> Iterator[tuple[int, int]]:
    begin = 0
    for at, token in enumerate(tokens):
        whether = token.folded in word_set("whether") and at > begin and grammar.verb_at(tokens, at - 1)
        asked = token.folded in grammar.joints and _is_a_question_about(tokens[begin:at])
        if not (whether or asked) and (
            token.text in ",;:()" or token.folded in grammar.joints or token.folded in grammar.triggers
        ):
            if at > begin:
                yield begin, at
            begin = at + 1
    if begin < len(tokens):
        yield begin, len(tokens)


def _is_a_question_about(words: Sequence[Token]) -> bool:
    """“Fragen zu Preisen | und Terminen beantworten”: what is asked about is one list, and one job."""
    at = next((i for i, w in enumerate(words) if w.folded in ("fragen", "anfragen", "vragen")), None)
    return (
        at is not None and at + 1 < len(words) and words[at + 1].folded in ("zu", "zum", "zur", "über", "nach", "over")
    )


def _after_trigger(words: Sequence[Token], grammar: Grammar) -> list[Token]:
    whole = _is_a_question_about(words)  # “Fragen | zu | Preisen” needs its small words
    kept = [w for w in words if whole or w.folded not in grammar.skipped]
    while kept and (kept[0].folded in grammar.leads | grammar.joints or not kept[0].is_word):
        kept.pop(0)
    return kept
