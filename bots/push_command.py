"""`export retell push`: shows what a push would change there, and brings the agent there when somebody agrees.

Behind it may stand `yes` (it is sent; a button and a typed yes say so too), `no`, `overwrite` (what somebody changed
there is replaced) and the number of a version: an earlier one rolls back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import sessions
from engine.errors import PersonError
from engine.messages.inbound import Author
from engine.messages.replies import Suggestion
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES, Bundle, Engine, PushReport, SessionView

_YES, _NO, _OVERWRITE = "yes", "no", "overwrite"
Answer = tuple[str, tuple[Suggestion, ...]]
"""Markdown, and what can be done next."""


@dataclass(frozen=True, slots=True)
class _Asked:
    platform: str
    agreed: bool
    refused: bool
    overwrite: bool
    version: int | None


def is_push(words: Sequence[str]) -> bool:
    """Whether these words behind `export` ask for a push, and not for a sentence."""
    return len(words) > 1 and words[1].lower() == "push" and all(_is_known(word) for word in words[2:])


async def push(engine: Engine, session: SessionView, words: Sequence[str], author: Author) -> Answer:
    """What would be done, or was. Raises PersonError where nothing can be sent at all."""
    asked = _asked(words)
    if asked.refused:
        return "Nothing was sent.", ()
    bundle = await _bundle(engine, session, asked)
    try:
        if not asked.agreed:
            return _offered(await sessions.push(engine, session.session_id, bundle, dry_run=True))
        done = await sessions.push(engine, session.session_id, bundle, dry_run=False, overwrite=asked.overwrite)
        await sessions.remember_export(engine, session.session_id, bundle, author)
        return sessions.push_in_words(done), ()
    except sessions.ChangedThere:
        return _offered(await sessions.push(engine, session.session_id, bundle, dry_run=True))
    except sessions.PushUnderWay as other:
        return str(other), (_button("Look again", bundle),)
    except sessions.RemoteFailed as failed:
        return str(failed), (_button("Try again", bundle, _OVERWRITE if asked.overwrite else _YES),)


def _offered(report: PushReport) -> Answer:
    """The difference, and the button that is right for it."""
    title, words = PLATFORM_NAMES[report.platform], sessions.push_in_words(report)
    if report.missing:
        return words, (_button("Look again", report),)
    if any(step.drift for step in report.steps):
        asks = f"Somebody changed that at {title} since the last push. Shall I replace it?"
        return f"{words}\n\n{asks}", (_button("Replace it", report, _OVERWRITE), _button("Leave it", report, _NO))
    if all(step.doing == "keep" for step in report.steps):
        return f"Version {report.version} is at {title} already; there is nothing to send.", ()
    return f"{words}\n\nShall I send it?", (_button(f"Push to {title}", report, _YES), _button("Leave it", report, _NO))


def _button(label: str, of: PushReport | Bundle, *words: str) -> Suggestion:
    """It pushes the very version that was shown."""
    return Suggestion(label=label, says=" ".join(("/export", of.platform, "push", str(of.version), *words)))


async def _bundle(engine: Engine, session: SessionView, asked: _Asked) -> Bundle:
    spec, version = session.spec, session.version
    if asked.version is not None and asked.version != session.version:
        earlier = await sessions.spec_at(engine, session.session_id, asked.version)
        if earlier is None:
            raise PersonError(f"There is no version {asked.version}; the current one is {session.version}.")
        spec, version = earlier, asked.version
    return sessions.export(spec, asked.platform, version)


def _asked(words: Sequence[str]) -> _Asked:
    platform, rest = words[0].lower(), [word.lower() for word in words[2:]]
    if platform not in sessions.pushed_platforms():
        ways = listed([PLATFORM_NAMES[name] for name in sessions.pushed_platforms()], "or")
        raise PersonError(f"I can push to {ways}. For the others take the files, and follow their README.")
    number = next((int(word) for word in rest if word.isdecimal()), None)
    return _Asked(platform, _YES in rest or _OVERWRITE in rest, _NO in rest, _OVERWRITE in rest, number)


def _is_known(word: str) -> bool:
    return word.lower() in (_YES, _NO, _OVERWRITE) or (word.isdecimal() and len(word) < 10)
