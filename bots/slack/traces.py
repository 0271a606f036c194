"""What was chosen, shown where its buttons stood: one line with who chose what.

Slack shows in a payload what a message was when somebody clicked, so two clicks of one moment know nothing of each
other. What this process has shown of a message is therefore kept, and drawn again with the next click.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cachetools import LRUCache

from bots.slack.blocks import SECTION, Block, context
from bots.slack.events import Payload, many, mapping, text_of
from bots.slack.mrkdwn import escaped

_MOST_MESSAGES = 2000
_MOST_BLOCKS = 50


class Traces:
    """One for each process."""

    def __init__(self) -> None:
        self._chosen: LRUCache[tuple[str, str], dict[str, Block]] = LRUCache(_MOST_MESSAGES)
        """Channel and ts of a message -> id of a control that was used there -> the line that tells of it."""

    def blocks(self, channel: str, message: Payload, action_id: str, user: str, label: str) -> list[Any] | None:
        """The blocks of the message with all that was chosen in it; None where it does not hold this control."""
        blocks = many(message.get("blocks"))
        if not label or not any(_holds(block, action_id) for block in blocks):
            return None
        chosen = self._chosen.setdefault((channel, text_of(message.get("ts"))), {})
        chosen[action_id] = context(f"✓ <@{user}>: {escaped(label)}"[:SECTION])
        return [shown for block in blocks for shown in _with(chosen, block)][:_MOST_BLOCKS]


def label_of(body: Payload, action_id: str) -> str:
    """What stood on the button, or what was chosen in the select."""
    for action in map(mapping, many(body.get("actions"))):
        if action.get("action_id") == action_id:
            return ", ".join(filter(None, map(_words, many(action.get("selected_options"))))) or _words(action)
    return ""


def _words(labelled: object) -> str:
    return text_of(mapping(mapping(labelled).get("text")).get("text"))


def _with(chosen: Mapping[str, Block], block: Any) -> Iterator[Any]:
    """A row of buttons gives way to the line; what a section says beside its button stays."""
    line = next((line for action_id, line in chosen.items() if _holds(block, action_id)), None)
    if line is None:
        yield block
        return
    accessory = mapping(mapping(block).get("accessory"))
    if accessory.get("type") == "button":
        yield {name: value for name, value in block.items() if name != "accessory"}
    yield line


def _holds(block: object, action_id: str) -> bool:
    """A row of buttons with this one in it, or a section beside which it stands."""
    controls: Sequence[Any] = many(mapping(block).get("elements")) if mapping(block).get("type") == "actions" else ()
    return any(mapping(one).get("action_id") == action_id for one in (*controls, mapping(block).get("accessory")))
