"""The lexicons: YAML files beside the code, each read once when it is first needed."""

from functools import cache
from pathlib import Path
from typing import Any

from engine.language.phrases import PhraseBook
from engine.language.text import fold
from engine.yaml_files import read_texts

_FOLDER = Path(__file__).parent / "lexicons"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `lexicons/{name}.yaml`."""
    content = read_texts(_FOLDER / f"{name}.yaml")
    assert isinstance(content, dict)
    return content


@cache
def book(name: str, key: str = "") -> PhraseBook:
    """The phrases of a lexicon (or of one key in it): a mapping of value to its phrases in every language."""
    content = lexicon(name)
    return PhraseBook(content[key] if key else content)


@cache
def word_set(key: str) -> frozenset[str]:
    """A small set of words from `lexicons/words.yaml`, folded."""
    return frozenset(fold(word) for word in lexicon("words")[key])
