"""Words without their endings, the same way everywhere.

A Snowball stemmer works inside itself, so two threads must not use one at the same time; lexicons are warmed in a
thread beside the first turns.
"""

from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from unicodedata import unidata_version

import Stemmer

from engine.language import text

_lock = Lock()


@lru_cache(maxsize=50_000)
def stem(word: str, language: str = "english") -> str:
    """`stem("appointments")` -> `appoint`. `language` is Snowball's name of it, in English."""
    with _lock:
        return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language, 0)  # a cache of its own would be the second one


@cache
def stemming() -> bytes:
    """All that decides how words are cut, folded and stemmed: for the key of what is made of stems and kept on disk."""
    code = (Path(module).read_bytes() for module in (__file__, text.__file__))
    return b"\0".join((*code, version("PyStemmer").encode(), unidata_version.encode()))
