"""What the agent must not do, from the negated clauses: “no refunds”, “never give medical advice”."""

from collections.abc import Iterator, Sequence

from engine.document.changes import add
from engine.document.spec import Guardrail
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.languages import tags_in
from engine.interview.guided.rules import is_ones_own
from engine.interview.guided.shapes import is_tone
from engine.language.acts import LEARNT, RULES, Context, judged
from engine.language.clauses import Clause, sentences_of
from engine.language.grammar import Grammar
from engine.language.lexicon import book, word_set
from engine.language.lists import items_of
from engine.language.text import Token, joined, sentence_case, slug
from engine.language.tones import tone_hits

_MOST = 12
_OPENERS = {
    "en": "Do not",
    "es": "No",
    "fr": "Ne pas",
    "de": "Nicht erlaubt:",
    "pt": "Não",
    "it": "Non",
    "nl": "Niet toegestaan:",
}


def guardrails(reading: Reading) -> Iterator[Found]:
    known = {rule.id for rule in reading.spec.guardrails}
    for clause in reading.negated[:_MOST]:
        if tags_in(clause, reading.language) or is_ones_own(clause.tokens):
            continue
        for statement in _rules_of(reading, clause):
            key = slug(statement)
            if statement and key not in known:
                known.add(key)
                yield Found(add("guardrails", Guardrail(id=key, statement=statement)))


def _rules_of(reading: Reading, clause: Clause) -> Iterator[str]:
    if tone_hits(clause.tokens):
        yield _unwanted_manner(reading.text, clause, reading.grammar)
    elif reading.grammar.negators.find(clause.tokens) or book("out_of_scope").at(clause.tokens, 0):
        if not _is_told_as_a_rule(clause, reading):
            return
        told = _to_be_told(clause, reading) or _never_told(clause, reading)
        yield told[:290] or _under_condition(rule_of(reading.text, clause, reading.grammar), clause, reading)
    else:
        yield from (_excluded(item, reading.grammar) for item in items_of(clause.tokens))


def _unwanted_manner(text: str, clause: Clause, grammar: Grammar) -> str:
    """“not silly”, “never too formal” -> “Do not sound silly”; what is said at length is a rule of its own."""
    rest = _after_negator(clause.tokens, grammar)
    short = 0 < len(rest) <= _SHORT_MANNER and grammar.language == "en" and not grammar.verb_at(rest, 0)
    return f"Do not sound {joined(text, rest)}" if short else ""


_SHORT_MANNER = 6
"""Tokens."""


def _is_told_as_a_rule(clause: Clause, reading: Reading) -> bool:
    """“no computer, paper” and “wasps are not bees” are negated, too, and forbid nothing."""
    if reading.language not in LEARNT or (_begins_with_the_verb(clause, reading.grammar) and _case_of(clause, reading)):
        return True
    context = Context(reading.asked, reading.language)
    sentence = next((s for s in sentences_of(reading.text) if clause.tokens[0] in s), clause.tokens)
    judgements = [judged(tokens, context) for tokens in (clause.tokens, sentence)]
    rule = max(act.share(("rule",)) for act, _ in judgements)
    placed = max(place.share(*RULES) for _, place in judgements)
    orders = any(t.folded in word_set("verb_negators") for t in clause.tokens)
    ordered = reading.grammar.verb_at(clause.tokens, 0) and any(place.place in RULES for _, place in judgements)
    return placed >= _LIKELY or bool(ordered) or (orders and rule >= _LIKELY and placed >= _PERHAPS)


def _begins_with_the_verb(clause: Clause, grammar: Grammar) -> bool:
    """“and | don't say what it's about”: an order, and nothing that anybody does or lacks."""
    words = [t for t in clause.tokens if t.folded not in grammar.joints]
    return len(words) > 1 and words[0].folded in word_set("verb_negators") and bool(grammar.verb_at(words, 1))


