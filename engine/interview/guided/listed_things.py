"""“Eye tests, glasses ready for collection, how much is it”: a list in a sentence that says what callers need.

The job parser reads verbs; where the places that were learnt say that a sentence names jobs, the things and the
questions in it are jobs, too.
"""

from collections.abc import Iterator, Sequence

from engine.interview.guided.callers_side import says_that_people_call
from engine.interview.guided.reading import Reading
from engine.interview.guided.recognisers.data_fields import lists_values
from engine.language.acts import Context, Place, judged
from engine.language.clauses import sentences_of
from engine.language.grammar import Grammar
from engine.language.jobs.nouns import is_of_people
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.text import Token, fold, joined, sentence_case, tokens_of
from engine.language.tones import tone_hits

_JOBS: tuple[Place, ...] = ("goals", "role")
_LIKELY = 0.5
_LONGEST_ITEM = 7
_OPENING = 2
"""Tokens among which a bare list begins; “members call about | bottles and tastings” is none."""
_FEWEST = 2
"""Items of a list; one thing by itself is no list."""
_MOST = 12
_LONGEST_SENTENCE = 120
"""Tokens. Nobody lists jobs in a longer one."""


def listed_things(reading: Reading, spoken: Sequence[str]) -> Iterator[str]:
    """One statement for each thing of such a list that no `spoken` goal has in it. What else stands in the list must
    be jobs that were read."""
    known = {word for statement in spoken for word in _words(tokens_of(statement))}
    for number, sentence in enumerate(sentences_of(reading.text)):
        if len(sentence) > _LONGEST_SENTENCE:
            continue
        items = [_bare(item) for item in _items(sentence, reading.grammar)]
        items = items[next((i for i, item in enumerate(items) if _somebody_does(item, reading.grammar)), 0) :]
        calls = says_that_people_call(sentence, reading.grammar)
        needs = {item: need for item in items if (need := _need(item, reading, calls=calls))}
        things = [item for item in items if _is_thing(item, reading.grammar)]
        others = [item for item in items if item not in needs]
        told = not items or not items[0] or items[0][0] not in sentence[:_OPENING]
        bare = number > 0 and not told and len(things) == len(items) and not any(t.text == ":" for t in sentence)
        among_jobs = all(_words(item) & known for item in others)
        if not needs or (len(items) < _FEWEST and not calls) or (len(needs) < _FEWEST and not among_jobs):
            continue
        if not (calls or _names_jobs(sentence, reading, bare=bare)):
            continue
        yield from [need for need in needs.values() if not _words(tokens_of(need)[1:]) <= known][:_MOST]


def _need(item: Sequence[Token], reading: Reading, *, calls: bool) -> str:
    """What the agent does for one item of a list: it handles a thing, helps with what people call about, and answers a
    question; empty for nothing of these."""
    asked = _question_in(item, reading.grammar)
    if asked:
        return f"Answer “{joined(reading.text, asked)}”"
    if not _is_thing(item, reading.grammar):
        return ""
    words = joined(reading.text, item)
    done = len(item) > _FEWEST and item[1].folded in _ARTICLES  # “hire the hall”, with a verb that no lexicon has
    return sentence_case(words) if done else f"{'Help with' if calls else 'Handle'} {words}"


def _question_in(item: Sequence[Token], grammar: Grammar) -> Sequence[Token]:
    """“how much is it”, “to see if | the cars done”, “they want to know | when the van comes”."""
    if grammar.language != "en" or len(item) > _LONGEST_QUESTION:
        return ()
    first = _WHETHER + _ASKING
    at = next((i for i, t in enumerate(item) if t.folded.removesuffix("s").removesuffix("'") in first), len(item))
    led = at == 0 or item[at - 1].folded in _LEADS_TO_A_QUESTION
    whether = at < len(item) and item[at].folded in _WHETHER
    if not led or (whether and at == 0) or len(item) - at < _FEWEST_WORDS:
        return ()
    return item[at:]


_WHETHER, _ASKING = ("if", "whether"), ("how", "what", "when", "where", "which", "who")
_LEADS_TO_A_QUESTION = ("ask", "answer", "see", "know", "check", "say", "tell", "out", "hear", "asking", "wondering")
_LONGEST_QUESTION, _FEWEST_WORDS = 14, 2


