"""Files as discord.py sends them."""

from collections.abc import Iterable
from io import BytesIO

import discord

from bots.files import File

_MOST_DESCRIBED = 1024


def uploads(files: Iterable[File], description: str = "") -> list[discord.File]:
    """`description` is what a screen reader says; left out, it is each file's title."""
    return [
        discord.File(BytesIO(f.data), filename=f.name, description=(description or f.title)[:_MOST_DESCRIBED])
        for f in files
    ]
