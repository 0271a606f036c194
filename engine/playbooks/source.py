"""A playbook's file: its values as fast as YAML allows, and the line of a value once something is wrong with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from engine.errors import OperatorError

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar stays text: `no` is a word, not false. The C loader is ten times as fast."""


class BrokenPlaybook(OperatorError):
    """A playbook that cannot be used. One sentence that names the file and the line; for who wrote it."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path.parent.name}/{path.name}, line {line}: {what}")


def read(path: Path) -> dict[str, Any]:
    """The values of a file. Raises `BrokenPlaybook` for what is no mapping, or has a key twice."""
    root = _compose(path)
    if not isinstance(root, yaml.MappingNode):
        raise BrokenPlaybook(path, 1, "a playbook is a list of “name: value”")
    return {key.value: _value(path, value) for key, value in root.value}


def line_of(path: Path, place: Sequence[str | int]) -> int:
    """The line, from 1, of a value such as `("questions", 2, "ask")`, or of the nearest part around it."""
    node = _compose(path)
    line: int = node.start_mark.line
    for step in place:
        pairs = _children(node)
        found = next((pair for pair in pairs if pair[0] == step), None)
        if found is None and isinstance(step, int) and step < len(pairs):
            found = pairs[step]
        if found is not None:
            _, line, node = found
    return line + 1


def _compose(path: Path) -> Any:
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenPlaybook(path, line, f"this is no YAML: {error.problem}") from error


def _value(path: Path, node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, item) for item in node.value]
    values = {key.value: _value(path, value) for key, value in node.value}
    if len(values) < len(node.value):
        raise BrokenPlaybook(path, node.start_mark.line + 1, "a name is there twice in this part")
    return values


def _children(node: Any) -> list[tuple[str | int, int, Any]]:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, key.start_mark.line, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [(index, item.start_mark.line, item) for index, item in enumerate(node.value)]
    return []
