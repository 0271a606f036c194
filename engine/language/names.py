"""Names of languages for people: `pt-BR` -> `Portuguese (Brazil)`."""

from functools import cache


@cache
def language_name(tag: str, in_language: str = "en") -> str:
    """The name of the language, in English unless told; the tag itself where CLDR has no name for it."""
    from babel import Locale, UnknownLocaleError  # only where a language is named for people

    try:
        return Locale.parse(tag, sep="-").get_display_name(in_language) or tag
    except (UnknownLocaleError, ValueError):
        return tag
