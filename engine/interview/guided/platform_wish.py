"""“export to vapi”, “use markdown instead”, “as JSON too”: where the agent shall run."""

from engine.document.changes import Set, add
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import lexicon
from engine.sentences import listed
from engine.targets import PLATFORM_NAMES
from engine.targets.spellings import is_platform, platform_names

_MOST_WORDS = 14


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
    vendors = set(lexicon("vendors")["names"])
    others = [t.text for t in part.tokens if t.folded in vendors and not is_platform(t.folded)]
    if others and ("export" in words or (part.asked and part.asked.path == "platforms")):
        return Meaning(says=f"{others[0].title()} is not there yet. I export for {_platforms()}.")
    hits = {hit.value for hit in platform_names().find(part.tokens)}
    named = [platform for platform in PLATFORM_NAMES if platform in hits]
    if not named or not words & {"export", "use", "platform"}:
        return None
    if words & {"also", "too", "add"}:
        return meaning(*(add("platforms", name) for name in named if name not in part.spec.platforms))
    return meaning(Set(path="platforms", value=[*named]))


def _platforms() -> str:
    return listed(list(PLATFORM_NAMES.values()))
