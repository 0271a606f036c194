"""What nobody has settled: what is still open, and what was assumed because nobody said it. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from engine.document.diff import said
from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.document.stages import suggested_in
from engine.interview.asking.suggested import suggestion
from engine.language.text import sentence_case
from engine.markdown import plain
from engine.messages.recap import Fact
from engine.targets.open_points import secret_of, transfers_of
from engine.urls import is_placeholder

_PARTS_OF_TOOLS = (".url", ".auth", ".auth_ref", ".destination")
"""Skipped paths that end so are told with their tool or transfer."""
_DERIVED = ("flow", "trade")
_OF_GOALS = ("success", "rules", "cases")
_NAMES = {"success": "when it counts as done", "rules": "rules", "cases": "what happens when it goes wrong"}
"""Of a goal, which has too many of them to be named one by one."""
_LABELS = {
    "goals": "It does this",
    "guardrails": "Rules",
    "transfers": "Hands over to",
    "data_fields": "Asks for",
}
_ASSUMED = ("defaulted", "inferred")
SUGGESTED = "Suggested by the model"
"""The label of what a language model brought in and nobody has agreed to."""
_LONGEST = 160


def open_in(spec: AgentSpec) -> Iterator[str]:
    """What has to be filled in before the agent takes calls, as CommonMark."""
    for tool in spec.accepted_tools():
        address = tool.kind in ("http", "mcp") and (tool.url is None or is_placeholder(tool.url))
        secret = secret_of(tool) is not None and tool.auth_ref is None
        missing = " and ".join(what for what, lacks in (("address", address), ("secret", secret)) if lacks)
        if missing:
            yield f"`{tool.name}`: {missing}"
    for transfer in transfers_of(spec):
        if transfer.destination is None:
            yield f"{plain(transfer.label)}: phone number"
    yield from (f"`{path}`" for path in spec.skipped if not path.endswith(_PARTS_OF_TOOLS))


def assumed_in(spec: AgentSpec) -> Iterator[Fact]:
    """Values that stand in the spec though nobody said them, and nobody has decided on them since; as CommonMark."""
    if suggested := [suggestion(spec, path) for path in suggested_in(spec)]:
        yield Fact(label=SUGGESTED, value=_cut(suggested))
    found: dict[str, list[str]] = {}
    for path, origin in spec.origins.items():
        if origin.how in _ASSUMED and not _goes_without_saying(spec, path):
            value = said(_at(spec, path))
            if value:
                found.setdefault(_label(spec, path), []).append(_NAMES.get(path.rpartition(".")[2], value))
    for label, values in found.items():
        yield Fact(label=label, value=plain(_cut([value.rstrip(".") for value in values])))


def _goes_without_saying(spec: AgentSpec, path: str) -> bool:
    """What follows from something else in the spec, or was decided on."""
    part, *rest = path.split(".")
    if part == "goals" and len(rest) > 1:
        return rest[1] not in _OF_GOALS
    return part in _DERIVED or _is_decided(spec, path)


def _is_decided(spec: AgentSpec, path: str) -> bool:
    """A tool that somebody accepted or declined; one that is a matter of course, such as hanging up."""
    part, _, rest = path.partition(".")
    if part != "tools":
        return False
    tool = spec.tool(rest.partition(".")[0])
    state = spec.origins.get(f"tools.{tool.name}.state") if tool else None
    return tool is None or tool.kind == "system" or (state is not None and state.how == "said")


def _at(spec: AgentSpec, path: str) -> Any:
    """The value at a path; None where there is none any more."""
    value: Any = spec
    for step in path.split("."):
        value = _step(value, step)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and step in ITEM_KEYS:
            value = {getattr(item, ITEM_KEYS[step]): item for item in value}
    return value


def _step(value: Any, step: str) -> Any:
    return value.get(step) if isinstance(value, dict) else getattr(value, step, None)


def _label(spec: AgentSpec, path: str) -> str:
    """`Audience`, `Rules`, `Book appointments`."""
    part, *rest = path.split(".")
    if part not in ITEM_KEYS:
        return sentence_case((rest or [part])[-1].replace("_", " "))
    if len(rest) < 2:
        return _LABELS.get(part, sentence_case(part.replace("_", " ")))
    owner = plain(said(_at(spec, f"{part}.{rest[0]}")).rstrip("."))
    return owner if part == "goals" else f"{owner}, {rest[-1].replace('_', ' ')}"


def _cut(values: Sequence[str]) -> str:
    """As many of them, whole, as there is room for, and how many more there are."""
    most = next((n for n in range(len(values), 1, -1) if len("; ".join(values[:n])) <= _LONGEST), 1)
    more = f"; and {len(values) - most} more" if most < len(values) else ""
    return "; ".join(values[:most]) + more
