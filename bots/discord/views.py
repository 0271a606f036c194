"""Controls as Discord components. Each carries its own id, so it works after a restart and on every replica."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import discord
from discord import ui

from bots.controls import Control, Setup
from bots.discord.answers import data_of
from bots.discord.posts import LABEL, Attached, Block, Button, Buttons, PlatformSelect, Post, Shown, Words
from engine.messages.replies import FormField
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES

BUTTON_ID = r"ab:(?:suggestion|accept|decline|configure|form):\d{1,18}:\d{1,18}"
SELECT_ID = r"ab:platforms:\d{1,18}:\d{1,18}"
MOST_FIELDS = 5
"""Of a modal; what does not fit is asked for when the first ones are there."""
_FIELD, _DESCRIPTION, _TITLE, _PLACEHOLDER, _ALT = 45, 100, 45, 150, 1024
_MODAL_SECONDS = 900.0
"""As long as an interaction may be answered."""
_LONGEST_VALUE = 4000


class Use(NamedTuple):
    """That a control was used."""

    custom_id: str
    values: Sequence[str]
    who: str


def is_ours(custom_id: str) -> bool:
    """The id of a button or select that one of the classes below takes."""
    return re.fullmatch(f"{BUTTON_ID}|{SELECT_ID}", custom_id) is not None


class ControlButton(ui.DynamicItem[ui.Button[ui.LayoutView]], template=BUTTON_ID):
    """How discord.py finds who takes a click, after a restart too."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(ui.Button(custom_id=match.string, label="…"))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.on_click(interaction, self.custom_id, ())


class ControlSelect(ui.DynamicItem[ui.Select[ui.LayoutView]], template=SELECT_ID):
    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(ui.Select(custom_id=match.string))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.on_click(interaction, self.custom_id, self.item.values)


def layout_of(post: Post, mark: int) -> ui.LayoutView:
    """The message as Discord's components. `mark` is the id of its first one, by which it is found again."""
    view = ui.LayoutView(timeout=None)
    for block in post.blocks:
        view.add_item(_item(block))
    view.children[0].id = mark
    view.stop()  # else discord.py would wait for clicks on it; `ControlButton` takes them
    return view


def mark_of(message: discord.Message) -> int | None:
    """The `mark` that it was made with."""
    return getattr(message.components[0], "id", None) if message.components else None


def ids_in(message: discord.Message) -> set[str]:
    """Of its buttons and selects."""
    view = (ui.LayoutView if message.flags.components_v2 else ui.View).from_message(message, timeout=None)
    view.stop()
    return {str(getattr(item, "custom_id", "")) for item in view.walk_children()}


def spent(message: discord.Message, uses: Sequence[Use]) -> ui.LayoutView | ui.View:
    """The controls of a message after some of them were used: they show who chose what, and neither they nor those
    that answer the same question can be used again."""
    base = ui.LayoutView if message.flags.components_v2 else ui.View
    view = base.from_message(message, timeout=None)
    view.stop()
    for item in view.walk_children():
        match item:
            case ui.Button() | ui.Select():
                _spend(item, uses)
            case ui.File():
                item.media = _own(message, item.media.url)
            case ui.MediaGallery():
                for shown in item.items:
                    shown.media = discord.UnfurledMediaItem(_own(message, shown.media.url))
    return view


def _spend(item: ui.Button[Any] | ui.Select[Any], uses: Sequence[Use]) -> None:
    control = Control.parse(item.custom_id or "")
    for use in uses:
        used = Control.parse(use.custom_id)
        if not (control and used and control.question == used.question):
            continue
        item.disabled = True
        if item.custom_id != use.custom_id:
            continue
        if isinstance(item, ui.Button):
            item.label, item.style = _cut(f"✓ {item.label} · {use.who}", LABEL), discord.ButtonStyle.success
        else:
            chosen = listed([o.label for o in item.options if o.value in use.values])
            item.placeholder = _cut(f"✓ {chosen} · {use.who}", _PLACEHOLDER)


def _own(message: discord.Message, url: str) -> str:
    """A file of the message by its name: Discord takes no other address for one."""
    name = next((a.filename for a in message.attachments if a.url == url), "")
    return f"attachment://{name}" if name else url


def again_view(control: Control) -> ui.View:
    """The button that opens a refused form again."""
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Open the form again", style=discord.ButtonStyle.primary, custom_id=str(control)))
    view.stop()
    return view


def modal_of(control: Control, setup: Setup, typed: Mapping[str, str]) -> ui.Modal:
    """The form behind Configure, with what was typed into it before it was refused. What is typed now is read from the
    interaction itself, see `typed_in`."""
    modal = ui.Modal(title=_cut(setup.form.title, _TITLE), custom_id=str(control), timeout=_MODAL_SECONDS)
    for field in setup.form.fields[:MOST_FIELDS]:
        text, hint = _cut(field.label, _FIELD), _cut(field.hint, _DESCRIPTION)
        value = typed.get(field.path, field.value)
        modal.add_item(ui.Label(text=text, description=hint or None, component=_input(field, value)))
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


def _item(block: Block) -> ui.Item[ui.LayoutView]:
    match block:
        case Words(text=text, framed=True):
            return ui.Container(ui.TextDisplay(text))
        case Words(text=text):
            return ui.TextDisplay(text)
        case Buttons(items=items):
            return ui.ActionRow(*map(_button, items))
        case PlatformSelect():
            return ui.ActionRow(_select(block))
        case Shown(file=file, alt=alt):
            return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{file.name}", description=alt[:_ALT]))
        case Attached(file=file):
            return ui.File(f"attachment://{file.name}")


def _button(button: Button) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=button.label or "…", style=discord.ButtonStyle[button.look], custom_id=str(button.control))


def _select(select: PlatformSelect) -> ui.Select[ui.LayoutView]:
    options = [discord.SelectOption(label=PLATFORM_NAMES[p], value=p) for p in select.platforms]
    return ui.Select(
        custom_id=str(select.control),
        placeholder="Where will the agent run?",
        options=options,
        min_values=1,
        max_values=len(options),
    )


def _input(field: FormField, value: str) -> ui.Item[Any]:
    if field.options:
        options = [discord.SelectOption(label=o, value=o, default=o == value) for o in field.options[:25]]
        return ui.Select(custom_id=field.path, options=options, required=field.required, min_values=int(field.required))
    return ui.TextInput(
        custom_id=field.path,
        style=discord.TextStyle.paragraph if field.multiline else discord.TextStyle.short,
        default=value[:_LONGEST_VALUE] or None,
        required=field.required,
        max_length=_LONGEST_VALUE,
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
