"""In which language a reply is, of those that the conversations have."""

import re
from functools import cache
from typing import get_args

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from evals.guided.conversation import Language

_NOT_ITS_OWN = re.compile(r"^>.*$|“[^”]*”|`[^`]*`|\*\*[^*]*\*\*", re.MULTILINE)
"""Quotations, names of tools, and what is printed bold: the people's words, or the agent's."""
_LEAST_WORDS = 3


def language_of(reply: str) -> str | None:
    """The most likely one, by the builder's own words alone; None where they are too few to tell."""
    words = _NOT_ITS_OWN.sub(" ", reply)
    if len(words.split()) < _LEAST_WORDS:
        return None
    language: str = _identifier().classify(words)[0]
    return language


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(get_args(Language)))
    return identifier
