"""Reply parts -> the messages that show them, in order. Pure; pictures and files are only named here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from bots.controls import Control
from bots.discord.markdown import discord_markdown
from bots.text import split
from bots.wording import bar, changed, export_ready, manner, standing
from engine.document.spec import Platform
from engine.messages.recap import Recap, in_words
from engine.messages.replies import (
    Asks,
    Diff,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    Suggestions,
    Text,
    ToolCard,
    for_approval,
)
from engine.sessions import PLATFORM_NAMES

LONGEST = 2000
"""Characters of one message."""
MOST_SUGGESTIONS = 20
"""Four rows of five; the fifth row is for the select of platforms."""
LABEL = 80
"""Characters of a button."""
LONGEST_CARD = 4096
"""Characters of the description of an embed."""
RECAP = 3000
_BAR = 10


@dataclass(frozen=True, slots=True)
class Button:
    control: Control
    label: str
    look: str = "secondary"
    """A name of `discord.ButtonStyle`."""


@dataclass(frozen=True, slots=True)
class PlatformSelect:
    control: Control
    platforms: tuple[Platform, ...] = tuple(PLATFORM_NAMES)


@dataclass(slots=True)
class Post:
    """One message."""

    content: str = ""
    buttons: list[Button] = field(default_factory=list)
    select: PlatformSelect | None = None
    attach: Picture | Files | None = None
    card: str = ""
    """Words in a frame of their own, below the content."""


def posts_of(reply: Reply, outbox_id: int) -> list[Post]:
    """The messages of one reply; none is empty or too long, and the controls stand below the last words."""
    posts, words = list[Post](), list[str]()
    cards = forms = 0
    for part in reply.parts:
        match part:
            case Text(markdown=markdown):
                words.append(markdown)
            case Notice(text=text):
                words.append("\n".join(f"> {line}" for line in text.splitlines()))
            case Diff():
                words.append(changed(part))
            case ProgressLine():
                words.append(f"`{bar(part, _BAR)}` {standing(part)}")
            case ToolCard():
                posts += [*_written(words), *_with_buttons(_card(part), _card_buttons(outbox_id, cards))]
                cards += 1
            case Form(title=title):
                button = Button(Control(outbox_id, "form", forms), "Fill in", "primary")
                posts += [*_written(words), *_with_buttons(f"**{title}**", [button])]
                forms += 1
            case Picture(title=title):
                posts += [*_written(words), Post(f"**{title}**", attach=part)]
            case Files():
                posts += [*_written(words), Post(export_ready(part), attach=part)]
            case Asks(who=who):
                words.append(for_approval([mention_of(holder) for holder in who]))
            case Recap():
                pass  # the card of the last message, see `_last`
            case Suggestions():
                pass  # below the last words, see `_last`
            case _:
                assert_never(part)
    return [*posts, *_last(reply, outbox_id, words)]


def mention_of(holder: str) -> str:
    kind, _, target = holder.partition(":")
    return f"<@&{target}>" if kind == "group" else f"<@{target}>"


def _last(reply: Reply, outbox_id: int, words: list[str]) -> Iterator[Post]:
    """What is left to say, with the recap, the suggestions, and the platforms where they are asked for."""
    buttons = [
        Button(Control(outbox_id, "suggestion", at), s.label[:LABEL], "secondary" if at else "primary")
        for at, s in enumerate(reply.suggestions[:MOST_SUGGESTIONS])
    ]
    asked = any(isinstance(p, ProgressLine) and p.missing[:1] == ("platforms",) for p in reply.parts)
    recap = next((part for part in reply.parts if isinstance(part, Recap)), None)
    written = list(_written(words)) or ([Post("What next?")] if buttons or recap else [])
    if written:
        written[-1].card = _framed(recap) if recap else ""
        written[-1].buttons = buttons
        written[-1].select = PlatformSelect(Control(outbox_id, "platforms")) if asked else None
    yield from written


def _written(words: list[str]) -> Iterator[Post]:
    """The words so far as messages; the list is emptied."""
    text = discord_markdown("\n\n".join(w for w in words if w.strip()))
    words.clear()
    yield from (Post(piece) for piece in split(text, LONGEST))


def _with_buttons(text: str, buttons: list[Button]) -> list[Post]:
    posts = [Post(piece) for piece in split(discord_markdown(text), LONGEST)]
    posts[-1].buttons = buttons
    return posts


def _framed(recap: Recap) -> str:
    return split(discord_markdown(in_words(recap, RECAP)), LONGEST_CARD)[0]


def _card(card: ToolCard) -> str:
    tool = card.tool
    because = f"\nbecause you said “{tool.because}”" if tool.because else ""
    return f"**`{tool.name}`** {_capital(tool.purpose)}\n*{manner(tool)}*{because}"


def _card_buttons(outbox_id: int, index: int) -> list[Button]:
    return [
        Button(Control(outbox_id, "accept", index), "Accept", "success"),
        Button(Control(outbox_id, "decline", index), "Decline"),
        Button(Control(outbox_id, "configure", index), "Configure"),
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
