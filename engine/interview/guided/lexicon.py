"""The lexicons: YAML files beside the code, each read once when it is first needed."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.interview.guided.phrases import PhraseBook
from engine.interview.guided.text import fold

_FOLDER = Path(__file__).parent / "lexicons"
_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar is text, so that the words “no”, “on” and “1” are words."""


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `lexicons/{name}.yaml`."""
    content = yaml.load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - texts only
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
