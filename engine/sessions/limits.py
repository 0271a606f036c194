"""What an operator allows: in which channels, for which people, how many agents and how many messages.

Nothing is looked up where nothing is limited. What was accepted stays; what is over a limit is not accepted, and the
person is told so alone.
"""

from datetime import timedelta

from engine.errors import ForThem
from engine.messages.inbound import Author, ThreadKey
from engine.settings import Settings
from engine.store import counts
from engine.turns.engine import Engine

_DAY = timedelta(hours=24)
OTHER_CHANNELS = "I am not set up for this channel. Whoever runs Agent Builder here can tell you where I am."
OTHER_PEOPLE = "I am not set up for everybody here. Whoever runs Agent Builder can tell you who may."


class OverLimit(ForThem):
    """More than an operator allows; the text says what can be done."""


def allowed_roles(settings: Settings) -> frozenset[str]:
    """Ids of the roles or user groups whose members alone may talk to the builder; none: everybody."""
    return frozenset(_ids(settings.allowed_roles))


def check_place(settings: Settings, channel: str) -> None:
    """Whether agents are designed in this channel, which for a thread is the one that it hangs in. Raises OverLimit."""
    allowed = _ids(settings.allowed_channels)
    if allowed and channel not in allowed:
        raise OverLimit(OTHER_CHANNELS)


async def check_limits(engine: Engine, thread: ThreadKey, author: Author, *, opens: bool) -> None:
    """Whether this person may say something more; `opens`: with it a session begins. Raises OverLimit."""
    settings, since = engine.settings, engine.clock() - _DAY
    roles = allowed_roles(settings)
    if roles and not roles & set(author.groups):
        raise OverLimit(OTHER_PEOPLE)
    own, everybody = f"{thread.platform}:", thread.workspace
    if most := settings.person_messages_a_day:
        said = await counts.messages(engine.store, within=own, since=since, author_id=author.id)
        _check(said, most, f"You have sent me {_many(most, 'message')} today, as many as one person may. {_LATER}")
    if (most := settings.workspace_messages_a_day) and everybody:
        said = await counts.messages(engine.store, within=everybody, since=since)
        _check(said, most, f"I have read {_many(most, 'message')} here today, as many as I may. {_LATER}")
    if opens and (most := settings.person_open_sessions):
        begun = await counts.open_sessions(engine.store, within=own, author_id=author.id)
        _check(begun, most, f"You have {_many(most, 'agent')} in the making, as many as one person may. {_FINISH}")
    if opens and (most := settings.workspace_open_sessions) and everybody:
        begun = await counts.open_sessions(engine.store, within=everybody)
        _check(begun, most, f"I have {_many(most, 'agent')} in the making here, as many as I may. {_FINISH}")


_LATER = "What you told me before is kept; let us go on tomorrow."
_FINISH = "Finish or abandon one first."


def _check(count: int, most: int, words: str) -> None:
    if count >= most:
        raise OverLimit(words)


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _ids(text: str) -> frozenset[str]:
    return frozenset(filter(None, (part.strip() for part in text.split(","))))
