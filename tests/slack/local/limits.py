"""What Slack refuses: the limits of its reference pages, checked on every message and view."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]
_TEXTS = {"section": 3000, "header": 150}
_BLOCK_TYPES = {"section", "header", "divider", "context", "actions", "image", "input", "markdown"}
_IN_ACTIONS = {"button", "static_select", "overflow", "datepicker", "checkboxes", "radio_buttons"}
ALL_BLOCKS = 13_000
MARKDOWN = 12_000


class Refused(Exception):
    """The word that Slack answers, and why."""

    def __init__(self, error: str, why: str = "") -> None:
        super().__init__(f"{error}: {why}")
        self.error, self.why = error, why


def check_message(args: Mapping[str, Any]) -> None:
    """Raises Refused for a message that Slack would not post."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if args.get("thread_ts") == "":
        raise Refused("invalid_thread_ts", "an empty thread_ts")
    if not text and not blocks:
        raise Refused("no_text")
    if blocks and not text:
        raise Refused("no_fallback", "a message needs a text beside its blocks")
    if len(text) > 4000:
        raise Refused("msg_too_long", f"{len(text)} characters of text")
    if len(blocks) > 50:
        raise Refused("invalid_blocks", f"{len(blocks)} blocks")
    check_blocks(blocks)


def check_blocks(blocks: Sequence[Block]) -> None:
    ids = list[str]()
    total = 0
    for block in blocks:
        if block.get("type") not in _BLOCK_TYPES:
            raise Refused("invalid_blocks", f"block type {block.get('type')}")
        total += sum(len(text) for text in _texts(block))
        ids += [str(e["action_id"]) for e in _elements(block) if "action_id" in e]
        _check_block(block)
    if total > ALL_BLOCKS:
        raise Refused("msg_blocks_too_long", f"{total} characters in all blocks")
    if len(set(ids)) != len(ids):
        raise Refused("invalid_blocks", "an action_id twice")


def check_view(view: Block) -> None:
    """A modal or a home tab."""
    if view.get("type") not in ("modal", "home"):
        raise Refused("invalid_arguments", "view type")
    if view["type"] == "modal" and not 0 < len(view["title"]["text"]) <= 24:
        raise Refused("invalid_arguments", "title of a modal")
    if len(view.get("blocks") or ()) > 100 or len(view.get("private_metadata") or "") > 3000:
        raise Refused("invalid_arguments", "too large a view")
    inputs = [b for b in view["blocks"] if b["type"] == "input"]
    if inputs and "submit" not in view:
        raise Refused("invalid_arguments", "input blocks need a submit")
    if len({b.get("block_id") for b in inputs}) != len(inputs):
        raise Refused("invalid_arguments", "a block_id twice")
    check_blocks(view["blocks"])


def _check_block(block: Block) -> None:
    limit = _TEXTS.get(block["type"])
    text = block.get("text") or {}
    if block["type"] == "section" and not (text or block.get("fields")):
        raise Refused("invalid_blocks", "an empty section")
    if limit and text and not 0 < len(text["text"]) <= limit:
        raise Refused("invalid_blocks", f"{len(text['text'])} characters in a {block['type']}")
    elements = block.get("elements") or []
    if block["type"] == "actions" and not 1 <= len(elements) <= 25:
        raise Refused("invalid_blocks", f"{len(elements)} elements in actions")
    if block["type"] == "actions" and any(e["type"] not in _IN_ACTIONS for e in elements):
        raise Refused("invalid_blocks", "an element that actions do not take")
    if block["type"] == "context" and not 1 <= len(elements) <= 10:
        raise Refused("invalid_blocks", f"{len(elements)} elements in context")
    for element in _elements(block):
        _check_element(element)


def _check_element(element: Block) -> None:
    if len(element.get("action_id") or "") > 255:
        raise Refused("invalid_blocks", "an action_id of more than 255 characters")
    if element["type"] == "button" and not 0 < len(element["text"]["text"]) <= 75:
        raise Refused("invalid_blocks", "text of a button")
    if len(element.get("value") or "") > 2000 or len(element.get("url") or "") > 3000:
        raise Refused("invalid_blocks", "value of a button")
    if element["type"].endswith("select") and not 1 <= len(element["options"]) <= 100:
        raise Refused("invalid_blocks", "options of a select")
    if element["type"] == "mrkdwn" and not 0 < len(element["text"]) <= 3000:
        raise Refused("invalid_blocks", "text of a context")


def _elements(block: Block) -> Iterator[Block]:
    yield from block.get("elements") or ()
    for key in ("accessory", "element"):
        if key in block:
            yield block[key]


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block.get("text"), Mapping):
        yield block["text"]["text"]
    for element in block.get("elements") or ():
        text = element.get("text")
        yield text["text"] if isinstance(text, Mapping) else text or ""
