"""`export elevenlabs compare 3 5`: what changed in an export between two versions; one number compares with the version
of now, none with the version that was exported last, and `last two` compares the two that were exported last.

In free words it is the same: “what changed in the elevenlabs export since version 3?”.
"""

import re
from collections.abc import Sequence

from bots.files import File
from bots.shown import Shown
from engine import sessions
from engine.errors import PersonError
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES, Engine, SessionView

_COMPARE = "compare"
_LAST_TWO = ("last", "two")
_ABOUT = re.compile(r"\b(?:exports?|bundles?|versions?)\b")
_FRAME = re.compile(
    r"(?:please )?(?:(?:can|could|would|will) (?:you|i|we) )?(?:please )?"
    r"(?:compare|(?:(?:show|tell|give)(?: me| us)? )?(?:"
    r"what (?:(?:has|had|is|are|was|were|s) )?(?:changed|different)|"
    r"(?:(?:what (?:is|are|s) )?(?:the|all|any) |are there any )?(?:changes|differences?|diff)))"
    r"(?> (?=\w)(?:(?:in|of|to|for|between|from|since|with|and|than)\b ?)?(?:(?:the|our|my|this|that)\b ?)?"
    rf"(?:(?:last two|last|latest|two|current)\b ?)?(?:(?:{'|'.join(PLATFORM_NAMES)})\b ?)?"
    r"(?:(?:exports?|bundles?|versions?|v|now)\b ?)?(?:\d+)?(?<! ))++(?: please)?"
)
"""A question about two exports: it is asked (“compare”, “show me what changed”), and then only says which: from, of or
between these versions of this platform's export. With any other word it is a sentence for the builder."""
_MOST_DIGITS = 9


def is_compare(words: Sequence[str]) -> bool:
    """Whether these words behind `export` ask for a comparison, and not for a sentence."""
    numbers = [word for word in words[2:] if word.isdecimal() and len(word) <= _MOST_DIGITS]
    which = len(numbers) == len(words[2:]) <= len(("from", "to")) or tuple(map(str.lower, words[2:])) == _LAST_TWO
    return len(words) > 1 and words[1].lower() == _COMPARE and which


def compare_in_words(text: str) -> list[str] | None:
    """“Compare the last two Vapi exports.” -> `["vapi", "compare", "last", "two"]`; None for any other sentence."""
    plain = text.casefold()
    for name, title in PLATFORM_NAMES.items():
        plain = plain.replace(title.casefold(), name)
    words = re.findall(r"[a-z_]+|\d+", plain)
    said = " ".join(words)
    platforms = list(dict.fromkeys(word for word in words if word in PLATFORM_NAMES))
    if len(platforms) != 1 or not _ABOUT.search(said) or not _FRAME.fullmatch(said):
        return None
    numbers = [word for word in words if word.isdecimal()]
    asked = [platforms[0], _COMPARE, *(numbers or (_LAST_TWO if " ".join(_LAST_TWO) in said else ()))]
    return asked if is_compare(asked) else None


async def compare(engine: Engine, session: SessionView, words: Sequence[str]) -> Shown:
    """In words, with all the lines as a file. Raises PersonError."""
    platform, numbers = words[0].lower(), [int(word) for word in words[2:] if word.isdecimal()]
    if platform not in PLATFORM_NAMES:
        raise PersonError(f"There is no export of that name. Choose one of: {listed([*PLATFORM_NAMES], 'or')}.")
    if len(words[2:]) > len(numbers):
        numbers = await _last_two(engine, session, platform)
    before = numbers[0] if numbers else await _exported_last(engine, session, platform)
    after = numbers[1] if len(numbers) > 1 else session.version
    if missing := next((number for number in (before, after) if number > session.version), None):
        raise PersonError(f"There is no version {missing}; the current one is {session.version}.")
    found = await sessions.compare_exports(engine, session.session_id, platform, before, after)
    file = File(f"{platform}-v{before}-v{after}.diff", "All changes line by line", found.diff.encode())
    title = PLATFORM_NAMES[found.after.platform]
    return Shown(sessions.comparison_in_words(found, title), (file,) if found.files else ())


async def _last_two(engine: Engine, session: SessionView, platform: str) -> list[int]:
    """The two newest versions that somebody has got, the older one first."""
    asked = await sessions.export_requests(engine, session.session_id)
    known = sorted({request.version for request in asked if request.platform == platform})
    if len(known) < len(_LAST_TWO):
        raise PersonError(f"Nobody has exported two versions yet. Name two, such as `export {platform} compare 1 2`.")
    return known[-2:]


async def _exported_last(engine: Engine, session: SessionView, platform: str) -> int:
    """The newest version that somebody has got, before the one of now."""
    asked = await sessions.export_requests(engine, session.session_id)
    known = [request.version for request in asked if request.platform == platform and request.version < session.version]
    if not known:
        raise PersonError(f"Nobody has exported an earlier version. Name two, such as `export {platform} compare 1 2`.")
    return max(known)
