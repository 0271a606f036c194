"""German and Dutch: the object comes first, and the verb after it."""

from collections.abc import Iterator, Sequence

from engine.language.grammar import Grammar
from engine.language.jobs.statement import Job, statement_of
from engine.language.lexicon import word_set
from engine.language.text import Token


def verb_last(tokens: Sequence[Token], grammar: Grammar) -> Iterator[Job]:
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
        statement = statement_of(lemma, words, tokens, grammar)
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
