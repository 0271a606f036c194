"""Commands to the builder: go back, and a greeting, thanks or a farewell that want nothing."""

from collections.abc import Sequence
from functools import cache

from engine.document.changes import GoBack
from engine.document.spec import Stage
from engine.document.stages import TITLES
from engine.interview.guided.short_answers import is_polite
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token


def command(part: Part) -> Meaning | None:
    """A message that is nothing but a command, or “go back to …”."""
    match _whole(part.tokens):
        case "greet":
            return Meaning(says="Hello.")
        case "thanks":
            return Meaning(says="You are welcome.")
        case "farewell":
            return Meaning(says="Goodbye. It is all kept, so come back whenever you like.")
        case _:
            return _go_back(part)


def _whole(tokens: Sequence[Token]) -> str:
    """The command that the tokens are, politeness aside; empty for anything else."""
    kind, at = "", 0
    while at < len(tokens):
        hit = _commands().at(tokens, at)
        if hit and not kind:
            kind, at = hit.value, hit.end
        elif is_polite(tokens[at]):
            at += 1
        else:
            return ""
    return kind


def _go_back(part: Part) -> Meaning | None:
    """“go back to the tools”."""
    for hit in _book("going_back").find(part.tokens):
        if hit.start > 3:
            return None
        for place in _places().find(part.tokens[hit.end : hit.end + 4]):
            stage = Stage(place.value)
            return meaning(GoBack(stage=stage), says=f"Back to {TITLES[stage].lower()}.")
    return None


@cache
def _commands() -> PhraseBook:
    kinds = ("greet", "thanks", "farewell")
    return PhraseBook({kind: lexicon("commands")[kind] for kind in kinds})


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("commands")[key]})


@cache
def _places() -> PhraseBook:
    return PhraseBook(lexicon("commands")["back"])
