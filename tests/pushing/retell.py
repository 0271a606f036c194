"""Retell on this computer: bodies as the judge takes them; published versions are frozen; an agent keeps its engine.

As its SDK 6.2.13 and its docs have it. That nobody changes what is published, and no engine of an agent with versions,
is what the platform answered to others: “Cannot update published conversation flow”, “Cannot update response engine
after agent versions have been created”.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from engine.targets import Bundle
from engine.targets.walk import objects
from tests.pushing.vendor import Answer, Vendor
from tests.targets.judge import JUDGES

_KINDS: Mapping[str, tuple[str, str]] = {
    "knowledge-base": ("knowledge", "knowledge_base_id"),
    "conversation-flow": ("flows", "conversation_flow_id"),
    "retell-llm": ("llms", "llm_id"),
    "test-case-definition": ("tests", "test_case_definition_id"),
    "agent": ("agents", "agent_id"),
}
_LISTS: Mapping[str, str] = {
    "/list-knowledge-bases": "knowledge-base",
    "/v2/list-conversation-flows": "conversation-flow",
    "/v2/list-retell-llms": "retell-llm",
    "/v2/list-test-case-definitions": "test-case-definition",
    "/v2/list-agents": "agent",
}
_UPDATES: Mapping[str, str] = {"test-case-definition": "PUT", "knowledge-base": ""}
_FILES: Mapping[str, str] = {"flows": "conversation_flow.json", "llms": "llm.json", "agents": "agent.json"}
_PAGE = 2
"""Items of a page: few, so that who lists reads on."""
_OUR_IDS = {"conversation_flow_id": "CONVERSATION_FLOW_ID", "llm_id": "LLM_ID"}


@dataclass
class Retell(Vendor):
    kept: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind, _ in _KINDS.values()})
    versions: dict[str, int] = field(default_factory=dict)
    """Of each agent, the number of its newest version."""
    published: set[str] = field(default_factory=set)
    """Ids of agents whose newest version is published, and of their engines."""
    _numbers: Iterator[int] = field(default_factory=count)

    def has_key(self, headers: Any) -> bool:
        return bool(headers.get("authorization") == f"Bearer {self.key}")

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if path in _LISTS:
            return self._list(method, path, body)
        if draft := re.fullmatch(r"/create-agent-version/([a-z]+-\d+)", path):
            return self._open_draft(draft[1], body)
        for name, (kind, key) in _KINDS.items():
            if path == f"/create-{name}" and method == "POST":
                return self._create(kind, key, body)
            if one := re.fullmatch(rf"/(get|update|delete)-{name}/([a-z]+-\d+)", path):
                wanted = {"get": "GET", "update": _UPDATES.get(name, "PATCH"), "delete": "DELETE"}[one[1]]
                return self._one(method, kind, key, one[2], body) if method == wanted else Answer(405)
        return Answer(404, {"message": f"{method} {path}"})

    def publish(self, agent: str) -> None:
        """As somebody does it in the dashboard: this version and its engine are frozen."""
        self.published |= {agent, self._engine_of(self.kept["agents"][agent])}

    def verdict(self) -> list[str]:
        """What the judge has against all that is there, as one bundle."""
        files = {_FILES[kind]: body for kind in _FILES for body in self.kept[kind].values()}
        files |= {f"test_cases/{body['name']}.json": body for body in self.kept["tests"].values()}
        texts = {path: json.dumps(_with_our_ids(body)) for path, body in files.items()}
        return JUDGES["retell"].faults(Bundle(platform="retell", version=1, files=texts, losses=()))

    # --- what a request does ---

    def _list(self, method: str, path: str, query: Any) -> Answer:
        kind, key = _KINDS[_LISTS[path]]
        if method != ("POST" if kind == "agents" else "GET"):
            return Answer(405)
        found = [self._shown(kind, key, i) for i in self.kept[kind]]
        if kind == "knowledge":
            return Answer(200, found)
        if kind == "tests":
            if "type" not in query:
                return self._refuse(["a list of tests without an engine"])
            engine = {k: v for k, v in query.items() if k != "pagination_key"}
            found = [item for item in found if item["response_engine"] == engine]
        begin = int((query or {}).get("pagination_key", 0)) if method == "GET" else 0
        end = begin + (_PAGE if method == "GET" else len(found))
        more = {"pagination_key": str(end)} if end < len(found) else {}
        return Answer(200, {"items": found[begin:end], "has_more": end < len(found), **more})

    def _create(self, kind: str, key: str, body: Any) -> Answer:
        if found := list(self._faults(kind, body)):
            return self._refuse(found)
        new = f"{kind}-{next(self._numbers)}"
        self.kept[kind][new] = body
        if kind == "agents":
            self.versions[new] = 0
        return Answer(201, self._shown(kind, key, new))

    def _one(self, method: str, kind: str, key: str, name: str, body: Any) -> Answer:
        if name not in self.kept[kind]:
            return Answer(404, {"message": "not found"})
        if method == "DELETE":
            del self.kept[kind][name]
            return Answer(204)
        if method != "GET":
            if name in self.published:
                return self._refuse([f"Cannot update published {kind}"])
            if "response_engine" in body and kind == "agents" and self.versions[name]:
                return self._refuse(["Cannot update response engine after agent versions have been created"])
            merged = {k: v for k, v in {**self.kept[kind][name], **body}.items() if v is not None}
            if found := list(self._faults(kind, merged)):
                return self._refuse(found)
            self.kept[kind][name] = merged
        return Answer(200, self._shown(kind, key, name))

    def _open_draft(self, agent: str, body: Any) -> Answer:
        if agent not in self.published or body != {"base_version": self.versions[agent]}:
            return self._refuse([f"no published version {body}"])
        self.versions[agent] += 1
        self.published -= {agent, self._engine_of(self.kept["agents"][agent])}
        return Answer(201, {"agent_id": agent, "version": self.versions[agent]})

    def _refuse(self, found: list[str]) -> Answer:
        self.refused += found
        return Answer(422, {"status": "error", "message": found[:3]})

    def _shown(self, kind: str, key: str, name: str) -> Any:
        """With what the server adds by itself; of a knowledge base it says other things than it was told."""
        body = json.loads(json.dumps(self.kept[kind][name]))
        if kind == "knowledge":
            return {key: name, "knowledge_base_name": body["knowledge_base_name"], "status": "in_progress"}
        if kind == "agents":
            body["response_engine"]["version"] = self.versions[name]
            body |= {"version": self.versions[name], "is_published": name in self.published}
        for node in body.get("nodes", ()):
            node["skippable"] = False
        return {key: name, "last_modification_timestamp": 1703413636133, **body}

    # --- what it refuses ---

    def _faults(self, kind: str, body: Any) -> Iterator[str]:
        if kind == "knowledge":
            yield from _faults_of_knowledge(body)
            return
        path = _FILES.get(kind, f"test_cases/{body.get('name')}.json")
        judge = JUDGES["retell"]
        yield from judge.types(path, body)
        for value in judge.values:
            yield from value.faults({path: body})
        for each in objects(body):
            if "knowledge_base_ids" in each:
                there = self.kept["knowledge"]
                yield from (f"no knowledge base {i}" for i in each["knowledge_base_ids"] if i not in there)
        engine = body.get("response_engine")
        if engine and self._engine_of(body) not in {**self.kept["flows"], **self.kept["llms"]}:
            yield f"no engine {engine}"

    def _engine_of(self, body: Any) -> str:
        engine = body["response_engine"]
        return str(engine.get("conversation_flow_id") or engine.get("llm_id"))


def _faults_of_knowledge(body: Any) -> Iterator[str]:
    if not 0 < len(body.get("knowledge_base_name", "")) < 40:
        yield "a knowledge base needs a name of less than 40 characters"
    texts, urls = body.get("knowledge_base_texts", []), body.get("knowledge_base_urls", [])
    if not (texts or urls) or set(body) - {"knowledge_base_name", "knowledge_base_texts", "knowledge_base_urls"}:
        yield f"a knowledge base with {sorted(body)}"
    yield from (f"a text with {sorted(text)}" for text in texts if set(text) != {"title", "text"} or not text["text"])
    yield from (f"no address {url}" for url in urls if not re.fullmatch(r"https?://\S+", url))


def _with_our_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_our_ids(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {key: _OUR_IDS.get(key) or _with_our_ids(inner) for key, inner in value.items()}
