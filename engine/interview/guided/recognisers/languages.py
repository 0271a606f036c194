"""Which languages the agent speaks, as BCP 47 tags; names come from CLDR, region by region from the lexicon."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import Set
from engine.interview.guided.other_languages import is_other, pieces_in
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import Clause
from engine.language.language_names import language_names, language_names_in_english
from engine.language.lexicon import lexicon
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token


def languages(reading: Reading) -> Iterator[Found]:
    """The languages that are named; otherwise, in an opening, the language of the message itself."""
    said = [tag for clause in reading.said for tag in tags_in(clause, reading.language)]
    if is_other(reading.language) and (named := pieces_in(reading.text, "languages")):
        said += [reading.language, *named]
    unwanted = {tag for clause in reading.negated for tag in tags_in(clause, reading.language)}
    tags = [t for t in dict.fromkeys(said) if t not in unwanted]
    own = reading.language
    if tags and len(tags) == 1 and own and tags[0].split("-")[0] != own and _is_bilingual(reading):
        tags.insert(0, own)
    if tags:
        merged = tags if reading.opening else list(dict.fromkeys([*reading.spec.languages, *tags]))
        yield Found(Set(path="languages", value=list(merged)))
    elif own and reading.opening and not reading.spec.languages:
        yield Found(Set(path="languages", value=[own]), "inferred")


def tags_in(clause: Clause, language: str) -> list[str]:
    """The tags of the languages that a clause of a message in `language` names as languages, in order."""
    hits = (language_names_in_english() if language == "en" else language_names()).find(clause.tokens)
    named = [hit.value for hit in hits if _is_a_language(clause.tokens, hit)]
    return [*named, *(code for code in _codes(clause.tokens) if code not in named)]


def _codes(tokens: Sequence[Token]) -> list[str]:
    """“EN + DE + FR”: at least two codes in a row, in capitals."""
    known = set(lexicon("languages")["tags"])
    codes = {i: t.text.lower() for i, t in enumerate(tokens) if t.text.isupper() and t.folded in known}
    return [code for i, code in codes.items() if {i - 1, i + 1, i - 2, i + 2} & codes.keys() and len(code) == _CODE]


_CODE = 2
"""Letters of a code of ISO 639-1."""


def _is_a_language(tokens: Sequence[Token], hit: Hit) -> bool:
    """“Thai massage”, “Italian restaurant” and “learn French” are no languages of the agent."""
    data_before, data_after = _not_before(), _not_after()
    if hit.end < len(tokens) and data_before.at(tokens, hit.end):
        return False
    return not (hit.start and data_after.at(tokens, hit.start - 1))


@cache
def _not_before() -> PhraseBook:
    return PhraseBook({"no": lexicon("languages")["not_before"]})


@cache
def _not_after() -> PhraseBook:
    return PhraseBook({"no": lexicon("languages")["not_after"]})


def _is_bilingual(reading: Reading) -> bool:
    return bool(PhraseBook({"two": lexicon("languages")["many"]}).find(reading.tokens))
