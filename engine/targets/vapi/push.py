"""Vapi over HTTP (server SDK 3.0.0): documents, evals and scenarios, then the assistant or the squad.

A PATCH keeps the keys that it leaves out and replaces each that it names as a whole; null is how the API itself says
that a key was cleared (VapiAI/gitops, docs/learnings/assistants.md and src/canonical.ts, June 2026).
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from engine.targets.bundle import Bundle
from engine.targets.pushable import Ids, Kind, Pushable, Wanted

_FILE = Kind("/file", "/file/{}", "/file", "", upload="file")
_EVAL = Kind("/eval", "/eval/{}", "/eval?limit=1000", "results", keeps=True)
_SCENARIO = Kind(
    "/eval/simulation/scenario", "/eval/simulation/scenario/{}", "/eval/simulation/scenario", "", keeps=True
)
_ASSISTANT = Kind("/assistant", "/assistant/{}", "/assistant?limit=1000", "", keeps=True)
_SQUAD = Kind("/squad", "/squad/{}", "/squad?limit=1000", "", keeps=True)
_CREDENTIAL = Kind("", "", "/credential?limit=1000", "")
_DOCUMENT = "knowledge:"
"""How a bundle names a document, until its id is known."""
_EDITION = 12
"""Characters of a digest."""


def wanted(bundle: Bundle) -> tuple[Wanted, ...]:
    """The objects of this bundle."""
    return (
        *_documents(bundle),
        *_tests(bundle, "evals", _EVAL),
        *_tests(bundle, "scenarios", _SCENARIO),
        _agent(bundle),
    )


def linked(body: Any, ids: Ids, key: str = "") -> Any:
    """With ids for the names of credentials and documents."""
    if isinstance(body, dict):
        return {name: linked(inner, ids, name) for name, inner in body.items()}
    if isinstance(body, list):
        return [linked(inner, ids, key) for inner in body]
    if key == "credentialId":
        return ids.get("secret", {}).get(body, body)
    if isinstance(body, str) and body.startswith(_DOCUMENT):
        return ids.get("document", {}).get(body, body)
    return body


def _documents(bundle: Bundle) -> Iterator[Wanted]:
    """A file cannot be changed there."""
    for path, text in sorted(bundle.files.items()):
        if path.startswith("knowledge/"):
            name = PurePosixPath(path)
            edition = sha256(text.encode()).hexdigest()[:_EDITION]
            body = {"name": name.name, "text": text}
            yield Wanted("document", f"{_DOCUMENT}{name.stem}", name.name, _FILE, body, edition)


def _tests(bundle: Bundle, folder: str, kind: Kind) -> Iterator[Wanted]:
    for path, text in sorted(bundle.files.items()):
        if path.startswith(f"{folder}/"):
            body = json.loads(text)
            yield Wanted(folder, PurePosixPath(path).stem, body["name"], kind, body)


def _agent(bundle: Bundle) -> Wanted:
    group, kind = ("squad", _SQUAD) if "squad.json" in bundle.files else ("assistant", _ASSISTANT)
    body = json.loads(bundle.files[f"{group}.json"])
    return Wanted(group, "agent", body["name"], kind, body)


PUSHABLE = Pushable(
    header=("Authorization", "Bearer {}"),
    kinds={
        "document": _FILE,
        "evals": _EVAL,
        "scenarios": _SCENARIO,
        "assistant": _ASSISTANT,
        "squad": _SQUAD,
    },
    wanted=wanted,
    linked=linked,
    secrets=_CREDENTIAL,
)
