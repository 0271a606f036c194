"""Retell over HTTP (SDK 6.2.13, docs of November 2026): the knowledge base, the engine, its tests, then the agent.

An engine has no name there, so its prompt tells it from the others. Once an agent has a second version nobody can give
it another engine; a published version is frozen together with its engine, and a draft has to be opened first.
"""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from engine.targets.bundle import Bundle
from engine.targets.pushable import Ids, Kind, Pushable, Wanted
from engine.targets.retell.agent import FLOW_ID, KNOWLEDGE_ID, LLM_ID

_PAGE = ("pagination_key", "pagination_key")
_KNOWLEDGE = Kind(
    "/create-knowledge-base",
    "/get-knowledge-base/{}",
    "/list-knowledge-bases",
    "",
    title=("knowledge_base_name",),
    id="knowledge_base_id",
    delete_at="/delete-knowledge-base/{}",
    upload="fields",
)


def _kind_of_engine(name: str, prompt: str, id: str) -> Kind:
    return Kind(
        f"/create-{name}",
        f"/get-{name}/{{}}",
        f"/v2/list-{name}s",
        "items",
        title=(prompt,),
        id=id,
        update_at=f"/update-{name}/{{}}",
        delete_at=f"/delete-{name}/{{}}",
        page=_PAGE,
        keeps=True,
    )


_FLOW = _kind_of_engine("conversation-flow", "global_prompt", "conversation_flow_id")
_LLM = _kind_of_engine("retell-llm", "general_prompt", "llm_id")
_TEST = Kind(
    "/create-test-case-definition",
    "/get-test-case-definition/{}",
    "/v2/list-test-case-definitions",
    "items",
    id="test_case_definition_id",
    update="PUT",
    update_at="/update-test-case-definition/{}",
    delete_at="/delete-test-case-definition/{}",
    page=_PAGE,
    within="response_engine",
)
_AGENT = Kind(
    "/create-agent",
    "/get-agent/{}",
    "/v2/list-agents",
    "items",
    title=("agent_name",),
    id="agent_id",
    update_at="/update-agent/{}",
    delete_at="/delete-agent/{}",
    list_by="POST",
    page=_PAGE,
    fixed=("response_engine",),
    keeps=True,
)
_ENGINES = {"conversation_flow.json": ("flow", _FLOW), "llm.json": ("llm", _LLM)}
_NAMES = {"conversation_flow_id": ("flow", FLOW_ID), "llm_id": ("llm", LLM_ID)}
"""Key of an id -> its group, and what stands in a bundle for it."""
_BASE_NAME_CHARACTERS = 39
_EDITION = 12
"""Characters of a digest."""
_PAGE_ONLY = re.compile(r"# (.*)\n\n(https?://\S+)\n")
"""The file of a document that is an address."""


def wanted(bundle: Bundle) -> tuple[Wanted, ...]:
    """The objects of this bundle."""
    agent = json.loads(bundle.files["agent.json"])
    title = agent["agent_name"]
    return (
        *_documents(bundle, title),
        *_engine(bundle, title),
        *_tests(bundle),
        Wanted("agent", "agent", title, _AGENT, agent),
    )


def linked(body: Any, ids: Ids) -> Any:
    """With ids for the names of the knowledge base and the engine."""
    if isinstance(body, list):
        return [linked(inner, ids) for inner in body]
    if not isinstance(body, dict):
        return body
    found = {key: linked(inner, ids) for key, inner in body.items()}
    for key, (group, name) in _NAMES.items():
        if found.get(key) == name:
            found[key] = ids.get(group, {}).get("engine", name)
    if found.get("knowledge_base_ids") == [KNOWLEDGE_ID]:
        found["knowledge_base_ids"] = [*ids.get("knowledge", {}).values()] or [KNOWLEDGE_ID]
    return found


def _documents(bundle: Bundle, title: str) -> Iterator[Wanted]:
    """All of them as one knowledge base; other documents are another one."""
    files = [bundle.files[path] for path in sorted(bundle.files) if path.startswith("knowledge/")]
    if not files:
        return
    pages = [page for page in map(_PAGE_ONLY.fullmatch, files) if page]
    texts = [text for text in files if not _PAGE_ONLY.fullmatch(text)]
    body: dict[str, Any] = {"knowledge_base_name": title[:_BASE_NAME_CHARACTERS].strip()}
    if texts:
        body["knowledge_base_texts"] = [_text(text) for text in texts]
    if pages:
        body["knowledge_base_urls"] = [page[2] for page in pages]
    edition = sha256(json.dumps(body).encode()).hexdigest()[:_EDITION]
    yield Wanted("knowledge", "documents", body["knowledge_base_name"], _KNOWLEDGE, body, edition)


def _text(file: str) -> dict[str, str]:
    title, _, text = file.removeprefix("# ").partition("\n\n")
    return {"title": title, "text": text.strip()}


def _engine(bundle: Bundle, title: str) -> Iterator[Wanted]:
    for path, (group, kind) in _ENGINES.items():
        if path in bundle.files:
            yield Wanted(group, "engine", title, kind, json.loads(bundle.files[path]))


def _tests(bundle: Bundle) -> Iterator[Wanted]:
    for path, text in sorted(bundle.files.items()):
        if path.startswith("test_cases/"):
            body = json.loads(text)
            yield Wanted("test", PurePosixPath(path).stem, body["name"], _TEST, body)


PUSHABLE = Pushable(
    header=("Authorization", "Bearer {}"),
    kinds={"knowledge": _KNOWLEDGE, "flow": _FLOW, "llm": _LLM, "test": _TEST, "agent": _AGENT},
    wanted=wanted,
    linked=linked,
    plain_secret=re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)"),
    draft="/create-agent-version/{}",
)
