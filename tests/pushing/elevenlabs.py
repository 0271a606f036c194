"""ElevenLabs on this computer: bodies as its SDK 2.78.0 types them, closed; ids that have to be there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from elevenlabs.types import (
    AgentPlatformSettingsRequestModel,
    AgentWorkflowRequestModel,
    ConversationalConfig,
    CreateResponseUnitTestRequest,
    CreateSimulationTestRequest,
    CreateToolCallUnitTestRequest,
    ToolRequestModel,
)

from engine.targets.walk import objects, strings
from tests.pushing.vendor import Answer, Vendor
from tests.targets.judge.closed import faults

_ROUTES: Mapping[str, str] = {
    r"/v1/convai/tools": "tools",
    r"/v1/convai/agent-testing(?:/create)?": "tests",
    r"/v1/convai/knowledge-base(?:/text|/url)?": "documents",
    r"/v1/convai/agents(?:/create)?": "agents",
}
_TESTS: Mapping[str, Any] = {
    "llm": CreateResponseUnitTestRequest,
    "simulation": CreateSimulationTestRequest,
    "tool": CreateToolCallUnitTestRequest,
}


_MAPS = ("language_presets", "data_collection", "dynamic_variable_placeholders", "workflow")


@dataclass
class ElevenLabs(Vendor):
    kept: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"tools": {}, "tests": {}, "documents": {}, "agents": {}}
    )
    secrets: dict[str, str] = field(default_factory=dict)
    """Name -> id."""
    _numbers: Iterator[int] = field(default_factory=count)

    def has_key(self, headers: Any) -> bool:
        return bool(headers.get("xi-api-key") == self.key)

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if path == "/v1/convai/secrets":
            return Answer(200, {"secrets": [{"name": n, "secret_id": i} for n, i in self.secrets.items()]})
        for route, kind in _ROUTES.items():
            if re.fullmatch(route, path):
                return self._list(kind) if method == "GET" else self._create(kind, body)
            if one := re.fullmatch(rf"{route}/([a-z]+-\d+)", path):
                return self._one(method, kind, one[1], body)
        return Answer(405, {"detail": f"{method} {path}"})

    def only(self, kind: str) -> Any:
        """The one object of this kind."""
        (found,) = self.kept[kind].values()
        return found

    # --- what a request does ---

    def _list(self, kind: str) -> Answer:
        return Answer(200, {kind: [self._shown(kind, i, body) for i, body in self.kept[kind].items()]})

    def _create(self, kind: str, body: Any) -> Answer:
        if found := list(self._faults(kind, body)):
            return self._refuse(found)
        new = f"{kind[:-1]}-{next(self._numbers)}"
        self.kept[kind][new] = body
        return Answer(200, {_id(kind): new})

    def _one(self, method: str, kind: str, name: str, body: Any) -> Answer:
        if name not in self.kept[kind]:
            return Answer(404, {"detail": "not found"})
        if method == "DELETE":
            if any(name in list(strings(agent)) for agent in self.kept["agents"].values()):
                return self._refuse([f"{name} is used by an agent"])
            del self.kept[kind][name]
            return Answer(200, {})
        if method == "GET":
            return Answer(200, self._shown(kind, name, self.kept[kind][name]))
        if method != ("PUT" if kind == "tests" else "PATCH"):
            return Answer(405, {"detail": method})
        if found := list(self._faults(kind, body)):
            return self._refuse(found)
        was = self.kept[kind][name]
        self.kept[kind][name] = _merged(was, body) if kind == "agents" else was | body
        return Answer(200, self._shown(kind, name, self.kept[kind][name]))

    def _refuse(self, found: list[str]) -> Answer:
        self.refused += found
        return Answer(422, {"detail": found[:3]})

    def _shown(self, kind: str, name: str, body: Any) -> Any:
        """With what the server adds by itself; the text of a document is not given back."""
        shown = {key: value for key, value in body.items() if key not in ("text", "url")}
        return {_id(kind): name, "access_info": {"is_creator": True}, **shown}

    # --- what it refuses ---

    def _faults(self, kind: str, body: Any) -> Iterator[str]:
        if kind == "tools":
            yield from faults(body, ToolRequestModel)
        elif kind == "tests":
            yield from faults({k: v for k, v in body.items() if k != "type"}, _TESTS[body["type"]])
        elif kind == "documents":
            if set(body) not in ({"name", "text"}, {"name", "url"}):
                yield f"a document with {sorted(body)}"
        else:
            yield from faults(body["conversation_config"], ConversationalConfig)
            yield from faults(body["platform_settings"], AgentPlatformSettingsRequestModel)
            yield from faults(body.get("workflow") or {}, AgentWorkflowRequestModel)
        yield from self._unknown_ids(body)

    def _unknown_ids(self, body: Any) -> Iterator[str]:
        """Ids of what is not there: nothing creates an agent before its tools."""
        for value in objects(body):
            for key in ("tool_ids", "additional_tool_ids"):
                yield from (f"no tool {i}" for i in value.get(key) or () if i not in self.kept["tools"])
            for key, there in (("tool_id", self.kept["tools"]), ("test_id", self.kept["tests"])):
                if key in value and value[key] not in there:
                    yield f"no {key} {value[key]}"
            if "secret_id" in value and value["secret_id"] not in self.secrets.values():
                yield f"no secret {value['secret_id']}"
            for document in value.get("knowledge_base") or ():
                if document["id"] not in self.kept["documents"]:
                    yield f"no document {document['id']}"


def _merged(was: Any, body: Any) -> Any:
    """What a PATCH of an agent leaves: objects merged at every depth, lists and maps of people's own keys replaced."""
    if not isinstance(was, dict) or not isinstance(body, dict):
        return body
    found = was | {key: value if key in _MAPS else _merged(was.get(key), value) for key, value in body.items()}
    return {key: value for key, value in found.items() if value is not None}


def _id(kind: str) -> str:
    return "agent_id" if kind == "agents" else "id"
