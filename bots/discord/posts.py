"""Reply parts -> the messages that show them. Pure: pictures and files were made before.

A reply is one message of Discord's components (v2); where it is longer than one may be, it goes on in the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from bots.controls import Control
from bots.discord.markdown import discord_markdown
from bots.files import File
from bots.text import split
from bots.wording import bar, changed, export_ready, manner, standing
from engine.document.spec import Platform
from engine.messages.recap import Recap, in_words
from engine.messages.replies import (
    Diff,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    ReplyPart,
    Suggestions,
    Text,
    ToolCard,
)
from engine.sessions import PLATFORM_NAMES

LONGEST = 2000
"""Characters of a message that is only words, which is no reply of a turn."""
MOST_TEXT = 4000
"""Characters of a message of components, all its words together."""
MOST_COMPONENTS = 40
"""Of a message, the nested ones and their rows and frames counted."""
MOST_SUGGESTIONS = 20
ROW = 5
LABEL = 80
"""Characters of a button."""
RECAP = 3000
NOT_ATTACHED = "Discord does not let me attach files here: somebody who manages the server can give me “Attach Files”."
_BAR = 10


@dataclass(frozen=True, slots=True)
class Words:
    """In Discord's dialect; `framed`: in a frame of their own."""

    text: str
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    control: Control
    label: str
    look: str = "secondary"
    """A name of `discord.ButtonStyle`."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """One row."""

    items: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class PlatformSelect:
    control: Control
    platforms: tuple[Platform, ...] = tuple(PLATFORM_NAMES)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture; `alt` says the same in words."""

    file: File
    alt: str


@dataclass(frozen=True, slots=True)
class Attached:
    file: File


Block = Words | Buttons | PlatformSelect | Shown | Attached


@dataclass(frozen=True, slots=True)
class Post:
    """One message."""

    blocks: tuple[Block, ...]

    @property
    def files(self) -> list[File]:
        return [block.file for block in self.blocks if isinstance(block, Shown | Attached)]


def posts_of(
    reply: Reply, outbox_id: int, files: Mapping[int, Sequence[File]], first_words: str = ""
) -> Sequence[Post]:
    """At least one message. `files`: number of a part -> what it shows; a part without any is told in words."""
    groups: list[list[Block]] = [[Words(first_words)]] if first_words else []
    cards, forms = count(), count()
    for at, part in enumerate(reply.parts):
        groups += _groups(part, outbox_id, cards, forms, files.get(at, ()))
    groups += _asked(reply, outbox_id)
    return _packed(groups or [[Words("…")]])


def _groups(
    part: ReplyPart, outbox_id: int, cards: Iterator[int], forms: Iterator[int], files: Sequence[File]
) -> list[list[Block]]:
    """What stands together in one message."""
    match part:
        case Text(markdown=markdown):
            return _written(markdown)
        case Notice(text=text):
            return _written("\n".join(f"> {line}" for line in text.splitlines()))
        case Diff():
            return _written(changed(part))
        case ProgressLine():
            return _written(f"`{bar(part, _BAR)}` {standing(part)}")
        case ToolCard():
            return _with(_written(_card(part)), _card_buttons(outbox_id, next(cards)))
        case Form(title=title):
            button = Button(Control(outbox_id, "form", next(forms)), "Fill in", "primary")
            return _with(_written(f"**{title}**"), Buttons((button,)))
        case Picture(title=title, alt=alt):
            shown = [Shown(file, alt) for file in files]
            return _with(_written(f"**{title}**" if shown else f"**{title}**\n\n{alt}\n\n{NOT_ATTACHED}"), *shown)
        case Files():
            ready = export_ready(part)
            attached = [Attached(file) for file in files]
            return _with(_written(ready if attached else f"{ready}\n\n{NOT_ATTACHED}"), *attached)
        case Recap() | Suggestions():
            return []  # below all words, see `_asked`
        case _:
            assert_never(part)


def _asked(reply: Reply, outbox_id: int) -> list[list[Block]]:
    """The recap, the suggestions, and the platforms where they are asked for: below the last words."""
    found = list[Block]()
    if recap := next((part for part in reply.parts if isinstance(part, Recap)), None):
        found.append(Words(split(discord_markdown(in_words(recap, RECAP)), MOST_TEXT)[0], framed=True))
    buttons = [
        Button(Control(outbox_id, "suggestion", at), s.label[:LABEL], "secondary" if at else "primary")
        for at, s in enumerate(reply.suggestions[:MOST_SUGGESTIONS])
    ]
    found += [Buttons(tuple(buttons[at : at + ROW])) for at in range(0, len(buttons), ROW)]
    if any(isinstance(p, ProgressLine) and p.missing[:1] == ("platforms",) for p in reply.parts):
        found.append(PlatformSelect(Control(outbox_id, "platforms")))
    return [found] if found else []


def _packed(groups: Sequence[Sequence[Block]]) -> list[Post]:
    """As few messages as hold them; a group is not torn."""
    posts, blocks = list[Post](), list[Block]()
    for group in groups:
        together = _joined([*blocks, *group])
        if blocks and not _fits(together):
            posts.append(Post(tuple(blocks)))
            together = _joined(group)
        blocks = together
    return [*posts, Post(tuple(blocks))]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Words that follow each other as one block."""
    joined = list[Block]()
    for block in blocks:
        match joined[-1:], block:
            case [Words(text=before, framed=False)], Words(text=after, framed=False):
                joined[-1] = Words(f"{before}\n\n{after}")
            case _:
                joined.append(block)
    return joined


def _fits(blocks: Sequence[Block]) -> bool:
    text = sum(len(block.text) for block in blocks if isinstance(block, Words))
    return text <= MOST_TEXT and sum(map(_components, blocks)) <= MOST_COMPONENTS


def _components(block: Block) -> int:
    match block:
        case Words(framed=framed):
            return 1 + framed
        case Buttons(items=items):
            return 1 + len(items)
        case PlatformSelect():
            return 2
        case Shown() | Attached():
            return 1


def _written(markdown: str) -> list[list[Block]]:
    return [[Words(piece)] for piece in split(discord_markdown(markdown), MOST_TEXT)]


def _with(groups: list[list[Block]], *below: Block) -> list[list[Block]]:
    """The last of the words, and what belongs to them."""
    return [*groups[:-1], [*groups[-1], *below]]


def _card(card: ToolCard) -> str:
    tool = card.tool
    because = f"\nbecause you said “{tool.because}”" if tool.because else ""
    return f"**`{tool.name}`** {_capital(tool.purpose)}\n*{manner(tool)}*{because}"


def _card_buttons(outbox_id: int, index: int) -> Buttons:
    return Buttons(
        (
            Button(Control(outbox_id, "accept", index), "Accept", "success"),
            Button(Control(outbox_id, "decline", index), "Decline"),
            Button(Control(outbox_id, "configure", index), "Configure"),
        )
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
