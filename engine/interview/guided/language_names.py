"""What people call languages: names from CLDR (babel), and regional ones from the lexicon."""

from functools import cache

from babel import Locale

from engine.interview.guided.lexicon import lexicon
from engine.interview.guided.phrases import PhraseBook
from engine.interview.guided.text import fold


@cache
def language_names() -> PhraseBook:
    """Names of languages, in the languages of the lexicon and in their own."""
    data = lexicon("languages")
    names: dict[str, set[str]] = {tag: set() for tag in data["tags"]}
    for locale in (Locale.parse(code) for code in data["named_in"]):
        for tag in data["tags"]:
            name = locale.languages.get(tag)
            if name:
                names[tag].update((fold(name), f"{fold(name)}-speaking"))
    for tag, texts in data["more"].items():
        names.setdefault(tag, set()).update(fold(text) for text in texts)
    return PhraseBook({tag: sorted(texts) for tag, texts in names.items()} | _own_names(names))


def _own_names(names: dict[str, set[str]]) -> dict[str, list[str]]:
    own: dict[str, list[str]] = {}
    for tag, known in names.items():
        language = tag.partition("-")[0]
        if "-" not in tag and Locale.parse(language, sep="-"):
            name = Locale.parse(language).languages.get(language)
            own[tag] = sorted(known | ({fold(name)} if name else set()))
    return own
