"""`python -m docs.slack_thread`: draws docs/slack-thread.svg from what the bot really posts to the local Slack.

A rendering of our own of the Block Kit in those messages, for readers of the documentation; no screenshot of Slack.
"""

import asyncio
import base64
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from textwrap import wrap
from typing import Any

from sqlalchemy import NullPool, create_engine

from bots.slack.app import running
from engine.interview.guided import Guided
from engine.settings import load_settings
from engine.store import schema
from engine.turns.turn import close_engine, open_engine
from tests.slack.local import LocalSlack, Message, running_slack
from tests.slack.local.server import APP_TOKEN

PICTURE = Path(__file__).with_name("slack-thread.svg")
OPENING = "<@UBOT> A friendly receptionist for our dental clinic that books appointments, in English and Spanish"
WIDTH, LEFT, LINE, COLUMNS = 760, 64, 20, 84
_NAMES = {"UANA": "Ana", "UBEN": "Ben", "UBOT": "Agent Builder"}
_COLOURS = {"UANA": "#b5546b", "UBEN": "#3f6fb5", "UBOT": "#1f3d36"}


async def conversation() -> list[Message]:
    """Ana and Ben with the guided interviewer; every message of the thread, in order."""
    with tempfile.TemporaryDirectory() as directory:
        file = f"{directory}/docs.db"
        with create_engine(f"sqlite:///{file}", poolclass=NullPool).begin() as connection:
            schema.upgrade(connection)
        async with running_slack() as slack:
            tokens = {"slack_bot_token": slack.team().token, "slack_app_token": APP_TOKEN}
            settings = load_settings(None, database_url=f"sqlite:///{file}", slack_api_url=slack.url, **tokens)
            engine = await open_engine(settings, Guided())
            try:
                async with running(engine, pace_seconds=0):
                    root = await _talk(slack)
            finally:
                await close_engine(engine)
            return [m for m in slack.channel().messages if root.ts in (m.ts, m.thread_ts)]


async def _talk(slack: LocalSlack) -> Message:
    root = await slack.says(OPENING)
    said = (
        (1, "UBEN", "Say: Hello, Bright Smile Dental, how can I help?"),
        (2, "UANA", "yes"),
        (3, "UBEN", "leave them open"),
        (4, "UANA", "yes"),
        (5, "UANA", "ElevenLabs"),
        (6, "UBEN", "yes"),
    )
    for count, who, text in said:
        await slack.reply(root, count)
        await slack.says(text, thread=root.ts, by=who)
    await slack.reply(root, len(said) + 1)
    return root


@dataclass
class Canvas:
    """SVG from top to bottom."""

    parts: list[str] = field(default_factory=list)
    y: int = 24

    def text(self, text: str, *, x: int = LEFT, size: int = 14, colour: str = "#1d1c1d", bold: bool = False) -> None:
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x}" y="{self.y}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'
        )

    def lines(self, mrkdwn: str, *, size: int = 14, colour: str = "#1d1c1d") -> None:
        for line in mrkdwn.splitlines():
            plain = unescape(line).replace("*", "").replace("`", "").replace("_because", "because").rstrip("_")
            for piece in wrap(plain, COLUMNS) or [""]:
                self.text(piece, size=size, colour=colour, bold=line.startswith("*"))
                self.y += LINE

    def buttons(self, elements: list[dict[str, Any]]) -> None:
        x = LEFT
        for element in elements:
            label = (element.get("text") or element["placeholder"])["text"]
            label += " ▾" if "select" in element["type"] else ""
            width = 22 + 8 * len(label)
            primary = element.get("style") == "primary"
            fill, ink = ("#1f7a5c", "#ffffff") if primary else ("#ffffff", "#1d1c1d")
            box = f'x="{x}" y="{self.y - 12}" width="{width}" height="28" rx="4"'
            self.parts.append(f'<rect {box} fill="{fill}" stroke="#bbbbbb"/>')
            self.parts.append(
                f'<text x="{x + width / 2}" y="{self.y + 7}" font-size="13" fill="{ink}" '
                f'text-anchor="middle">{escape(label)}</text>'
            )
            x += width + 8
        self.y += 40

    def picture(self, data: bytes) -> None:
        wide, high = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        width = min(WIDTH - LEFT - 40, wide)
        height = round(high * width / wide)
        source = base64.b64encode(data).decode()
        place = f'x="{LEFT}" y="{self.y - 12}" width="{width}" height="{height}"'
        self.parts.append(f'<image {place} href="data:image/png;base64,{source}"/>')
        self.y += height + 16


def drawn(messages: list[Message]) -> str:
    canvas = Canvas()
    canvas.text("A rendering of what the bot posted, not a screenshot of Slack", x=20, size=11, colour="#888888")
    canvas.y += 28
    for message in messages:
        _message(canvas, message)
    body = "\n".join(canvas.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{canvas.y}" '
        f'viewBox="0 0 {WIDTH} {canvas.y}" font-family="Helvetica, Arial, sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _message(canvas: Canvas, message: Message) -> None:
    name = _NAMES[message.user]
    colour = _COLOURS[message.user]
    canvas.parts.append(f'<rect x="20" y="{canvas.y - 14}" width="32" height="32" rx="6" fill="{colour}"/>')
    canvas.text(name[0], x=30, size=16, colour="#ffffff", bold=True)
    canvas.text(name, bold=True)
    canvas.y += LINE
    if not message.blocks:
        canvas.lines(message.text.replace("<@UBOT>", "@Agent Builder"))
    for block in message.blocks:
        _block(canvas, block)
    for file in message.files:
        if str(file["name"]).endswith(".png"):
            canvas.picture(file["data"])
        else:
            canvas.lines(f"📄 {file['name']}", colour="#1264a3")
    canvas.y += 12


def _block(canvas: Canvas, block: dict[str, Any]) -> None:
    match block["type"]:
        case "section":
            canvas.lines(block["text"]["text"])
            if "accessory" in block:
                canvas.y += 6
                canvas.buttons([block["accessory"]])
        case "context":
            canvas.lines(" ".join(_words(block)), size=12, colour="#616061")
        case "actions":
            canvas.y += 6
            canvas.buttons(block["elements"])


def _words(block: dict[str, Any]) -> Iterator[str]:
    for element in block["elements"]:
        yield str(element["text"]).replace("<@UANA>", "Ana").replace("<@UBEN>", "Ben")


if __name__ == "__main__":
    PICTURE.write_text(drawn(asyncio.run(conversation())), encoding="utf-8")
