"""What CLDR (babel) calls languages and territories, in the languages of the lexicon and in their own.

Babel merges some sixty locales for it, a third of a second, so the names are kept on disk.
"""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.disk_cache import cached_on_disk
from engine.language.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class CldrNames:
    languages: dict[str, list[str]]
    """Tag -> its names in each language of the lexicon that has one."""
    english: dict[str, str]
    """Tag -> its English name."""
    own: dict[str, str]
    """Language without a region -> its name in itself."""
    territories: list[str]


@cache
def cldr_names() -> CldrNames:
    data = lexicon("languages")
    tags, named_in = data["tags"], data["named_in"]
    bare = [tag for tag in dict.fromkeys([*tags, *data["more"]]) if "-" not in tag]
    made_from = (Path(__file__).read_bytes(), version("babel").encode(), repr((tags, named_in, bare)).encode())
    return CldrNames(**cached_on_disk("cldr_names", made_from, lambda: _from_babel(tags, named_in, bare)))


def _from_babel(tags: list[str], named_in: list[str], bare: list[str]) -> dict[str, Any]:
    from babel import Locale

    locales = [Locale.parse(code) for code in named_in]
    english = {tag: Locale.parse("en").languages.get(tag) for tag in tags}
    own = {tag: Locale.parse(tag).languages.get(tag) for tag in bare}
    return {
        "languages": {tag: [name for locale in locales if (name := locale.languages.get(tag))] for tag in tags},
        "english": {tag: name for tag, name in english.items() if name},
        "own": {tag: name for tag, name in own.items() if name},
        "territories": sorted({name for locale in locales for name in locale.territories.values()}),
    }
