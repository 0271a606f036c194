"""A message as clauses: which part says what the agent does, and which part says what it must not do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from engine.language.grammar import Grammar, grammar_of
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.lists import troubles_in
from engine.language.text import Token, joined, tokens_of
from engine.language.verbs import Form

Polarity = Literal["said", "negated", "aside"]
"""`aside`: a negation that is the caller's or the team's trouble (“we can't keep up”), not an order to the agent."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of one sentence. `text` is as it was written, without the breaking word."""

    text: str
    tokens: tuple[Token, ...]
    polarity: Polarity
    sentence: int

    @property
    def negated(self) -> bool:
        return self.polarity == "negated"


def clauses_of(text: str, language: str) -> tuple[Clause, ...]:
    """Every clause of `text` in order; polarity is judged with the grammar of `language`."""
    grammar = grammar_of(language)
    clauses: list[Clause] = []
    excluded = False
    for number, sentence in enumerate(sentences_of(text)):
        excluded = _is_out_of_scope(sentence) or (excluded and not sentence[0].is_word)
        for tokens, polarity in _parts(sentence, grammar):
            kind: Polarity = "negated" if excluded else polarity
            case = _case_before_a_transfer(tokens) if kind == "said" else 0
            parts: tuple[tuple[tuple[Token, ...], Polarity], ...] = ((tokens[:case], "aside"), (tokens[case:], kind))
            for trimmed, judged in ((_trimmed(part), judged) for part, judged in parts):
                if trimmed:
                    clauses.append(Clause(joined(text, trimmed), trimmed, judged, number))
    return tuple(clauses)


def is_remark(clause: Clause) -> bool:
    """“that's how we got burned last year”: a word about what was just said, and no part of it."""
    return clause.polarity == "aside" and bool(book("remarks").at(clause.tokens, 0))


def _case_before_a_transfer(tokens: Sequence[Token]) -> int:
    """“If they ask about a bill, | pass them on”: how many tokens say when a person takes over, and no job."""
    if not tokens or tokens[0].folded not in word_set("conditions"):
        return 0
    mark = next((i for i, t in enumerate(tokens) if t.text in (",", ":") or t.text in _ARROWS), None)
    return mark + 1 if mark is not None and book("transfers").at(tokens, mark + 1) else 0


def _is_out_of_scope(sentence: Sequence[Token]) -> bool:
    """“Out of scope: refunds”, “Not included:” over a list: the sentence, and the points of the list below it. But “a
    charge they | don't know: …” only says which one is meant.
    """
    hit = next(iter(book("out_of_scope").find(sentence[:_LONGEST_HEADING])), None)
    if hit is None or (hit.start > 0 and sentence[hit.start - 1].folded in ("they", "he", "she")):
        return False
    return any(t.text in ":-–—=" for t in sentence[hit.end : hit.end + 2])


_LONGEST_HEADING = 6
"""Words at the beginning of a sentence in which such a heading is looked for."""


def sentences_of(text: str) -> Iterator[tuple[Token, ...]]:
    """The tokens of each sentence; a line break ends one too."""
    for line in _lines(text):
        sentence: list[Token] = []
        for token in line:
            if token.text in word_set("sentence_ends") and not _is_abbreviation(sentence, token):
                yield from [tuple(sentence)] if sentence else []
                sentence = []
            else:
                sentence.append(token)
        yield from [tuple(sentence)] if sentence else []


def _is_abbreviation(sentence: Sequence[Token], mark: Token) -> bool:
    """“St. Clement”, “Dr. Novak”: the full stop ends no sentence."""
    return bool(sentence) and mark.text == "." and sentence[-1].folded in word_set("abbreviations")


def _lines(text: str) -> Iterator[list[Token]]:
    line: list[Token] = []
    last = 0
    for token in tokens_of(text):
        if "\n" in text[last : token.start] and line:
            yield _without_bullet(line)
            line = []
        line.append(token)
        last = token.end
    if line:
        yield _without_bullet(line)


def _without_bullet(line: list[Token]) -> list[Token]:
    """“1) book tables” and “(b) book tables” say “book tables”."""
    numbered = next((i for i, t in enumerate(line[:3]) if t.text == ")"), 0)
    counted = numbered and len(line[numbered - 1].text) <= 2
    return line[numbered + 1 :] if counted and len(line) > numbered + 1 else line


def _parts(sentence: tuple[Token, ...], grammar: Grammar) -> Iterator[tuple[tuple[Token, ...], Polarity]]:
    """Cut the sentence before each negator and at each breaking word; a negation reaches over its list."""
    harmless = {i for hit in grammar.not_negators.find(sentence) for i in range(hit.start, hit.end)}
    harmless |= set(troubles_in(sentence, grammar)) | set(_limits_in(sentence, grammar))
    polarity: Polarity = "said"
    start = at = 0
    while at < len(sentence):
        token = sentence[at]
        hit = None if at in harmless else grammar.negators.at(sentence, at)
        remark = _end_of_remark(sentence, at)
        if remark:
            yield sentence[start:at], polarity
            yield sentence[at:remark], "aside"
            start, polarity, at = remark, "said", remark
        elif hit:
            begin = _begin_of_negation(sentence, at, start, grammar)
            if polarity != "negated" or begin > start:
                yield sentence[start:begin], polarity
                start = begin
            polarity = _kind_of_negation(sentence, start, hit.end, grammar)
            at = hit.end
        elif _breaks(sentence, start, at, grammar) and at not in harmless:
            yield sentence[start:at], polarity
            start, polarity, at = at + 1, "said", at + 1
        elif polarity != "said" and token.text in _ARROWS:
            yield sentence[start:at], "aside"
            start, polarity, at = at + 1, "said", at + 1
        elif _over(polarity, sentence, start, at, grammar):
            yield sentence[start:at], polarity
            start, polarity, at = at, "said", at + 1
        else:
            at += 1
    yield sentence[start:], polarity


def _end_of_remark(sentence: Sequence[Token], at: int) -> int:
    """“block the card|, that's the main thing”: where a word about what was just said ends; 0 where none begins."""
    if sentence[at].text not in (",", "-", "–", "—") or not book("remarks").at(sentence, at + 1):
        return 0
    marks = (i for i in range(at + 1, len(sentence)) if sentence[i].text in (",", "-", "–", "—"))
    return next(marks, len(sentence))


def _breaks(sentence: Sequence[Token], start: int, at: int, grammar: Grammar) -> bool:
    """“books tables | but takes no orders”; “if somebody else is there, just leave our number” is one case."""
    if sentence[at].folded not in grammar.breaks or at == start or _excepts(sentence, at):
        return False
    in_a_case = sentence[start].folded in word_set("conditions") and sentence[at - 1].text == ","
    return not (in_a_case and sentence[at].folded in ("just", "only"))


def _excepts(sentence: Sequence[Token], at: int) -> bool:
    """“never talk to anyone | but the debtor”: the exception belongs to the rule."""
    return at > 0 and sentence[at - 1].folded in word_set("anybody")


def _limits_in(sentence: Sequence[Token], grammar: Grammar) -> Iterator[int]:
    """“never book | without a deposit”: how something is done; but “without giving advice” forbids giving it."""
    for at, token in enumerate(sentence[:-1]):
        verb = grammar.verb_at(sentence, at + 1) if token.folded in word_set("limits") else None
        if token.folded in word_set("limits") and not (verb and verb[0].form in ("gerund", *_infinitives(grammar))):
            yield at
        if token.folded in word_set("unable") and any(t.folded in _RELATIVE for t in sentence[max(0, at - 6) : at]):
            yield at  # “pets that | can't breathe”: who is meant, and no order


def _infinitives(grammar: Grammar) -> tuple[str, ...]:
    """“sans donner”, “ohne zu geben”: other languages have an infinitive where English has “giving”."""
    return () if grammar.language == "en" else ("base",)


_RELATIVE = ("that", "who", "which", "whose")
_ARROWS = "→⇒➔➜"
"""“no heat → on-call tech”: before it stands a case, not an order."""


def _begin_of_negation(sentence: Sequence[Token], at: int, start: int, grammar: Grammar) -> int:
    """Take the subject and modal in front of the negator with it: “it must | not”, “and do | not”."""
    passive = next((i for i in (at - 1, at - 2) if i >= start and sentence[i].folded in grammar.passives), None)
    if passive is not None and all(t.is_word for t in sentence[passive:at]):
        return _begin_of_subject(sentence, passive, start, grammar)
    begin = at - 1 if _is_verb_of(sentence, at, start, grammar) else at
    while begin > start and sentence[begin - 1].folded in grammar.triggers | grammar.joints | word_set("subjects"):
        begin -= 1
    return begin - 1 if begin > start and sentence[begin - 1].text == "," else begin


def _begin_of_subject(sentence: Sequence[Token], at: int, start: int, grammar: Grammar) -> int:
    """“refunds | are never given”: what is negated stands before the negator, up to a comma or the last clause."""
    begin = at
    while begin > start and sentence[begin - 1].is_word and sentence[begin - 1].folded not in grammar.ends:
        begin -= 1
    asks = begin > start and sentence[begin - 1].folded in grammar.ends
    return at if asks else begin


def _is_verb_of(sentence: Sequence[Token], at: int, start: int, grammar: Grammar) -> bool:
    """“but | takes no orders”: the verb that the negator belongs to, and no object such as “orders”."""
    if at <= start or not grammar.verb_at(sentence[:at], at - 1):
        return False
    before = sentence[at - 2] if at - 1 > start else None
    return before is None or before.text == "," or before.folded in grammar.triggers | grammar.joints


def _kind_of_negation(sentence: Sequence[Token], start: int, after: int, grammar: Grammar) -> Polarity:
    before = {t.folded for t in sentence[start:after]}
    negator = sentence[after - 1].folded
    follows = {t.folded for t in sentence[after : after + 2]}
    subject = next((t.folded for t in reversed(sentence[: after - 1]) if t.folded in word_set("who")), "")
    if _first_persons(sentence, after) or _is_of_the_phone(sentence, after):
        return "aside"
    if negator in ("cannot", "can't", "cant") and subject in ("we", "i", "nobody", "customers", "callers", "people"):
        return "aside"
    if before & {"if", "who", "when"} or _under_a_condition(sentence, after):
        return "aside"
    if ({subject} | before) & {"we", "i"} and not follows & word_set("forbidding"):
        return "aside"
    return "negated"


def _under_a_condition(sentence: Sequence[Token], after: int) -> bool:
    """“book an engineer | if restart does not help”: a case, and no order."""
    begin = next((i + 1 for i in range(after - 2, -1, -1) if sentence[i].text in ",;:"), 0)
    stated = {sentence[after - 1].folded, sentence[max(0, after - 2)].folded} & word_set("stating")
    return bool(stated) and any(t.folded in word_set("conditions") - {"where"} for t in sentence[begin : after - 1])


def _first_persons(sentence: Sequence[Token], after: int) -> bool:
    """“no | tenemos API”, “wir haben keine”, “on n'a pas”: what the team lacks."""
    near = sentence[max(0, after - 5) : after + 1]
    if any(t.folded in word_set("first_persons") for t in near):
        return True
    return after < len(sentence) and sentence[after].folded.endswith(("emos", "amos", "imos"))


def _is_of_the_phone(sentence: Sequence[Token], after: int) -> bool:
    """“our phone | never stops”, “das Telefon steht | nie still”."""
    before = takewhile(lambda t: t.is_word, reversed(sentence[max(0, after - 3) : after - 1]))
    return any(t.folded in word_set("what_rings") for t in before)


def _over(polarity: Polarity, sentence: Sequence[Token], start: int, at: int, grammar: Grammar) -> bool:
    """Whether the negation that began at `start` ends here."""
    match polarity:
        case "aside":
            return _goes_on(sentence, start, at, grammar)
        case "negated":
            return _ends_negation(sentence, start, at, grammar)
        case _:
            return False


def _goes_on(sentence: Sequence[Token], start: int, at: int, grammar: Grammar) -> bool:
    """“if that doesn't fix it | open a ticket”: the order after the condition."""
    if not any(t.folded in ("if", "when", "unless") for t in sentence[start:at]) or at + 1 >= len(sentence):
        return False
    if sentence[at].text == ",":
        return True
    settled = sentence[at - 1].folded in word_set("condition_ends")
    verb = grammar.verb_at(sentence, at) if settled else None
    return bool(verb and verb[0].form == "base")


def _ends_negation(sentence: Sequence[Token], start: int, at: int, grammar: Grammar) -> bool:
    """After a comma or “and” something new begins when a verb of another form than the forbidden one follows."""
    token = sentence[at]
    if token.text != "," and token.folded not in grammar.joints and token.text != ":":
        return False
    rest = sentence[at + 1 :]
    if not rest or _OR & {token.folded, rest[0].folded}:
        return False
    if token.text == "," and (_tones_follow(sentence, start, at) or language_names().at(sentence, at + 1)):
        return True
    if token.text == "," and _has_its_own_verb(rest, grammar):
        return True
    inside = [grammar.verb_at(sentence, i) for i in range(start, at)]
    forbidden = next((v[0].form for v in inside if v), _unknown_form(sentence, start, at, grammar))
    skip = 1 if rest[0].folded in grammar.joints and len(rest) > 1 else 0
    verb = grammar.verb_at(rest, skip)
    if verb and len(rest) > skip + 1:
        return forbidden is None or (verb[0].form != forbidden)
    if token.text == "," and any(t.folded in ("only", "please") for t in rest[:3]):
        return True
    if token.text == "," and forbidden is None:
        return not any(
            t.folded in ("or", "and", "o", "ou", "oder", "und", "y", "et", "e", "of", "en") for t in rest[:6]
        )
    return rest[0].folded in word_set("subjects") | grammar.modals and rest[0].folded not in ("not",)


_OR = frozenset(("or", "nor"))
"""“never admit liability | or promise a payout”: both are forbidden, whatever stands between."""


def _unknown_form(sentence: Sequence[Token], start: int, at: int, grammar: Grammar) -> Form | None:
    """After “never” or “must not” even a word that no lexicon knows is a base verb: “never | admit liability”."""
    hits = grammar.negators.find(sentence[start:at]) if grammar.language == "en" else []
    after = start + hits[0].end if hits else at
    if after + 1 >= at or sentence[after - 1].folded not in word_set("verb_negators"):
        return None
    word = sentence[after]
    return "base" if word.folded.isalpha() and not book("tones").at(sentence, after) else None


def _has_its_own_verb(rest: Sequence[Token], grammar: Grammar) -> bool:
    """“…, | pharmacist questions get transferred”, “…, | urgent calls go to a vet”: somebody else's sentence."""
    near = [t.folded for t in rest[:_LONGEST_SUBJECT]]
    at = next((i for i, word in enumerate(near) if word in grammar.passives | _GOING), 0)
    return at > 0 and not {"or", "nor", ",", "and", "it", "that", "which", "who"} & set(near[:at])


_GOING = frozenset(("get", "gets", "go", "goes"))
_LONGEST_SUBJECT = 4


def _tones_follow(sentence: Sequence[Token], start: int, at: int) -> bool:
    """“not too chatty, | clear and patient”; but “not pushy, loud or rude” is all unwanted."""
    tones = book("tones")
    unwanted = any(tones.at(sentence, i) for i in range(start, at))
    return unwanted and bool(tones.at(sentence, at + 1)) and not {"or", "nor"} & {t.folded for t in sentence[at:]}


def _trimmed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without punctuation at the ends."""
    first, last = 0, len(tokens)
    while first < last and not (tokens[first].is_word or tokens[first].text[0] == "+"):
        first += 1
    while last > first and not (tokens[last - 1].is_word or tokens[last - 1].text[0] == "+"):
        last -= 1
    return tuple(tokens[first:last])
