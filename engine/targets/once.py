"""What several platforms derive from one and the same spec is worked out once."""

from collections.abc import Callable
from typing import Any, TypeVar

from engine.document.spec import AgentSpec

_Result = TypeVar("_Result")
_MOST = 8
"""Specs that are remembered; they are told apart as objects, since comparing them costs more than it brings."""
_known: dict[int, tuple[AgentSpec, dict[Any, Any]]] = {}


def once(spec: AgentSpec, key: object, work: Callable[[], _Result]) -> _Result:
    """The result of `work`, which depends on the spec and on what `key` stands for alone."""
    held = _known.get(id(spec))
    if held is None or held[0] is not spec:
        for oldest in list(_known)[: len(_known) - _MOST + 1]:
            _known.pop(oldest, None)
        held = _known[id(spec)] = (spec, {})
    results = held[1]
    if key not in results:
        results[key] = work()
    found: _Result = results[key]
    return found
