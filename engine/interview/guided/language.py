"""Which language a message is written in: function words first, then the script, then a detector for the rest."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from engine.language.grammar import LANGUAGES
from engine.language.lexicon import lexicon
from engine.language.text import Token, fold

_ENOUGH = 2
"""Function words of one language that decide."""
_SURE = 0.6
"""Probability from which the detector is believed."""
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
}
_DETECTED_SCRIPTS = ("CYRILLIC", "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "ARMENIAN", "GEORGIAN")


def language_by_words(tokens: Sequence[Token], default: str = "") -> str:
    """The language whose function words are clearly the most frequent; `default` where none is."""
    counts = Counter[str]()
    for token in tokens:
        for language in _languages_of_word().get(token.folded, ()):
            counts[language] += 1
    if not counts:
        return default
    (best, most), *rest = counts.most_common(2)
    if rest and rest[0][1] == most:
        return "en" if counts["en"] == most else default
    return best if most >= _ENOUGH or not default else default


def language_by_script(text: str) -> str:
    """The language that a script stands for; `?` where the script is shared by several; empty for Latin letters."""
    letters = [c for c in text[:400] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in letters)
    if not scripts:
        return ""
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 2:
        return "ja"
    script, count = scripts.most_common(1)[0]
    if count * 2 < len(letters):
        return ""
    return "?" if script in _DETECTED_SCRIPTS else _SCRIPTS.get(script, "")


def language_by_model(text: str) -> str:
    """What py3langid says; slow to load, so it is asked last and off the event loop."""
    language, sure = _identifier().classify(text[:1000])
    return str(language) if sure > _SURE else ""


@cache
def _identifier() -> Any:
    """The model, read once. Its classes have no types."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _languages_of_word() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word in lexicon(f"grammar/{language}")["common"]:
            words[fold(str(word))] = (*words.get(fold(str(word)), ()), language)
    return words
