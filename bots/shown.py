"""What a command gives back."""

from dataclasses import dataclass

from bots.files import File
from engine import sessions
from engine.messages.replies import Suggestion


@dataclass(frozen=True, slots=True)
class Shown:
    """Words, and files beside them."""

    markdown: str
    files: tuple[File, ...] = ()
    choices: tuple[Suggestion, ...] = ()
    """Buttons of what can be done with it. With any, it is a reply in the thread of the session."""
    bundles: tuple[sessions.Bundle, ...] = ()
    """The exports that `files` packs, for a platform that has a disk."""
    woken: bool = False
    """The session was paused; its recap waits to be delivered."""
