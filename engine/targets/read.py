"""A file that somebody brings: our own JSON, an agent of ElevenLabs, Vapi or Retell as their APIs return it, a prompt.

What it is, is seen from its content. Several objects may come in one file: a list of them, an object that holds them
by name (`{"agent": …, "llm": …, "tools": […]}`), or one of our own exports with its `files`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple, cast

from engine.document.spec import AgentSpec, Platform
from engine.errors import PersonError
from engine.messages.inbound import MOST_OF_FILE
from engine.secrets import secrets_in
from engine.targets import PLATFORM_NAMES, TARGETS
from engine.targets.brought import brought_in
from engine.targets.json import FILE as OWN_FILE
from engine.targets.json import read_document
from engine.targets.reading import UNEXPECTED, Draft

MOST_CHARACTERS = MOST_OF_FILE
_HOLDERS = (
    "agent", "assistant", "squad", "llm", "retell_llm", "retellLlmData", "conversation_flow", "conversationFlow",
    "tools", "files",
)  # fmt: skip
_BEGINS_JSON = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[\[{\"\]\d-]|$))")
_OF_AGENTS = tuple(map(frozenset, (
    ("systemPrompt",), ("system_prompt",), ("systemInstruction",), ("system_instruction",), ("first_message",),
    ("beginMessage",), ("begin_message",), ("role_messages",), ("task_messages",), ("initial_node",), ("pipecat",),
    ("turn_detection",), ("think", "listen"), ("intents", "entities"), ("instructions", "voice"),
    ("instructions", "model"), ("instructions", "tools"),
)))  # fmt: skip
"""Keys that together stand in agents of other vendors, and in hardly anything else that a team shares."""
_HELP = "I can read our own JSON export, an agent of ElevenLabs, Vapi or Retell, or a prompt as plain text."


class Imported(NamedTuple):
    source: str
    """`Vapi`, `JSON`, or `a prompt`."""
    spec: AgentSpec
    kept: tuple[str, ...] = ()
    """What no part of a spec stands for, by where it stood; the texts are notes of the spec."""


def read(text: str) -> Imported:
    """The spec that this text holds. PersonError says what it is instead, or what is wrong with it."""
    if len(text) > MOST_CHARACTERS:
        raise PersonError(f"This file is too long for an agent: more than {MOST_CHARACTERS:,} characters.")
    if not text.strip():
        raise PersonError("This file is empty.")
    if not is_json(text):
        return _without_secrets(_prompt(text))
    value = _parsed(text)
    if ours := _own_in(value):
        return _without_secrets(_ours(ours))
    objects = list(objects_in(value))
    _check_no_secret(objects)
    platform = platform_of(objects)
    if platform is None:
        raise PersonError(f"This is no agent that I know. {_HELP}")
    spec, kept = spec_of(platform, objects)
    files = value["files"] if isinstance(value, dict) and isinstance(value.get("files"), dict) else {}
    return Imported(PLATFORM_NAMES[platform], brought_in(TARGETS[platform], spec, files, objects), kept)


def spec_of(platform: Platform, objects: list[dict[str, Any]]) -> tuple[AgentSpec, tuple[str, ...]]:
    """The spec of these objects of the platform, and where what no part of it stands for stood."""
    try:
        draft = _reader(platform)(objects)
    except UNEXPECTED:
        name = PLATFORM_NAMES[platform]
        raise PersonError(f"This looks like an agent of {name}, but it is not built as {name} builds one.") from None
    if draft.told:
        draft.keep("prompt", "\n".join(_unsaid(draft, platform)))
    return draft.spec(), tuple(draft.kept)


def is_json(text: str) -> bool:
    """Whether it is meant as JSON; a prompt may begin with `[Identity]` or `{{name}}`."""
    return _BEGINS_JSON.match(text) is not None


def seems_agent(value: Any) -> bool:
    """Whether parsed JSON is meant as an agent, ours or another's, rather than as data about a business."""
    if _own_in(value):
        return True
    objects = list(objects_in(value))
    keys = {str(key) for part in objects for key in part}
    inner = {str(key) for part in objects for child in part.values() if isinstance(child, dict) for key in child}
    return platform_of(objects) is not None or any(together <= keys | inner for together in _OF_AGENTS)


