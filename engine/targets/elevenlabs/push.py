"""ElevenLabs over HTTP (SDK 2.78.0): documents, tools, tests, then the agent that names them."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from engine.targets.bundle import Bundle
from engine.targets.elevenlabs.capabilities import BUILT_IN
from engine.targets.elevenlabs.link import link
from engine.targets.elevenlabs.workflow import START
from engine.targets.pushable import Ids, Kind, Pushable, Wanted

_BASE = "/v1/convai"
_KNOWLEDGE = f"{_BASE}/knowledge-base"
_TEXT = Kind(f"{_KNOWLEDGE}/text", f"{_KNOWLEDGE}/{{}}", _KNOWLEDGE, "documents")
_URL = Kind(f"{_KNOWLEDGE}/url", f"{_KNOWLEDGE}/{{}}", _KNOWLEDGE, "documents")
_TOOL = Kind(f"{_BASE}/tools", f"{_BASE}/tools/{{}}", f"{_BASE}/tools", "tools", title=("tool_config", "name"))
_TEST = Kind(
    f"{_BASE}/agent-testing/create", f"{_BASE}/agent-testing/{{}}", f"{_BASE}/agent-testing", "tests", update="PUT"
)
_SPOKEN = "conversation_config.agent"
_PUT_BACK: Mapping[str, Any] = {
    f"{_SPOKEN}.language": "en",
    f"{_SPOKEN}.prompt.llm": "gemini-2.5-flash",
    f"{_SPOKEN}.prompt.temperature": 0,
    **{f"{_SPOKEN}.prompt.built_in_tools.{name}": None for name in sorted({*BUILT_IN.values()})},
    "conversation_config.tts.voice_id": "cjVigY5qzO86Huf0OWal",
    "conversation_config.tts.model_id": "eleven_turbo_v2",
    "workflow": {"nodes": {START: {"type": "start"}}, "edges": {}},
}
"""A PATCH merges objects at every depth and replaces lists and maps of people's own keys. These are the vendor's own
defaults (its OpenAPI of August 2025 and the templates of its CLI of June 2026)."""
_AGENT = Kind(
    f"{_BASE}/agents/create",
    f"{_BASE}/agents/{{}}",
    f"{_BASE}/agents",
    "agents",
    id="agent_id",
    put_back=_PUT_BACK,
)
_SECRET = Kind("", "", f"{_BASE}/secrets", "secrets", id="secret_id")
_EDITION = 12
"""Characters of a digest."""


def wanted(bundle: Bundle) -> tuple[Wanted, ...]:
    """The objects of this bundle."""
    return (*_documents(bundle), *_tools(bundle), *_tests(bundle), *_agents(bundle))


def linked(body: Any, ids: Ids) -> Any:
    """As `link.py` of the bundle does it."""
    known = {kind: dict(ids.get(kind, {})) for kind in ("tool", "test", "secret", "knowledge")}
    return link(body, known, set())


def _documents(bundle: Bundle) -> Iterator[Wanted]:
    """The text of a document cannot be changed there."""
    for entry in json.loads(bundle.files["knowledge.json"]):
        source, name = entry["source"], entry["name"]
        text = bundle.files.get(source)
        body = {"name": entry["title"], **({"url": source} if text is None else {"text": text})}
        edition = sha256(json.dumps(body).encode()).hexdigest()[:_EDITION]
        yield Wanted("knowledge", name, entry["title"], _URL if text is None else _TEXT, body, edition)


def _tools(bundle: Bundle) -> Iterator[Wanted]:
    for name, config in _configs(bundle, "tool_configs"):
        yield Wanted("tool", name, config["name"], _TOOL, {"tool_config": config})


def _tests(bundle: Bundle) -> Iterator[Wanted]:
    for name, config in _configs(bundle, "test_configs"):
        yield Wanted("test", name, config["name"], _TEST, config)


def _agents(bundle: Bundle) -> Iterator[Wanted]:
    for _, config in _configs(bundle, "agent_configs"):
        yield Wanted("agent", "agent", config["name"], _AGENT, config)


def _configs(bundle: Bundle, folder: str) -> Iterator[tuple[str, Any]]:
    for path in sorted(bundle.files):
        if path.startswith(f"{folder}/"):
            yield PurePosixPath(path).stem, json.loads(bundle.files[path])


PUSHABLE = Pushable(
    header=("xi-api-key", "{}"),
    kinds={"knowledge": _TEXT, "tool": _TOOL, "test": _TEST, "agent": _AGENT},
    wanted=wanted,
    linked=linked,
    secrets=_SECRET,
)
