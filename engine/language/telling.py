"""The words of a text that tell it from others."""

from functools import lru_cache

from engine.language.lexicon import word_set
from engine.language.stems import stem


@lru_cache(maxsize=5_000)
def telling_words(text: str) -> frozenset[str]:
    """The telling words of a text, without their endings."""
    spoken = "".join(c if c.isalnum() else " " for c in text.lower())
    return frozenset(stem(w) for w in spoken.split() if w not in word_set("common_in_goals") and len(w) > 1)
