"""What is said to the builder beside the matter: “why?”, “what would you recommend?”, what it costs, platforms."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from engine.document.changes import Set, add
from engine.interview.guided.short_answers import is_polite
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import book, lexicon
from engine.language.phrases import PhraseBook
from engine.sentences import listed
from engine.targets import PLATFORM_NAMES

_MOST_WORDS = 14
_ABOUT_JOBS = ("approval:", "goals", "use_case")
"""Paths of questions about the work as a whole, where advice on it is what somebody means."""


def aside(part: Part) -> Meaning | None:
    """An answer in a sentence; the question that was open is asked again after it."""
    kind = _whole(part) or (_asked_about(part) if len(part.tokens) <= _MOST_WORDS else "")
    match kind:
        case "":
            return None
        case "why" | "meaning":
            return Meaning(says=explanation(part.asked.path, "why") if part.asked else "Nothing is open just now.")
        case "example":
            return Meaning(says=_example(part))
        case "recommend":
            return Meaning(says=_recommendation(part))
        case "sample":
            return Meaning(says=_sample_call(part) or _example(part))
        case "platforms":
            return Meaning(says=f"I export for {_platforms()}.")
        case _:
            return Meaning(says=lexicon("asides")["answers"][kind])


def platform_wish(part: Part) -> Meaning | None:
    """“export to vapi”, “use markdown instead”, “as JSON too”."""
    words = {t.folded for t in part.tokens}
    if len(part.tokens) > _MOST_WORDS or not words & {
        "export",
        "exporting",
        "use",
        "for",
        "as",
        "to",
        "we",
        "platform",
    }:
        return None
    others = [t.text for t in part.tokens if t.folded in lexicon("asides")["vendors"]]
    if others and ("export" in words or (part.asked and part.asked.path == "platforms")):
        return Meaning(says=f"{others[0].title()} is not there yet. I export for {_platforms()}.")
    hits = {hit.value for hit in book("platforms").find(part.tokens)}
    named = [platform for platform in PLATFORM_NAMES if platform in hits]
    if not named or not words & {"export", "use", "platform"}:
        return None
    if words & {"also", "too", "add"}:
        return meaning(*(add("platforms", name) for name in named if name not in part.spec.platforms))
    return meaning(Set(path="platforms", value=[*named]))


def explanation(path: str, what: str) -> str:
    """`why` a question is asked, or an `example` of an answer."""
    table: Mapping[str, Mapping[str, str]] = lexicon("asides")["questions"]
    found = next((entry for pattern, entry in table.items() if fnmatchcase(path, pattern)), table["use_case"])
    return found[what]


def _whole(part: Part) -> str:
    kind, at = "", 0
    while at < len(part.tokens):
        hit = _book("whole").at(part.tokens, at)
        if hit and not kind:
            kind, at = hit.value, hit.end
        elif is_polite(part.tokens[at]):
            at += 1
        else:
            return ""
    return kind


def _asked_about(part: Part) -> str:
    hits = _book("asks").find(part.tokens)
    return hits[0].value if hits and hits[0].start <= 3 else ""


def _recommendation(part: Part) -> str:
    """About the value that is asked for, or else about the jobs in hand."""
    if part.asked and not part.asked.path.startswith(_ABOUT_JOBS):
        return "I would take my suggestion; you can change it at any time." if part.asked.offer else _example(part)
    from engine.interview.guided.advice import advice  # playbooks are loaded when somebody asks

    return advice(part.spec) or _example(part)


def _sample_call(part: Part) -> str:
    from engine.interview.guided.advice import sample_call  # playbooks are loaded when somebody asks

    return sample_call(part.spec)


def _example(part: Part) -> str:
    return f"For example: “{explanation(part.asked.path if part.asked else 'use_case', 'example')}”."


def _platforms() -> str:
    return listed(list(PLATFORM_NAMES.values()))


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook(lexicon("asides")[key])
