"""Makes a spec fit into the limits of a platform, and says what had to be changed: nothing is cut in silence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.sentences import some
from engine.targets.bundle import Loss
from engine.targets.capabilities import Limit


def fitted(spec: AgentSpec, limits: Mapping[str, Limit]) -> tuple[AgentSpec, tuple[Loss, ...]]:
    """The spec within all limits, and a loss row for each part that was changed. A tool keeps its links when its name
    is shortened."""
    losses = []
    for path, limit in limits.items():
        if path == "tools.name":
            spec, changed = _shorter_names(spec, limit.characters or 64)
        else:
            spec, changed = _fitted(spec, path.split("."), limit)
        if changed:
            losses.append(_loss(path, limit, changed))
    return spec, tuple(losses)


def clipped(text: str, most: int) -> str:
    """At most so many characters, cut between two words where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.") + "…"


def _fitted(model: Any, path: Sequence[str], limit: Limit) -> tuple[Any, list[str]]:
    """The model with the value at `path` made to fit; the changes in words."""
    name, rest = path[0], path[1:]
    old = getattr(model, name)
    if old is None:
        return model, []
    if rest and isinstance(old, tuple):
        found = [_fitted(item, rest, limit) for item in old]
        new: Any = tuple(item for item, _ in found)
        changed = [
            f"{_key(name, item)} ({words})" if _key(name, item) else words
            for item, (_, all_words) in zip(old, found, strict=True)
            for words in all_words
        ]
    elif rest:
        new, changed = _fitted(old, rest, limit)
    else:
        new, changed = _value(name, old, limit)
    return (model.model_copy(update={name: new}), changed) if changed else (model, [])


def _value(name: str, old: Any, limit: Limit) -> tuple[Any, list[str]]:
    if isinstance(old, tuple):
        left_out = [_key(name, item) or str(item) for item in old[limit.items :]] if limit.items is not None else []
        return old[: limit.items], left_out
    if isinstance(old, str):
        new: Any = clipped(old, limit.characters) if limit.characters else old
        return new, [f"{len(old)} characters"] if new != old else []
    new = type(old)(min(max(old, limit.low if limit.low is not None else old), limit.high or old))
    return new, [f"{old:g} becomes {new:g}"] if new != old else []


def _key(name: str, item: Any) -> str:
    return str(getattr(item, ITEM_KEYS.get(name, ""), "")) if isinstance(item, BaseModel) else ""


def _loss(path: str, limit: Limit, changed: Sequence[str]) -> Loss:
    if limit.items is not None:
        return Loss(part=path, handling="emulated", note=f"At most {limit.items}; left out: {some(changed)}.")
    if limit.characters is not None:
        return Loss(part=path, handling="emulated", note=f"Cut to {limit.characters} characters: {some(changed)}.")
    return Loss(part=path, handling="emulated", note=f"{_range(limit)}: {some(changed)}.")


def _range(limit: Limit) -> str:
    if limit.low is None or limit.high is None:
        return f"At least {limit.low:g}" if limit.low is not None else f"At most {limit.high:g}"
    return f"Between {limit.low:g} and {limit.high:g}"


# --- names of tools, to which other parts refer ---


def _shorter_names(spec: AgentSpec, most: int) -> tuple[AgentSpec, list[str]]:
    names = dict(_names(spec, most))
    changed = [f"{old} becomes {new}" for old, new in names.items() if old != new]
    if not changed:
        return spec, []

    def renamed(used: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names.get(name, name) for name in used))

    nodes = tuple(n.model_copy(update={"tools": renamed(n.tools)}) for n in spec.flow.nodes)
    return spec.model_copy(
        update={
            "tools": tuple(t.model_copy(update={"name": names[t.name]}) for t in spec.tools),
            "goals": tuple(g.model_copy(update={"tools": renamed(g.tools)}) for g in spec.goals),
            "flow": spec.flow.model_copy(update={"nodes": nodes}),
        }
    ), changed


def _names(spec: AgentSpec, most: int) -> Iterator[tuple[str, str]]:
    """Old name -> new name; two that become the same are told apart by a number."""
    taken = {t.name for t in spec.tools if len(t.name) <= most}
    for old in (t.name for t in spec.tools):
        new, number = old[:most], 2
        while old != new and new in taken:
            new = f"{old[: most - len(str(number)) - 1]}_{number}"
            number += 1
        taken.add(new)
        yield old, new