def _names_jobs(sentence: Sequence[Token], reading: Reading, *, bare: bool) -> bool:
    """By itself; nothing but `bare` things, after what an opening says of the business, also by what stands around."""
    if sentence[0].folded in word_set("conditions") or lists_values(sentence):
        return False
    if [t.folded for t in sentence[:2]] == ["they", "are"] or sentence[0].folded == "they're":
        return False  # who callers are
    around = [reading.tokens] if bare and reading.opening else []
    context = Context(reading.asked, reading.language)
    return any(judged(tokens, context)[1].share(*_JOBS) >= _LIKELY for tokens in (sentence, *around))


def _items(sentence: Sequence[Token], grammar: Grammar) -> list[tuple[Token, ...]]:
    """Between commas and joints, without brackets; of the first only what stands behind its head."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in sentence:
        depth += (token.text == "(") - (token.text == ")")
        if depth or token.text == ")":
            continue
        if token.text in ":=–—" and len(items) == 1:
            items = [[]]
        elif token.text in ",;/&+" or token.folded in grammar.joints:
            items.append([])
        else:
            items[-1].append(token)
    return [tuple(item) for item in (_behind_head(items[0], grammar), *items[1:]) if item]


def _behind_head(item: Sequence[Token], grammar: Grammar) -> list[Token]:
    """“phone bot for | consult bookings”, “it handles | returns”."""
    heads = [
        i for i, t in enumerate(item)
        if t.folded in word_set("before_things") or ((v := grammar.verb_at(item, i)) and v[0].lemma in grammar.generic)
    ]  # fmt: skip
    return list(item[heads[-1] + 1 :]) if heads else list(item)


def _bare(item: Sequence[Token]) -> tuple[Token, ...]:
    """Without what opens or closes it: “so”, “and”, “a”, “lol”."""
    words = list(item)
    while words and (words[0].folded in word_set("discourse") | _ARTICLES or not words[0].is_word):
        words.pop(0)
    while words and (words[-1].folded in word_set("discourse") or not words[-1].is_word):
        words.pop()
    return tuple(words)


_ARTICLES = frozenset(("a", "an", "the"))


def _is_thing(item: Sequence[Token], grammar: Grammar) -> bool:
    """A few words that are no clause, no manner, no language, no people and no role."""
    if not 0 < len(item) <= _LONGEST_ITEM or not all(t.is_word for t in item) or item[0].text[0].isdigit():
        return False
    if item[0].folded in grammar.leads or any(t.is_capital and t.start for t in item):
        return False  # “our vets”, “Paws Clinic”: whose it is
    if item[0].folded in grammar.triggers | grammar.modals | grammar.ends | word_set("subjects") | {"there", "not"}:
        return False
    if grammar.negators.find(item) or tone_hits(item) or language_names().find(item):
        return False
    people = book("people").find(item)
    if book("roles", "heads").find(item[-1:]) or (people and people[-1].end == len(item)):
        return False
    if _somebody_does(item, grammar):
        return False
    if grammar.language != "en" and any(grammar.verb_at(item, at) for at in range(min(2, len(item)))):
        return False  # “las cancele”: the parser of jobs reads verbs
    found = grammar.verb_at(item, 0)
    told = grammar.passives | grammar.triggers | word_set("stating") | word_set("subjects") | {"that", "which", "who"}
    clause = any(t.folded in told for t in item[1:])
    does = found is not None and (found[0].form == "base" or (found[0].form == "third" and found[1] < len(item)))
    return not clause and not does


def _somebody_does(item: Sequence[Token], grammar: Grammar) -> bool:
    """“callers | book wheel classes”, “skippers | reserve a berth”."""
    people = book("people").at(item, 0) if item else None
    who = people.end if people else int(bool(item) and is_of_people(item[0], grammar))
    return 0 < who < len(item) and grammar.verb_at(item, who) is not None


def _words(tokens: Sequence[Token]) -> set[str]:
    return {fold(t.text).rstrip("s") for t in tokens if t.is_word and len(t.text) > _SHORT}


_SHORT = 2
