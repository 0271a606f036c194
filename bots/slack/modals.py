"""The modal behind Configure: a loading one, the form of a tool, and one that only says something."""

import json
from typing import Any

from bots.controls import Control
from bots.slack.blocks import Block, plain_text, section
from bots.slack.events import Spot, many, place, text_of
from bots.slack.mrkdwn import escaped
from engine.messages.replies import Form, FormField

FORM = "ab_form"
_TITLE = 24
_LABEL = 2000
_OPTION = 75
_BLOCK_ID = 255


def loading() -> Block:
    """Opened at once, for a `trigger_id` lives three seconds."""
    return _modal("Set up", [section("One moment …")])


def saying(words: str) -> Block:
    return _modal("Set up", [section(escaped(words))])


def form_view(form: Form, control: Control, spot: Spot) -> Block:
    """The form; each field is an input block with the field's path as its id."""
    return {
        **_modal(f"Set up {form.tool}", [_field(field) for field in form.fields]),
        "callback_id": FORM,
        "submit": plain_text("Save", _TITLE),
        "private_metadata": json.dumps([str(control), spot.team, spot.channel, spot.thread_ts]),
    }


def whence(view: Block, user: str) -> tuple[Control, Spot] | None:
    """The control and the thread that a sent form belongs to."""
    try:
        control, team, channel, thread_ts = many(json.loads(text_of(view.get("private_metadata"))))
    except (ValueError, RecursionError):  # nothing that we wrote
        return None
    found, spot = Control.parse(text_of(control)), place(team, channel, thread_ts, user)
    return (found, spot) if found and spot else None


def _modal(title: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": plain_text(title, _TITLE),
        "close": plain_text("Close", _TITLE),
        "blocks": blocks,
    }


def _field(field: FormField) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.path[:_BLOCK_ID],
        "optional": not field.required,
        "label": plain_text(field.label, _LABEL),
        "element": _element(field),
    }
    return {**block, "hint": plain_text(field.hint, _LABEL)} if field.hint else block


def _element(field: FormField) -> dict[str, Any]:
    if field.options:
        options = [{"text": plain_text(option, _OPTION), "value": option} for option in field.options]
        initial = [option for option in options if option["value"] == field.value]
        chosen = {"initial_option": initial[0]} if initial else {}
        return {"type": "static_select", "action_id": field.path[:_BLOCK_ID], "options": options, **chosen}
    typed = {"initial_value": field.value} if field.value else {}
    return {"type": "plain_text_input", "action_id": field.path[:_BLOCK_ID], "multiline": field.multiline, **typed}
