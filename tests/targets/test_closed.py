"""The closed vendor types are worth having: they catch nearly every single mistake, the open ones do not."""

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from elevenlabs.types import (
    AgentPlatformSettingsRequestModel,
    AgentWorkflowRequestModel,
    ConversationalConfig,
    ToolRequestModel,
)
from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.targets import export
from tests.targets.closed import closed
from tests.targets.samples import dental
from tests.targets.vendor import agent_of, tool_of

_KEYED_BY_DATA = {
    "data_collection",
    "dynamic_variable_placeholders",
    "edges",
    "language_presets",
    "nodes",
    "path_params_schema",
    "properties",
    "request_headers",
}
"""Objects whose keys are ours to choose, so that another key is no mistake."""
_ENUMS = {"type", "method", "content_type", "transfer_type", "llm", "model_id", "system_tool_type", "version"}
_WRONG = {str: {"x": 1}, bool: "maybe", int: "many", float: "many", list: "list", dict: "object"}

Mutant = tuple[str, Any]


def _examples() -> dict[type[BaseModel], Any]:
    bundle = export(dental(), "elevenlabs", 1)
    agent = agent_of(bundle)
    return {
        ConversationalConfig: agent["conversation_config"],
        AgentPlatformSettingsRequestModel: agent["platform_settings"],
        AgentWorkflowRequestModel: agent["workflow"],
        ToolRequestModel: {"tool_config": tool_of(bundle, "book_appointment")},
    }


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from _places(child, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _mutants(example: Any) -> Iterator[Mutant]:
    """Every single mutation of the example: a key too many, a key renamed, a wrong type, a value outside an enum."""

    def changed(path: tuple[Any, ...], change: Callable[[Any], None]) -> Any:
        mutant = copy.deepcopy(example)
        change(_at(mutant, path))
        return mutant

    for path in _places(example):
        here = _at(example, path)
        name = ".".join(map(str, path))
        if isinstance(here, dict) and not (path and path[-1] in _KEYED_BY_DATA):
            yield f"unknown key in {name}", changed(path, partial(_set, "no_such_key", 1))
            for key in here:
                yield f"renamed {name}.{key}", changed(path, partial(_rename, key))
        if path:
            yield f"wrong type at {name}", changed(path[:-1], partial(_set, path[-1], _WRONG[type(here)]))
            if path[-1] in _ENUMS and isinstance(here, str):
                yield f"bad enum at {name}", changed(path[:-1], partial(_set, path[-1], "no-such-value"))


def _set(key: Any, new: Any, at: Any) -> None:
    at[key] = new


def _rename(key: str, at: Any) -> None:
    at[f"{key}_x"] = at.pop(key)


def _caught(adapter: TypeAdapter[Any], mutants: list[Mutant]) -> list[bool]:
    def refused(value: Any) -> bool:
        try:
            adapter.validate_python(value)
        except ValidationError:
            return True
        return False

    return [refused(value) for _, value in mutants]


@pytest.mark.parametrize("model", _examples(), ids=lambda m: m.__name__)
def test_closed_types_take_the_example_and_catch_its_mutations(model: type[BaseModel]) -> None:
    example = _examples()[model]
    closed(model).validate_python(example)
    mutants = list(_mutants(example))
    caught = _caught(closed(model), mutants)
    missed = [name for (name, _), hit in zip(mutants, caught, strict=True) if not hit]
    assert len(mutants) > 40
    assert sum(caught) / len(caught) >= 0.95, missed


def test_the_open_types_catch_far_less() -> None:
    example = _examples()[ConversationalConfig]
    mutants = list(_mutants(example))
    assert sum(_caught(TypeAdapter(ConversationalConfig), mutants)) / len(mutants) < 0.6
