"""What can go wrong, named after who has to act.

* `Problem` is a value: something a person (or a model) proposed that cannot be done. It is shown as a sentence.
* `PersonError` is raised where a person's request cannot be served at all: the caller shows `str(error)`.
* `OperatorError` is raised at start-up or by a broken environment: whoever runs the process must act.
* `LostLease` is for the engine itself: another replica took the session over, so this turn must stop.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A change that was refused: one sentence that says what to do, and the spec path it concerns."""

    message: str
    path: str = ""


class PersonError(Exception):
    """The person asked for something that is not there or not possible now; the text says what to do."""


class SessionNotFound(PersonError):
    """No session has this id or thread key."""


class SessionClosed(PersonError):
    """The session was abandoned and takes no more messages."""


class OperatorError(Exception):
    """The environment is wrong (settings, database, disk); the text is one sentence that says what to run or to set."""


class LostLease(Exception):
    """Another replica owns the session now; everything this turn did is rolled back."""