def _without_secrets(imported: Imported) -> Imported:
    _check_no_secret(imported.spec.model_dump(mode="json"))
    return imported


def _check_no_secret(value: Any) -> None:
    for secret in secrets_in(value):
        raise PersonError(f"There seems to be {secret.kind} in this file. Take it out, and bring the file again.")


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """The vendor's objects in a file, the outer one first."""
    if isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)
    elif isinstance(value, dict) and isinstance(value.get("files"), dict):
        for path, text in value["files"].items():
            if path.endswith(".json") and isinstance(text, str):
                yield from objects_in(_parsed(text))
    elif isinstance(value, dict) and value and set(value) <= set(_HOLDERS):
        for inner in value.values():
            yield from objects_in(inner)
    elif isinstance(value, dict):
        yield {key: inner for key, inner in value.items() if key not in ("retellLlmData", "conversationFlow")}
        for key in ("retellLlmData", "conversationFlow"):
            yield from objects_in(value.get(key))


def platform_of(objects: list[dict[str, Any]]) -> Platform | None:
    """By the keys that only one of them has."""
    keys = {key for part in objects for key in part}
    marks: Mapping[Platform, frozenset[str]] = {
        "elevenlabs": frozenset({"conversation_config", "tool_config"}),
        "vapi": frozenset({"firstMessage", "firstMessageMode"}),
        "retell": frozenset({"response_engine", "general_prompt", "global_prompt", "llm_id"}),
    }
    found = next((platform for platform, own in marks.items() if keys & own), None)
    return found or ("vapi" if any(_thinks(part) or _is_squad(part) for part in objects) else None)


def _thinks(part: dict[str, Any]) -> bool:
    return isinstance(part.get("model"), dict) and "messages" in part["model"]


def _is_squad(part: dict[str, Any]) -> bool:
    """Many things have members; those of a squad are assistants."""
    members = part.get("members")
    return isinstance(members, list) and any(
        isinstance(m, dict) and {"assistant", "assistantId"} & set(m) for m in members
    )


def _reader(platform: Platform) -> Callable[[list[dict[str, Any]]], Draft]:
    """`read_objects` of the platform's folder."""
    return cast(Callable[[list[dict[str, Any]]], Draft], import_module(f"engine.targets.{platform}.read").read_objects)


def server_keys(platform: Platform) -> tuple[str, ...]:
    """Keys that the platform's server sets by itself."""
    return cast(tuple[str, ...], import_module(f"engine.targets.{platform}.read").SERVER_KEYS)


def _unsaid(draft: Draft, platform: Platform) -> Iterator[str]:
    """What our own prompt once said and, made of this draft, would say no more; examples are made anew."""
    from engine.prompt.generate import base_prompt, generate

    spec, profile = draft.spec(), TARGETS[platform].capabilities.prompt
    now = {*generate(spec, profile).splitlines(), *base_prompt(spec, profile).splitlines()}
    before = draft.told.partition("\n# Examples\n")[0]
    yield from (line for line in before.splitlines() if line.strip() and line not in now)


def _own_in(value: Any) -> dict[str, Any] | None:
    """Our own spec: by itself, as the API gives it, or in the files of an export."""
    if isinstance(value, list) and len(value) == 1:
        return _own_in(value[0])
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("files"), dict) and isinstance(text := value["files"].get(OWN_FILE), str):
        return _own_in(_parsed(text))
    return value if "schema_version" in value else _own_in(value.get("spec"))


def _ours(document: dict[str, Any]) -> Imported:
    return Imported("JSON", read_document(document))


def _prompt(text: str) -> Imported:
    from engine.targets.prompt_reading import read_prompt

    draft = Draft()
    read_prompt(draft, text)
    return Imported("a prompt", draft.spec(), tuple(draft.kept))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PersonError(f"This is not JSON: {getattr(error, 'msg', 'it is nested too deeply')}. {_HELP}") from None
