"""`export elevenlabs compare 3 5`: what changed in an export between two versions; one number compares with the version
of now, none with the version that was exported last."""

from collections.abc import Sequence

from bots.files import File
from bots.shown import Shown
from engine import sessions
from engine.errors import PersonError
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES, Engine, SessionView

_COMPARE = "compare"
_MOST_DIGITS = 9


def is_compare(words: Sequence[str]) -> bool:
    """Whether these words behind `export` ask for a comparison, and not for a sentence."""
    numbers = [word for word in words[2:] if word.isdecimal() and len(word) <= _MOST_DIGITS]
    return len(words) > 1 and words[1].lower() == _COMPARE and len(numbers) == len(words[2:]) <= len(("from", "to"))


async def compare(engine: Engine, session: SessionView, words: Sequence[str]) -> Shown:
    """In words, with all the lines as a file. Raises PersonError."""
    platform, numbers = words[0].lower(), [int(word) for word in words[2:]]
    if platform not in PLATFORM_NAMES:
        raise PersonError(f"There is no export of that name. Choose one of: {listed([*PLATFORM_NAMES], 'or')}.")
    before = numbers[0] if numbers else await _exported_last(engine, session, platform)
    after = numbers[1] if len(numbers) > 1 else session.version
    if missing := next((number for number in (before, after) if number > session.version), None):
        raise PersonError(f"There is no version {missing}; the current one is {session.version}.")
    found = await sessions.compare_exports(engine, session.session_id, platform, before, after)
    file = File(f"{platform}-v{before}-v{after}.diff", "All changes line by line", found.diff.encode())
    title = PLATFORM_NAMES[found.after.platform]
    return Shown(sessions.comparison_in_words(found, title), (file,) if found.files else ())


async def _exported_last(engine: Engine, session: SessionView, platform: str) -> int:
    """The newest version that somebody has got, before the one of now."""
    asked = await sessions.export_requests(engine, session.session_id)
    known = [request.version for request in asked if request.platform == platform and request.version < session.version]
    if not known:
        raise PersonError(f"Nobody has exported an earlier version. Name two, such as `export {platform} compare 1 2`.")
    return max(known)
