"""What a test covers, by path, and whether that has changed since. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.document.spec import ITEM_KEYS, AgentSpec, Goal
from engine.language.text import slug
from engine.trials.agent_test import AgentTest

_LONGEST_KEY = 40
_UNHEARD: Mapping[str, set[str]] = {
    "tools": {"url", "auth", "auth_ref", "auth_header", "timeout", "because", "catalog"},
    "transfers": {"destination"},
}
"""What of an item no caller notices: a new address makes no result stale."""


_AS_JSON = json.JSONEncoder(sort_keys=True)


def is_stale(test: AgentTest, spec: AgentSpec) -> bool:
    """Whether what the test covers has changed since the test was made, or is gone."""
    return test.fingerprint != fingerprint(spec, test.covers)


def fingerprint(spec: AgentSpec, covers: Sequence[str], known: dict[str, Any] | None = None) -> str:
    """A short hash of what stands at these paths, and of the language that people are spoken to in. `known` keeps what
    stands there, for those who ask about many tests of one spec."""
    known = {} if known is None else known
    for path in covers:
        if path not in known:
            known[path] = content_of(spec, path)
    content = [spec.languages[:1], spec.direction, *([path, known[path]] for path in covers)]
    return hashlib.sha256(_AS_JSON.encode(content).encode()).hexdigest()[:16]


def content_of(spec: AgentSpec, path: str) -> Any:
    """What stands at a path of `covers`, as JSON; None where there is nothing any more."""
    part, _, rest = path.partition(".")
    key, _, inner = rest.partition(".")
    if part == "goals":
        goal = next((goal for goal in spec.goals if goal.id == key), None)
        return _of_goal(spec, goal, inner) if goal else None
    if part in ITEM_KEYS:
        item = next((item for item in getattr(spec, part) if getattr(item, ITEM_KEYS[part]) == key), None)
        return item.model_dump(mode="json", exclude=_UNHEARD.get(part)) if item else None
    if part == "languages":
        return key in spec.languages
    value = getattr(spec, part)
    value = getattr(value, key) if key else value
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def keyed(texts: Iterable[str]) -> Mapping[str, str]:
    """A key that stays for each text, such as a rule: its first words, with a digest where those fit another, too."""
    keys: dict[str, str] = {}
    texts = list(texts)
    plain = [slug(text, limit=_LONGEST_KEY) for text in texts]
    for key, text in zip(plain, texts, strict=True):
        keys[key if plain.count(key) == 1 else f"{key}_{digest(text)}"] = text
    return keys


def key_of(text: str, among: Iterable[str]) -> str:
    """The key of one of these texts."""
    return next(key for key, each in keyed(among).items() if each == text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _of_goal(spec: AgentSpec, goal: Goal, inner: str) -> Any:
    part, _, key = inner.partition(".")
    if part == "cases":
        then = {case.when: case.then for case in goal.cases}
        when = keyed(then).get(key)
        return [when, then[when]] if when else None
    if part == "rules":
        return keyed(goal.rules).get(key)
    fields = [f.model_dump(mode="json") for f in spec.data_fields if f.name in goal.fields]
    return [goal.model_dump(mode="json", exclude={"cases", "rules"}), fields]
