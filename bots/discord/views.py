"""Controls as Discord components. Each carries its own id, so it works after a restart and on every replica."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bots.controls import Control, Setup
from bots.discord.answers import data_of
from bots.discord.posts import LABEL, Button, PlatformSelect, Post
from engine.document.spec import Platform
from engine.messages.replies import FormField
from engine.sentences import listed, without_direction
from engine.sessions import PLATFORM_NAMES

BUTTON_ID = r"ab:(?:suggestion|accept|decline|configure|form):\d{1,18}:\d{1,18}"
SELECT_ID = r"ab:platforms:\d{1,18}:\d{1,18}"
MOST_FIELDS = 5
"""Of a modal; what does not fit is asked for when the first ones are there."""
_FIELD, _DESCRIPTION, _TITLE, _PLACEHOLDER = 45, 100, 45, 150
_MODAL_SECONDS = 900.0
"""As long as an interaction may be answered."""
_LONGEST_VALUE = 4000


def is_ours(custom_id: str) -> bool:
    """The id of a button or select that one of the classes below takes."""
    return re.fullmatch(f"{BUTTON_ID}|{SELECT_ID}", custom_id) is not None


class ControlButton(ui.DynamicItem[ui.Button[ui.View]], template=BUTTON_ID):
    def __init__(self, custom_id: str, label: str = "", style: discord.ButtonStyle | None = None) -> None:
        look = style or discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=label or "…", style=look, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match.string)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.on_click(interaction, self.custom_id, ())


class ControlSelect(ui.DynamicItem[ui.Select[ui.View]], template=SELECT_ID):
    def __init__(self, custom_id: str, platforms: Sequence[Platform] = tuple(PLATFORM_NAMES)) -> None:
        options = [discord.SelectOption(label=PLATFORM_NAMES[p], value=p) for p in platforms]
        select: ui.Select[ui.View] = ui.Select(
            custom_id=custom_id,
            placeholder="Where will the agent run?",
            options=options,
            min_values=1,
            max_values=len(options),
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match.string)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.on_click(interaction, self.custom_id, self.item.values)


def view_of(post: Post) -> ui.View | None:
    """The buttons and the select below a message; None where there are none."""
    if not post.buttons and not post.select:
        return None
    view = ui.View(timeout=None)
    for button in post.buttons:
        view.add_item(_button(button))
    if post.select:
        view.add_item(_select(post.select))
    return view


def spent(message: discord.Message, custom_id: str, values: Sequence[str], who: str) -> ui.View:
    """The controls of a message after one of them was used: they show who chose what, and cannot be used again."""
    view, who = ui.View.from_message(message, timeout=None), without_direction(who)
    view.stop()  # else discord.py would wait for clicks on it
    for item in view.children:
        match item:
            case ui.Button():
                item.disabled = True
                if item.custom_id == custom_id:
                    item.label, item.style = _cut(f"✓ {item.label} · {who}", LABEL), discord.ButtonStyle.success
            case ui.Select():
                item.disabled = True
                if item.custom_id == custom_id:
                    chosen = listed([o.label for o in item.options if o.value in values])
                    item.placeholder = _cut(f"✓ {chosen} · {who}", _PLACEHOLDER)
    return view


def modal_of(control: Control, setup: Setup) -> ui.Modal:
    """The form behind Configure. What was typed is read from the interaction itself, see `typed_in`."""
    modal = ui.Modal(title=_cut(setup.form.title, _TITLE), custom_id=str(control), timeout=_MODAL_SECONDS)
    for field in setup.form.fields[:MOST_FIELDS]:
        text, hint = _cut(field.label, _FIELD), _cut(field.hint, _DESCRIPTION)
        modal.add_item(ui.Label(text=text, description=hint or None, component=_input(field)))
    return modal


def typed_in(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """`field path -> what was typed or chosen` of a modal that somebody sent, on whichever replica it was opened."""
    found: dict[str, str] = {}
    waiting: list[Any] = list(data_of(interaction).get("components") or ())
    while waiting:
        part = waiting.pop()
        waiting += part.get("components", [])
        if "component" in part:
            waiting.append(part["component"])
        if "custom_id" in part:
            found[part["custom_id"]] = str(part.get("value") or next(iter(part.get("values") or ()), ""))
    return found


def _button(button: Button) -> ControlButton:
    return ControlButton(str(button.control), button.label, discord.ButtonStyle[button.look])


def _select(select: PlatformSelect) -> ControlSelect:
    return ControlSelect(str(select.control), select.platforms)


def _input(field: FormField) -> ui.Item[Any]:
    if field.options:
        options = [discord.SelectOption(label=o, value=o, default=o == field.value) for o in field.options[:25]]
        return ui.Select(custom_id=field.path, options=options, required=field.required, min_values=int(field.required))
    return ui.TextInput(
        custom_id=field.path,
        style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
        default=field.value[:_LONGEST_VALUE] or None,
        required=field.required,
        max_length=_LONGEST_VALUE,
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
