"""Vapi on this computer: bodies as the judge takes them; what names a credential or a file names one that is there.

A PATCH keeps the keys that it leaves out, replaces each that it names as a whole, and drops those that are null.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from engine.targets.walk import objects, strings
from tests.pushing.vendor import Answer, Vendor
from tests.targets.judge import JUDGES

_ROUTES: Mapping[str, str] = {
    r"/file": "files",
    r"/eval/simulation/scenario": "scenarios",
    r"/eval": "evals",
    r"/assistant": "assistants",
    r"/squad": "squads",
}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "files": ("name",),
    "scenarios": ("name", "instructions", "evaluations"),
    "evals": ("name", "messages", "type"),
    "assistants": ("name", "model"),
    "squads": ("name", "members"),
}


@dataclass
class Vapi(Vendor):
    kept: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in _NEEDS})
    secrets: dict[str, str] = field(default_factory=dict)
    """Credentials: name -> id."""
    _numbers: Iterator[int] = field(default_factory=count)

    def has_key(self, headers: Any) -> bool:
        return bool(headers.get("authorization") == f"Bearer {self.key}")

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if path == "/credential":
            return Answer(200, [{"name": n, "id": i} for n, i in self.secrets.items()])
        for route, kind in _ROUTES.items():
            if path == route:
                return self._list(kind) if method == "GET" else self._create(kind, body)
            if one := re.fullmatch(rf"{route}/([a-z]+-\d+)", path):
                return self._one(method, kind, one[1], body)
        return Answer(405, {"message": f"{method} {path}"})

    def _list(self, kind: str) -> Answer:
        found = [{"id": i, **body} for i, body in self.kept[kind].items()]
        return Answer(200, {"results": found, "metadata": {}} if kind == "evals" else found)

    def _create(self, kind: str, body: Any) -> Answer:
        if found := list(self._faults(kind, body)):
            return self._refuse(found)
        new = f"{kind[:-1]}-{next(self._numbers)}"
        self.kept[kind][new] = body
        return Answer(201, {"id": new, "orgId": "org", **body})

    def _one(self, method: str, kind: str, name: str, body: Any) -> Answer:
        if name not in self.kept[kind]:
            return Answer(404, {"message": "not found"})
        if method == "DELETE":
            del self.kept[kind][name]
        elif method == "PATCH":
            merged = {k: v for k, v in {**self.kept[kind][name], **body}.items() if v is not None}
            if found := list(self._faults(kind, merged)):
                return self._refuse(found)
            self.kept[kind][name] = merged
        elif method != "GET":
            return Answer(405, {"message": method})
        return Answer(200, {"id": name, "orgId": "org", **self.kept[kind].get(name, {})})

    def _refuse(self, found: list[str]) -> Answer:
        self.refused += found
        return Answer(400, {"message": found[:3]})

    def _judged(self, kind: str, body: Any) -> Iterator[str]:
        path = {"assistants": "assistant.json", "squads": "squad.json"}.get(kind, f"{kind}/one.json")
        judge = JUDGES["vapi"]
        yield from judge.types(path, body)
        for value in judge.values:
            yield from value.faults({path: body})

    def _faults(self, kind: str, body: Any) -> Iterator[str]:
        yield from (f"{kind}: no {key}" for key in _NEEDS[kind] if key not in body)
        for value in objects(body):
            if "credentialId" in value and value["credentialId"] not in self.secrets.values():
                yield f"no credential {value['credentialId']}"
        if kind != "files":
            yield from self._judged(kind, body)
        yield from (f"no file {text}" for text in strings(body) if text.startswith("knowledge:"))
