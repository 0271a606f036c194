"""An agent that came from a platform, and goes there again: what nobody has edited since is as it came.

What was brought is read into a spec. The export of that spec, the export of the spec as it is now, and what was brought
are three versions of the same files: what differs between the first two is done to the third. So a prompt keeps its
words and a setting that we know nothing of its value, until somebody edits what stands there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json, to_json

from engine.document.spec import AgentSpec, Brought, BroughtFile
from engine.targets.bundle import Bundle
from engine.targets.merging import merged
from engine.targets.plan import as_json
from engine.targets.reading import UNEXPECTED
from engine.targets.target import Target
from engine.targets.walk import with_strings

Files = Mapping[str, Any]
"""Path -> parsed JSON, or a text as it is."""
Make = Callable[[AgentSpec], Bundle]
_MOST_CHARACTERS = 400_000
"""Of what is kept: it stands in every version of a spec."""
_KINDS = (
    "conversation_config",
    "members",
    "response_engine",
    "general_prompt",
    "nodes",
    "firstMessage",
    "variableValues",
)
"""Keys of which each is in one kind of file only."""
_OF_OTHERS = ("response_engine", "knowledge_base_ids", "testing")
"""Keys that hold ids of other objects on the platform: an export has names there."""


def brought_in(target: Target, spec: AgentSpec, files: Mapping[str, str], objects: list[dict[str, Any]]) -> AgentSpec:
    """The spec that was read from these files of a bundle, or from these objects of the platform's API, with them
    beside it; without, where they are too long, or are not read again as the same spec."""
    from engine.targets.make import bundle_of  # most imports are none

    try:
        kept = kept_files(files) or _placed(objects, kept_files(bundle_of(spec, target, 1).files), target)
        stored = tuple(BroughtFile(path=path, text=_stored(path, value)) for path, value in kept.items())
    except UNEXPECTED:  # a shape that no export has, half a character, a number that is none
        return spec
    if not stored or sum(len(file.text) for file in stored) > _MOST_CHARACTERS:
        return spec
    brought = Brought(platform=target.name, files=stored, whole=bool(files))
    same = _content(_read(brought)) == _content(spec)
    return spec.model_copy(update={"brought": brought}) if same else spec


def as_brought(bundle: Bundle, brought: Brought, make: Make, target: Target) -> Bundle:
    """The bundle with all as it was brought that is the same as when it was read. Where that does not hold together
    any more, the bundle as it is."""
    before, now = (kept_files(made.files) for made in (make(_read(brought)), bundle))
    theirs = _files(brought) if brought.whole else {**before, **_files(brought)}
    found = _with(bundle, _indexed(merged(before, now, theirs)))
    try:
        known = {*target.check(bundle), *target.check(_with(bundle, theirs))}
        return found if known.issuperset(target.check(found)) else bundle
    except UNEXPECTED:  # a shape that no check of ours has met
        return bundle


def kept_files(files: Mapping[str, str]) -> dict[str, Any]:
    """What the platform takes; the papers for people and our programs are written anew."""
    texts = {path: text for path, text in files.items() if isinstance(text, str)}
    configs = {path: from_json(text, allow_inf_nan=False) for path, text in texts.items() if path.endswith(".json")}
    return configs | {path: text for path, text in texts.items() if path.startswith("knowledge/")}


def _with(bundle: Bundle, kept: Files) -> Bundle:
    written = {path: value if isinstance(value, str) else as_json(value) for path, value in kept.items()}
    papers = {path: text for path, text in bundle.files.items() if path not in kept_files(bundle.files)}
    return bundle.model_copy(update={"files": {**written, **papers}})


def _indexed(files: Files) -> Files:
    """An index, `{"tests": [{"type": "tool", "config": "test_configs/a.json"}]}`, says of each file what it is now."""
    kinds = {path: value["type"] for path, value in files.items() if isinstance(value, dict) and "type" in value}

    def renewed(value: Any) -> Any:
        if isinstance(value, list):
            return [{**item, "type": kinds[item["config"]]} if _names(item, kinds) else item for item in value]
        return value

    return {
        path: {key: renewed(inner) for key, inner in value.items()} if isinstance(value, dict) else value
        for path, value in files.items()
    }


def _names(item: Any, kinds: Mapping[str, Any]) -> bool:
    return isinstance(item, dict) and set(item) == {"type", "config"} and str(item["config"]) in kinds


def _read(brought: Brought) -> AgentSpec:
    from engine.targets.read import objects_in, spec_of

    values = [value for value in _files(brought).values() if not isinstance(value, str)]
    return spec_of(brought.platform, list(objects_in(values)))[0]


def _stored(path: str, value: Any) -> str:
    return to_json(value).decode() if path.endswith(".json") else str(value)


def _files(brought: Brought) -> dict[str, Any]:
    return kept_files({file.path: file.text for file in brought.files})


def _content(spec: AgentSpec) -> AgentSpec:
    """All but the notes: an object that has no file here may have left one."""
    return spec.model_copy(update={"notes": ()})


def _placed(objects: Sequence[dict[str, Any]], made: Files, target: Target) -> dict[str, Any]:
    """Path -> the object that our own export has there, without what the server sets by itself."""
    from engine.targets.read import server_keys

    wrapped = [(each.get("id"), each["tool_config"]) for each in objects if isinstance(each.get("tool_config"), dict)]
    names = {str(key): str(tool.get("name")) for key, tool in wrapped}
    found: dict[str, Any] = {}
    for given in [*(each for each in objects if "tool_config" not in each), *(tool for _, tool in wrapped)]:
        path = next((path for path, own in made.items() if path not in found and _alike(given, own)), None)
        if path:
            own = {*made[path], *_OF_OTHERS}
            kept = {key: value for key, value in given.items() if key in own or key not in server_keys(target.name)}
            found[path] = _with_own_ids(with_strings(kept, lambda text: names.get(text, text)), made[path])
    return found


def _with_own_ids(theirs: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    inner = {
        key: _with_own_ids(there, here)
        for key, here in own.items()
        if isinstance(here, dict) and isinstance(there := theirs.get(key), dict)
    }
    return theirs | inner | {key: own[key] for key in _OF_OTHERS if key in own}


def _alike(one: Mapping[str, Any], other: Any) -> bool:
    if not isinstance(other, dict):
        return False
    named = one.get("name") is not None and all(one.get(key) == other.get(key) for key in ("name", "type"))
    return any(kind in one and kind in other for kind in _KINDS) or (named and "type" in one)