def _case_of(clause: Clause, reading: Reading) -> str:
    """“If somebody else picks up, | never say why”: the case that stands before it; empty where none does."""
    at = reading.clauses.index(clause)
    before = reading.clauses[at - 1] if at else None
    stated = before is not None and before.sentence == clause.sentence
    return before.text if before and stated and before.tokens[0].folded in word_set("conditions") else ""


_LIKELY = 0.4
_PERHAPS = 0.28


def _excluded(item: Sequence[Token], grammar: Grammar) -> str:
    """What stands under “MUST NOT:” or “out of scope:”, and is no negation by itself."""
    words = " ".join(t.text for t in item)[:250]
    if grammar.language != "en":
        return f"{_OPENERS[grammar.language]} {words}"
    return (
        f"Do not {words}"
        if grammar.verb_at(item, 0) or (len(item) > 1 and _is_verb_like(item))
        else f"Do not handle {words}"
    )


def _is_verb_like(item: Sequence[Token]) -> bool:
    return item[1].folded in ("about", "to", "on", "that", "the", "a", "an", "any")


def _under_condition(statement: str, clause: Clause, reading: Reading) -> str:
    """A rule keeps the case that it is for."""
    case = _case_of(clause, reading)
    if not statement or not case:
        return statement
    return f"{sentence_case(case)}, {statement[:1].lower()}{statement[1:]}"[:290]


def rule_of(text: str, clause: Clause, grammar: Grammar) -> str:
    """“it must never give legal advice” -> “Do not give legal advice”; empty where nothing is forbidden."""
    rest = _after_negator(clause.tokens, grammar)
    if not rest:
        return ""
    while len(rest) > 1 and (rest[-1].folded in ("please", "thanks", "though") or not rest[-1].is_word):
        rest = rest[:-1]
    words = joined(text, rest)[:250]
    if _is_no_rule(clause.tokens, rest, grammar):
        return ""
    if clause.tokens[0].folded == "they" and rest[0].folded not in grammar.people:
        return sentence_case(joined(text, clause.tokens)[:290])  # “they | shouldn't drive it”: what is said to callers
    if _is_passive(clause.tokens, rest):
        return sentence_case(joined(text, clause.tokens)[:290])
    if clause.tokens[0].folded == "never" and len(rest) == 1 and is_tone(rest[0].folded):
        return f"Do not be {words}" if not grammar.verb_at(rest, 0) else f"Do not {words}"
    verb = None if _forbids_a_thing(clause.tokens, rest, grammar) else _first_verb(rest, grammar)
    if grammar.verb_last or grammar.language != "en":
        return sentence_case(joined(text, clause.tokens)[:290]) if not verb else f"{_OPENERS[grammar.language]} {words}"
    if verb:
        lemma, after = verb
        tail = joined(text, rest[after:])
        return f"Do not {lemma} {tail}".strip()[:290]
    if forbidden := _verb_before_no(clause.tokens, rest, grammar):
        return f"Do not {forbidden} {words}"
    if clause.tokens[0].folded in ("not", "never") and len(rest) <= _FEW and is_tone(rest[0].folded):
        return f"Do not be {words}"
    if _forbids_an_act(clause.tokens, rest):
        return f"Do not {words}"
    topic = book("forbidden").at(rest, 0)
    return f"Do not {topic.value} {words}" if topic else f"No {words}"


def _to_be_told(clause: Clause, reading: Reading) -> str:
    """“Patients must | be told not to eat”, “on voicemail say | nothing but the number”: something to be said."""
    at = reading.clauses.index(clause)
    before = reading.clauses[at - 1] if at else None
    if reading.grammar.language != "en" or before is None or before.sentence != clause.sentence:
        return ""
    words = [t.folded for t in clause.tokens]
    if words[:2] == ["nothing", "but"] and len(words) > _FEW - 1:
        return sentence_case(f"{before.text} only {joined(reading.text, clause.tokens[2:])}")
    if words[:3] == ["be", "told", "not"] and before.tokens[-1].folded in ("must", "should", "shall"):
        whom = joined(reading.text, before.tokens[:-1])
        return f"Tell {whom[:1].lower()}{whom[1:]} {joined(reading.text, clause.tokens[2:])}"
    return ""


