"""What people call languages: names from CLDR, and regional ones from the lexicon."""

from functools import cache

from engine.language.cldr import cldr_names
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import fold


@cache
def language_names() -> PhraseBook:
    """Names of languages, in the languages of the lexicon and in their own."""
    known = cldr_names()
    names: dict[str, set[str]] = {}
    for tag, texts in known.languages.items():
        names[tag] = {form for name in texts for form in (fold(name), f"{fold(name)}-speaking")}
    for tag, texts in lexicon("languages")["more"].items():
        names.setdefault(tag, set()).update(fold(text) for text in texts)
    for tag, name in known.own.items():
        names[tag].add(fold(name))
    return PhraseBook({tag: sorted(texts) for tag, texts in names.items()})
