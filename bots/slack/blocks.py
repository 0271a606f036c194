"""Reply -> what is posted in a Slack thread: messages of Block Kit with their words as text, and files.

Limits are Slack's own: a section holds 3,000 characters, a message 50 blocks, an actions block 25 elements, a button 75
characters. A message also stays below 4,000 characters of text, so that its fallback text says all that its blocks say.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from bots.controls import Control
from bots.slack.mrkdwn import escaped, mrkdwn
from bots.text import split
from bots.wording import bar, changed, export_ready, manner, standing
from engine.document.changes import Approve
from engine.messages.recap import Recap, on_screen
from engine.messages.replies import (
    Asks,
    Diff,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    ReplyPart,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
    for_approval,
)
from engine.sessions import PLATFORM_NAMES

Block = dict[str, Any]
SECTION = 3000
MOST_TEXT = 3800
RECAP = 2800
"""Characters of a recap, which leave room for the question in the same message."""
MOST_BLOCKS = 45
MOST_BUTTONS = 25
BUTTON = 75
_ID = re.compile(r"[A-Z0-9]{1,40}")
CHANGE_ACTION = "ab_change"
"""Beside the picture of the flow: it only says how to change something."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message. `text` says what its blocks show."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Attach:
    """Files to upload into the thread: those of this part."""

    part: Picture | Files


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block and its words."""

    block: Block
    text: str = ""


@dataclass(slots=True)
class _Counts:
    """How many of each there were before in this reply; a control is found again by its number."""

    suggestions: int = 0
    cards: int = 0
    forms: int = 0
    flow: bool = False
    asks_platforms: bool = field(default=False)


def rendered(reply: Reply, outbox_id: int) -> list[Post | Attach]:
    """The messages and files of a reply in their order; at least one message."""
    out: list[Post | Attach] = []
    pieces: list[_Piece] = []
    counts = _Counts(flow=any(isinstance(p, Picture) for p in reply.parts))
    for part in reply.parts:
        if isinstance(part, Picture | Files):
            out += [*_posts(pieces), Attach(part)]
            pieces = []
        pieces += _pieces(part, outbox_id, counts)
    return [*out, *_posts(pieces)]


def posts_of(markdown: str) -> list[Post]:
    """Plain words as messages."""
    return _posts(_sections(markdown))


def _posts(pieces: Sequence[_Piece]) -> list[Post]:
    posts: list[Post] = []
    blocks: list[Block] = []
    texts: list[str] = []
    for piece in pieces:
        length = sum(len(text) + 2 for text in texts) + len(piece.text)
        if blocks and (length > MOST_TEXT or len(blocks) >= MOST_BLOCKS):
            posts.append(_post(blocks, texts))
            blocks, texts = [], []
        blocks.append(piece.block)
        texts += [piece.text] if piece.text else []
    return [*posts, _post(blocks, texts)] if blocks else posts


def _post(blocks: Sequence[Block], texts: Sequence[str]) -> Post:
    return Post("\n\n".join(texts) or "Choose an answer below.", tuple(blocks))


def _pieces(part: ReplyPart, outbox_id: int, counts: _Counts) -> Iterator[_Piece]:
    match part:
        case Text(markdown=markdown):
            yield from _sections(markdown)
        case Notice(text=text):
            yield from (_Piece(context(words), words) for words in _fitting(text, SECTION))
        case ProgressLine():
            yield from _progress(part, outbox_id)
        case Suggestions(items=items):
            yield from _suggestions(items, outbox_id, counts)
        case ToolCard():
            yield from _card(part, outbox_id, counts.cards)
            counts.cards += 1
        case Form():
            yield _form(part, outbox_id, counts.forms)
            counts.forms += 1
        case Picture(title=title):
            yield _Piece(context(f"*{escaped(title)}* is in the picture above."))
        case Diff():
            yield from _sections(changed(part))
        case Files():
            yield from _sections(export_ready(part))
        case Asks(who=who):
            words = for_approval([mention for holder in who if (mention := _mention(holder))])
            yield _Piece(section(words), words)
        case Recap():
            yield from _recap(part)
        case _:
            assert_never(part)


# --- words ---


def section(text: str) -> Block:
    """`verbatim`: Slack adds no mentions or links of its own."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def button(text: str, action_id: str, *, style: str = "", value: str = "") -> Block:
    block: Block = {"type": "button", "action_id": action_id, "text": plain_text(text, BUTTON)}
    return {**block, **({"style": style} if style else {}), **({"value": value} if value else {})}