def _never_told(clause: Clause, reading: Reading) -> str:
    """“about 1,400 farms on the books, | don't tell anyone how many”: a rule that makes no sense without the fact."""
    at = reading.clauses.index(clause)
    before = reading.clauses[at - 1] if at else None
    if reading.grammar.language != "en" or before is None or before.sentence != clause.sentence:
        return ""
    if [t.folded for t in clause.tokens[-2:]] not in (["how", "many"], ["how", "much"]):
        return ""
    return sentence_case(f"{before.text}: {joined(reading.text, clause.tokens)}")


_FEW = 3
"""Words: “not pushy”, “never rude or loud”."""


def _after_negator(tokens: Sequence[Token], grammar: Grammar) -> tuple[Token, ...]:
    hits = grammar.negators.find(tokens)
    rest = list(tokens[hits[0].end :]) if hits else []
    while rest and (rest[0].folded in word_set("weak") or not rest[0].is_word):
        rest.pop(0)
    return tuple(rest)


def _forbids_a_thing(tokens: Sequence[Token], rest: Sequence[Token], grammar: Grammar) -> bool:
    """“no refunds”, “no towing”: after “no” stands a noun, even where a verb looks the same."""
    found = grammar.verb_at(rest, 0)
    says_no = any(t.folded == "no" for t in tokens[: len(tokens) - len(rest)])
    is_thing = found[0].form != "gerund" if found else rest[0].folded.endswith("ing")
    return grammar.language == "en" and says_no and is_thing


def _is_no_rule(tokens: Sequence[Token], rest: Sequence[Token], grammar: Grammar) -> bool:
    """“people without a car”, “not roadside”: what somebody lacks or did not mean, and nothing that is forbidden."""
    negator = tokens[len(tokens) - len(rest) - 1].folded if len(rest) < len(tokens) else ""
    verb = grammar.verb_at(rest, 0)
    if tokens[0].folded in word_set("limits") and not verb:
        return not rest[0].folded.endswith(("ing", "r"))
    if grammar.language != "en":
        return False
    if negator == "no" and rest[0].folded in ("its", "it's", "that's", "thats", "it"):
        return True  # “fahrschule? no | its "Pass First Time"”: a word set right
    return negator == "not" and tokens[0].folded == "not" and not verb and not is_tone(rest[0].folded)


def _is_passive(tokens: Sequence[Token], rest: Sequence[Token]) -> bool:
    """“birthday parties NOT handled”, “refunds are never given”: said as it is."""
    before = len(tokens) - len(rest)
    mark = next((i for i, t in enumerate(rest) if not t.is_word), len(rest))
    return before > 1 and mark <= _FEW and rest[0].folded.endswith(("ed", "en")) and tokens[0].folded not in _SUBJECTS


_SUBJECTS = ("it", "she", "he", "agent", "bot", "not", "never", "no", "do", "must", "should", "and", "but")


def _verb_before_no(tokens: Sequence[Token], rest: Sequence[Token], grammar: Grammar) -> str:
    """“leave | no details on voicemail”: the verb that “no” takes back."""
    at = len(tokens) - len(rest) - 1
    found = grammar.verb_at(tokens, at - 1) if at > 0 and tokens[at].folded == "no" else None
    return found[0].lemma if found else ""


def _forbids_an_act(tokens: Sequence[Token], rest: Sequence[Token]) -> bool:
    """“never | admit liability”, “it must not | gossip”: what follows is a verb, though no lexicon has it."""
    before = tokens[len(tokens) - len(rest) - 1].folded if len(rest) < len(tokens) else ""
    return before in word_set("verb_negators")


def _first_verb(tokens: Sequence[Token], grammar: Grammar) -> tuple[str, int] | None:
    found = grammar.verb_at(tokens, 0)
    if found:
        return found[0].lemma, found[1]
    word = tokens[0].folded
    if grammar.language == "en" and word.endswith("ing") and len(word) > 5:
        return word, 1
    return None
