"""Commands to the builder: go back, what have you got, who decided that, help."""

from collections.abc import Sequence
from functools import cache

from engine.document.changes import GoBack
from engine.document.spec import Stage
from engine.document.stages import TITLES
from engine.interview.guided.provenance import who
from engine.interview.guided.short_answers import is_polite
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.recap import recap
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token

HELP = (
    "Tell me in your own words what the voice agent should do, answer my questions, and change anything at any time: "
    "“make the tone formal”, “drop the second goal”, “add German”, “go back to the tools”, “undo”, “what have you got "
    "so far?”. A plain yes takes my suggestion."
)


def command(part: Part) -> Meaning | None:
    """A message that is nothing but a command, or one of “go back to …” and “who said …”."""
    match _whole(part.tokens):
        case "status":
            return Meaning(says=recap(part.spec))
        case "diff":
            return Meaning(
                says="This is what changed last." if part.earlier else "Nothing changed yet.", show_diff=True
            )
        case "help":
            return Meaning(says=HELP)
        case "restart":
            return Meaning(
                says="I keep what we have. For a new agent start a new thread or session; here you can change any "
                "part, or say “undo” to take the last change back."
            )
        case "greet":
            return Meaning(says="Hello.")
        case "thanks":
            return Meaning(says="You are welcome.")
        case _:
            return _go_back(part) or who(part)


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
    """“go back to the tools”; “show me the flow” shows it by going there."""
    for hit in _book("going_back").find(part.tokens):
        if hit.start > 3:
            return None
        for place in _places().find(part.tokens[hit.end : hit.end + 4]):
            stage = Stage(place.value)
            return meaning(GoBack(stage=stage), says=f"Back to {TITLES[stage].lower()}.")
    return None


@cache
def _commands() -> PhraseBook:
    kinds = ("status", "diff", "help", "restart", "greet", "thanks")
    return PhraseBook({kind: lexicon("commands")[kind] for kind in kinds})


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("commands")[key]})


@cache
def _places() -> PhraseBook:
    return PhraseBook(lexicon("commands")["back"])
