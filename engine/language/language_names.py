"""What people call languages: names from CLDR, and regional ones from the lexicon."""

from collections.abc import Mapping, Sequence
from functools import cache

from engine.language.cldr import cldr_names
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import fold


@cache
def language_names() -> PhraseBook:
    """Names of languages, in the languages of the lexicon and in their own."""
    return _named(cldr_names().languages)


@cache
def language_names_in_english() -> PhraseBook:
    """The English and the own names only: “pools” is Polish in Dutch, and something to swim in here."""
    return _named({tag: [name] for tag, name in cldr_names().english.items()})


def _named(by_tag: Mapping[str, Sequence[str]]) -> PhraseBook:
    names: dict[str, set[str]] = {}
    for tag, texts in by_tag.items():
        names[tag] = {form for name in texts for form in (fold(name), f"{fold(name)}-speaking")}
    for tag, texts in lexicon("languages")["more"].items():
        names.setdefault(tag, set()).update(fold(text) for text in texts)
    for tag, name in cldr_names().own.items():
        names.setdefault(tag, set()).add(fold(name))
    return PhraseBook({tag: sorted(texts) for tag, texts in names.items()})
