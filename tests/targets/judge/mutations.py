"""Every single mistake that can be made in a good bundle: a judge has to notice it."""

import copy
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from engine.targets import Bundle
from tests.targets.judge.judge import Judge, configs_of

_WRONG = {str: {"x": 1}, bool: "maybe", int: "many", float: "many", list: "list", dict: "object"}
_KEY = "sk-" + "ant-" + "a1" * 20
_NOWHERE = "nowhere-at-all"


class Mutant(NamedTuple):
    mistake: str
    bundle: Bundle


def mutants(judge: Judge, bundle: Bundle) -> Iterator[Mutant]:
    """The bundle with one mistake in one place, for each mistake and each place."""
    for path, config in configs_of(bundle).items():
        if not path.startswith(judge.ours) or not judge.ours:
            for mistake, value in _mutated(judge, config):
                text = json.dumps(value, ensure_ascii=False)
                yield Mutant(f"{path}: {mistake}", bundle.model_copy(update={"files": {**bundle.files, path: text}}))


def _mutated(judge: Judge, example: Any) -> Iterator[tuple[str, Any]]:
    for path in _places(example):
        here, name = _at(example, path), ".".join(map(str, path))
        key = next((step for step in reversed(path) if isinstance(step, str)), "")

        def changed(at: tuple[Any, ...], change: Callable[[Any], None]) -> Any:
            mutant = copy.deepcopy(example)
            change(_at(mutant, at))
            return mutant

        if isinstance(here, dict) and (not path or path[-1] not in judge.keyed_by_data):
            yield f"unknown key in {name}", changed(path, partial(_set, "no_such_key", 1))
            for each in here:
                yield f"renamed {name}.{each}", changed(path, partial(_rename, each))
        if path:
            to = partial(changed, path[:-1])
            yield f"wrong type at {name}", to(partial(_set, path[-1], _WRONG[type(here)]))
            for mistake, value in _values(judge, key, here):
                yield f"{mistake} at {name}", to(partial(_set, path[-1], value))


def _values(judge: Judge, key: str, here: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(here, str):
        if key in judge.enums:
            yield "a value that is not listed", "no-such-value"
        elif key in judge.references:
            yield "a name of nothing", _NOWHERE
        elif here:
            yield "an inline secret", f"{here} {_KEY}"
            yield "a variable that nobody declares", here + " {{stranger_to_all}}"
    elif isinstance(here, int | float) and not isinstance(here, bool) and key not in judge.free_numbers:
        yield "far too much", 10**9
        yield "less than nothing", -1 - here


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from _places(child, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _set(key: Any, new: Any, at: Any) -> None:
    at[key] = new


def _rename(key: str, at: Any) -> None:
    at[f"{key}_x"] = at.pop(key)
