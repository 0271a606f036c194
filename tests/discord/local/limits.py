"""Discord's limits on what a bot sends. Source: discord.com/developers/docs, messages, components, commands.

Each function raises `Invalid` with a sentence; Discord itself answers 400 with code 50035.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.discord.local.world import COMPONENTS_V2, Json, walk

CONTENT = 2000
FILE_BYTES = 10 * 1024 * 1024
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
ROW, BUTTON, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 3, 4, 10, 18
TOP_LEVEL = (1, 9, 10, 12, 13, 14, 17)
"""Types that a message of components holds: rows, sections, words, galleries, files, separators, containers."""


class Invalid(Exception):
    """Not something that Discord takes."""


def check_message(payload: Json, files: Mapping[str, bytes]) -> None:
    if int(payload.get("flags") or 0) & COMPONENTS_V2:
        return check_layout(payload, files)
    return _check_plain(payload, files)


def check_layout(payload: Json, files: Mapping[str, bytes]) -> None:
    """A message of components alone: 40 of them, nested ones included, and 4,000 characters in all."""
    for name in ("content", "embeds", "poll", "sticker_ids"):
        require(not payload.get(name), f"{name}: not beside components of version 2")
    require(len(str(payload.get("nonce") or "")) <= 25, "nonce: at most 25 characters")
    components: list[Json] = payload.get("components") or []
    require(bool(components), "Cannot send an empty message (50006)")
    everything = list(walk(components))
    require(len(everything) <= 40, f"components: {len(everything)}, at most 40")
    length = sum(len(c["content"]) for c in everything if c["type"] == TEXT_DISPLAY)
    require(length <= 4000, f"components: {length} characters, at most 4,000")
    ids = [c["id"] for c in everything if c.get("id")]
    require(len(set(ids)) == len(ids) and all(0 <= i < 2**31 for i in ids), "component ids: 32 bits, each once")
    shown, seen = set[str](), set[str]()
    for component in components:
        require(component["type"] in TOP_LEVEL, f"component of type {component['type']} at the top")
    for component in everything:
        _check_part(component, files, shown, seen)
    require(set(files) <= shown, f"files {set(files) - shown} are shown by no component")
    _check_files(files)
    _check_mentions(payload)


def _check_part(component: Json, files: Mapping[str, bytes], shown: set[str], seen: set[str]) -> None:
    match component["type"]:
        case 10:
            require(bool(component["content"].strip()), "text display: not empty")
        case 1:
            _check_row(component, seen)
        case 12:
            require(1 <= len(component["items"]) <= 10, "media gallery: 1 to 10 items")
            require(all(len(i.get("description") or "") <= 1024 for i in component["items"]), "description: 1,024")
            shown |= {_named(i["media"]["url"], files) for i in component["items"]}
        case 13:
            require(component["file"]["url"].startswith("attachment://"), "file: only attachment:// is supported")
            shown.add(_named(component["file"]["url"], files))
        case 17:
            require(bool(component["components"]), "container: not empty")


def _named(url: str, files: Mapping[str, bytes]) -> str:
    name = url.removeprefix("attachment://")
    require(url == name or name in files, f"{url}: there is no such file")
    return name


def _check_plain(payload: Json, files: Mapping[str, bytes]) -> None:
    content = payload.get("content") or ""
    require(len(content) <= CONTENT, f"content: {len(content)} characters, at most {CONTENT}")
    require(len(str(payload.get("nonce") or "")) <= 25, "nonce: at most 25 characters")
    embeds = payload.get("embeds") or []
    require(len(embeds) <= 10, "embeds: at most 10")
    size = sum(len(e.get("title") or "") + len(e.get("description") or "") for e in embeds)
    require(size <= 6000, "embeds: at most 6,000 characters")
    require(all(len(e.get("description") or "") <= 4096 for e in embeds), "embeds: a description of at most 4,096")
    components = payload.get("components") or []
    something = content.strip() or embeds or files or components or payload.get("sticker_ids")
    require(bool(something), "Cannot send an empty message (50006)")
    _check_files(files)
    _check_mentions(payload)
    check_rows(components)


def _check_files(files: Mapping[str, bytes]) -> None:
    require(len(files) <= 10, "files: at most 10")
    for name, data in files.items():
        require(len(data) <= FILE_BYTES, f"{name}: Request entity too large (40005)")
        require("/" not in name and name.strip() != "", f"file name {name!r}")


def _check_mentions(payload: Json) -> None:
    mentions = payload.get("allowed_mentions")
    require(mentions is not None and mentions.get("parse") == [], "allowed_mentions: the bot must allow none")


def check_rows(rows: list[Json]) -> None:
    require(len(rows) <= 5, "components: at most 5 rows")
    require(sum(1 + len(r.get("components", [])) for r in rows) <= 40, "components: at most 40")
    seen: set[str] = set()
    for row in rows:
        require(row["type"] == ROW, "components: a message holds rows")
        _check_row(row, seen)


def _check_row(row: Json, seen: set[str]) -> None:
    items = row["components"]
    require(1 <= len(items) <= 5, "components: 1 to 5 buttons a row")
    require(all(i["type"] == BUTTON for i in items) or len(items) == 1, "components: a select has its own row")
    for item in items:
        _check_custom_id(item, seen)
        if item["type"] == BUTTON:
            require(1 <= len(item.get("label") or "") <= 80, f"button label {item.get('label')!r}: 1 to 80")
        else:
            _check_select(item)


def check_modal(data: Json) -> None:
    require(1 <= len(data.get("title") or "") <= 45, f"modal title {data.get('title')!r}: 1 to 45")
    require(1 <= len(data.get("custom_id") or "") <= 100, "modal custom_id: 1 to 100")
    parts = data.get("components") or []
    require(1 <= len(parts) <= 5, "modal: 1 to 5 components")
    seen: set[str] = set()
    for part in parts:
        require(part["type"] == LABEL, "modal: components stand in a Label")
        require(1 <= len(part.get("label") or "") <= 45, f"label {part.get('label')!r}: 1 to 45")
        require(len(part.get("description") or "") <= 100, f"description {part.get('description')!r}: at most 100")
        item = part["component"]
        _check_custom_id(item, seen)
        if item["type"] == TEXT_INPUT:
            _check_text_input(item)
        else:
            _check_select(item)


def check_commands(commands: list[Json]) -> None:
    require(len(commands) <= 100, "at most 100 commands")
    for command in commands:
        require("contexts" in command and "integration_types" in command, "contexts and installs must be explicit")
        if command.get("type", 1) == 1:
            _check_command(command)
        else:
            require(1 <= len(command["name"]) <= 32, "command name: 1 to 32")


def fields_of(modal: Json) -> Iterator[tuple[str, Json]]:
    """`(label, component)` of a modal."""
    for part in modal["components"]:
        yield part["label"], part["component"]


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Invalid(otherwise)


def _check_custom_id(item: Json, seen: set[str]) -> None:
    custom_id = item.get("custom_id") or ""
    require(1 <= len(custom_id) <= 100, f"custom_id {custom_id!r}: 1 to 100 characters")
    require(custom_id not in seen, f"custom_id {custom_id!r} stands twice")
    seen.add(custom_id)


def _check_select(item: Json) -> None:
    require(item["type"] == STRING_SELECT, f"component of type {item['type']} is not expected")
    options: list[Json] = item.get("options") or []
    require(1 <= len(options) <= 25, "select: 1 to 25 options")
    require(len({o["value"] for o in options}) == len(options), "select: values stand once")
    for option in options:
        require(1 <= len(option["label"]) <= 100 and 1 <= len(option["value"]) <= 100, "option: 1 to 100 characters")
        require(len(option.get("description") or "") <= 100, "option description: at most 100")
    low, high = item.get("min_values", 1), item.get("max_values", 1)
    require(0 <= low <= high <= len(options), "select: min and max values")
    require(len(item.get("placeholder") or "") <= 150, "placeholder: at most 150")


def _check_text_input(item: Json) -> None:
    require(len(item.get("placeholder") or "") <= 100, "placeholder: at most 100")
    longest = item.get("max_length") or 4000
    require(1 <= longest <= 4000, "max_length: 1 to 4000")
    require(len(item.get("value") or "") <= longest, "value: longer than max_length")


def _check_command(command: Json) -> None:
    require(bool(COMMAND_NAME.match(command["name"])) and command["name"].islower(), f"name {command['name']!r}")
    require(1 <= len(command.get("description") or "") <= 100, f"description of {command['name']}: 1 to 100")
    options: list[Any] = command.get("options") or []
    require(len(options) <= 25, "at most 25 options")
    for option in options:
        _check_command(option)
        require(len(option.get("choices") or []) <= 25, "at most 25 choices")
