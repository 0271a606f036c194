"""How people write the names of platforms, from the list of them."""

from functools import cache

from engine.language.phrases import PhraseBook
from engine.targets import TARGETS


@cache
def platform_names() -> PhraseBook:
    """Finds platforms in what somebody said."""
    return PhraseBook({name: target.spoken for name, target in TARGETS.items()})


def is_platform(word: str) -> bool:
    """Whether this word, in small letters, names one of them."""
    return any(word in target.spoken for target in TARGETS.values())
