"""What can go wrong, named after who has to act.

* `Problem` is a value: something a person (or a model) proposed that cannot be done. It is shown as a sentence.
* `PersonError` is raised where a person's request cannot be served at all: the caller shows `str(error)`.
* `OperatorError` is raised at start-up or by a broken environment: whoever runs the process must act.
* `UnreadableDocument` is the `PersonError` of a session that only a newer release can read; no other is concerned.
* `LostLease` is for the engine itself: another replica took the session over, so this turn must stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass

UNREADABLE = (
    "I cannot read this design: another release of Agent Builder has worked on it. Nothing of it is lost. Whoever runs "
    "Agent Builder can open it with that release."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A change that was refused: one sentence that says what to do, and the spec path it concerns."""

    message: str
    path: str = ""


class PersonError(Exception):
    """The person asked for something that is not there or not possible now; the text says what to do."""


class ForThem(PersonError):
    """A refusal that concerns nobody else: it is said to that person alone."""


class TooManyWaiting(ForThem):
    """So much waits in this session that nothing more is accepted until its turns have come."""

    def __init__(self) -> None:
        super().__init__(
            "There is a lot here that I have not read yet, so I did not take this one. Please send it again soon."
        )


class SessionNotFound(PersonError):
    """No session has this id or thread key."""


class SessionClosed(PersonError):
    """The session was abandoned and takes no more messages."""


class OperatorError(Exception):
    """The environment is wrong (settings, database, disk); the text is one sentence that says what to run or to set."""


class UnreadableDocument(PersonError):
    """What is stored of one session cannot be read by this release; everything else goes on.

    Its text is for people. The log takes `reason`, and `places`: where, without any text of people, such as
    `goals.0.statement: missing`.
    """

    def __init__(self, what: str, session_id: str = "", version: int | None = None, places: Sequence[str] = ()) -> None:
        super().__init__(UNREADABLE)
        self.what, self.session_id, self.version, self.places = what, session_id, version, tuple(places)

    @property
    def reason(self) -> str:
        """One sentence for the operator, which names the session."""
        number = f" (version {self.version})" if self.version is not None else ""
        of = f" of session {self.session_id}" if self.session_id else ""
        return f"The {self.what}{of}{number} was written by another release of Agent Builder, and cannot be read here."


class LostLease(Exception):
    """Another replica owns the session now; everything this turn did is rolled back."""
