"""A file that somebody drops on the terminal: its path stands on the line, quoted or escaped as in a shell."""

import asyncio
import shlex
from pathlib import Path

from engine.errors import PersonError
from engine.messages.inbound import Attachment

_LONGEST = 4096
"""Characters of a path, on Linux."""


async def dropped(line: str) -> Attachment | None:
    """The file whose path the line is, and nothing else; None for words. PersonError where it cannot be read."""
    return await _read(path) if (path := _path(line.strip())) else None


def _path(line: str) -> Path | None:
    if not line or len(line) > _LONGEST or "\n" in line:
        return None
    try:
        words = shlex.split(line)
        path = Path(words[0]).expanduser() if len(words) == 1 else Path(line).expanduser()
        return path if ("/" in line or path.suffix) and path.is_file() else None
    except (ValueError, OSError, RuntimeError):  # an open quote, a name that is too long, a home that nobody has
        return None


async def _read(path: Path) -> Attachment:
    from bots import attachments  # with all that reads files; no line of words needs it

    if refused := attachments.too_large(path.name, (await asyncio.to_thread(path.stat)).st_size):
        raise PersonError(refused)
    found = await attachments.read(path.name, "", await asyncio.to_thread(path.read_bytes))
    if isinstance(found, str):
        raise PersonError(found)
    return found