def plain_text(text: str, limit: int) -> Block:
    """Slack shows it as it is, and reads no mention in it."""
    shown = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return {"type": "plain_text", "text": shown or " ", "emoji": False}


def _sections(markdown: str) -> list[_Piece]:
    return [_Piece(section(words), words) for words in _fitting(markdown, SECTION)]


def _fitting(markdown: str, limit: int) -> Iterator[str]:
    """mrkdwn of at most 3,000 characters each; escaping makes some texts longer than they were."""
    for piece in split(markdown, limit):
        words = mrkdwn(piece)
        if len(words) <= SECTION:
            yield words or " "
        else:
            yield from _fitting(piece, limit // 2)


def _mention(holder: str) -> str:
    """One of the few that people are meant to hear; the id is Slack's own, or nobody is mentioned."""
    kind, _, target = holder.partition(":")
    if not _ID.fullmatch(target):
        return ""
    return f"<!subteam^{target}>" if kind == "group" else f"<@{target}>"


def _progress(part: ProgressLine, outbox_id: int) -> Iterator[_Piece]:
    if part.missing[:1] == ("platforms",):
        yield _Piece(_platform_select(outbox_id))
    yield _Piece(context(f"{bar(part)} {standing(part)}"))


def _platform_select(outbox_id: int) -> Block:
    options = [{"text": plain_text(name, BUTTON), "value": key} for key, name in PLATFORM_NAMES.items()]
    select = {
        "type": "multi_static_select",
        "action_id": str(Control(outbox_id, "platforms")),
        "placeholder": plain_text("Choose platforms", 150),
        "options": options,
    }
    return {**section("Or choose the platforms here:"), "accessory": select}


def _suggestions(items: Sequence[Suggestion], outbox_id: int, counts: _Counts) -> Iterator[_Piece]:
    buttons = [
        button(
            item.label,
            str(Control(outbox_id, "suggestion", counts.suggestions + at)),
            style="primary" if any(isinstance(change, Approve) for change in item.changes) else "",
        )
        for at, item in enumerate(items)
    ]
    counts.suggestions += len(items)
    if counts.flow:
        counts.flow = False
        buttons.append(button("Change something", CHANGE_ACTION))
    yield from (_Piece(actions(row)) for row in _rows(buttons))


def actions(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _rows(buttons: Sequence[Block]) -> Iterable[Sequence[Block]]:
    return (buttons[at : at + MOST_BUTTONS] for at in range(0, len(buttons), MOST_BUTTONS))


def _card(card: ToolCard, outbox_id: int, index: int) -> Iterator[_Piece]:
    tool = card.tool
    because = f"\n_because you said “{escaped(tool.because)}”_" if tool.because else ""
    words = f"*`{tool.name}`* {escaped(tool.purpose)}\n{manner(tool)}{because}"
    yield _Piece(section(words), words)
    yield _Piece(
        actions(
            [
                button("Accept", str(Control(outbox_id, "accept", index)), style="primary"),
                button("Decline", str(Control(outbox_id, "decline", index))),
                button("Configure", str(Control(outbox_id, "configure", index))),
            ]
        )
    )


def _recap(part: Recap) -> Iterator[_Piece]:
    """A block for each of its sections, between two lines; short enough for one message with the button below it."""
    head, sections = on_screen(part, RECAP)
    yield _Piece({"type": "divider"})
    yield from _sections(head)
    for each in sections:
        yield from _titled(each.title, _sections("\n".join(f"- {line}" for line in each.lines)))
    yield _Piece({"type": "divider"})


def _titled(title: str, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """The title in one block with the first piece, if there is room for it."""
    first, *rest = (f"*{escaped(title)}*", *(piece.text for piece in pieces))
    together = [f"{first}\n{rest[0]}", *rest[1:]] if len(first) + len(rest[0]) < SECTION else [first, *rest]
    yield from (_Piece(section(words), words) for words in together)


def _form(form: Form, outbox_id: int, index: int) -> _Piece:
    count = len(form.fields)
    words = f"*{escaped(form.title)}* ({count} {'field' if count == 1 else 'fields'})"
    control = str(Control(outbox_id, "form", index))
    return _Piece({**section(words), "accessory": button("Configure", control, style="primary")}, words)
