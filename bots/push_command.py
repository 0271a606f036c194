"""`export elevenlabs push`: brings the agent to its platform. Behind it may stand `look` (nothing is sent), `overwrite`
(replaces what somebody changed there) and the number of an earlier version."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import sessions
from engine.errors import PersonError
from engine.messages.inbound import Author
from engine.sentences import listed
from engine.sessions import Engine, SessionView

_LOOK, _OVERWRITE = "look", "overwrite"


@dataclass(frozen=True, slots=True)
class _Asked:
    platform: str
    dry_run: bool
    overwrite: bool
    version: int | None


def is_push(words: Sequence[str]) -> bool:
    """Whether these words behind `export` ask for a push, and not for a sentence."""
    return len(words) > 1 and words[1].lower() == "push" and all(_is_known(word) for word in words[2:])


async def push(engine: Engine, session: SessionView, words: Sequence[str], prefix: str, author: Author) -> str:
    """What was done or would be, as Markdown. Raises PersonError."""
    asked = _asked(words, prefix)
    spec, version = session.spec, session.version
    if asked.version is not None and asked.version != session.version:
        earlier = await sessions.spec_at(engine, session.session_id, asked.version)
        if earlier is None:
            raise PersonError(f"There is no version {asked.version}; the current one is {session.version}.")
        spec, version = earlier, asked.version
    bundle = sessions.export(spec, asked.platform, version)
    try:
        report = await sessions.push(
            engine, session.session_id, bundle, dry_run=asked.dry_run, overwrite=asked.overwrite
        )
    except sessions.ChangedThere:
        report = await sessions.push(engine, session.session_id, bundle, dry_run=True)
        again = f"`{prefix}export {asked.platform} push {_OVERWRITE}`"
        return f"{sessions.push_in_words(report)}\n\nSomebody changed that there since. {again} replaces it."
    if not report.dry_run:
        await sessions.remember_export(engine, session.session_id, bundle, author)
    return sessions.push_in_words(report)


def _asked(words: Sequence[str], prefix: str) -> _Asked:
    platform, rest = words[0].lower(), [word.lower() for word in words[2:]]
    if platform not in sessions.pushed_platforms():
        ways = listed([f"`{prefix}export {name} push`" for name in sessions.pushed_platforms()], "or")
        raise PersonError(f"I can push with {ways}. For the others take the files, and follow their README.")
    number = next((int(word) for word in rest if word.isdecimal()), None)
    return _Asked(platform, _LOOK in rest, _OVERWRITE in rest, number)


def _is_known(word: str) -> bool:
    return word.lower() in (_LOOK, _OVERWRITE) or (word.isdecimal() and len(word) < 10)
