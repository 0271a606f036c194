"""What a command gives back."""

from dataclasses import dataclass

from bots.files import File
from engine import sessions


@dataclass(frozen=True, slots=True)
class Shown:
    """Words, and files beside them."""

    markdown: str
    files: tuple[File, ...] = ()
    bundles: tuple[sessions.Bundle, ...] = ()
    """The exports that `files` packs, for a platform that has a disk."""
    woken: bool = False
    """The session was paused; its recap waits to be delivered."""
