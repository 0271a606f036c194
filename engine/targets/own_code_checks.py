"""Checks of bundles in which your own code carries out the functions."""

import re
from collections.abc import Iterator, Sequence

from engine.findings import Finding
from engine.targets.checks import Check, error
from engine.targets.configs import Configs
from engine.targets.planned_tools import PATH_NAME

FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TEMPLATE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_FOR_PEOPLE = ("review.json", "tests.json")
_SOURCES = ("argument", "constant", "variable", "secret")


def functions_are_named(
    names: Sequence[str], configs: Configs, path: str, pattern: re.Pattern[str] = FUNCTION_NAME
) -> Iterator[Finding]:
    """Each function has a name that the platform takes, once, and your code knows what to do for it."""
    known = {*configs.get("calls.json", {}), *configs["call.json"]["functions"]}
    for name in dict.fromkeys(names):
        if not pattern.fullmatch(name):
            yield error("function.name", f"“{name}” is no name of a function.", path)
        if names.count(name) > 1:
            yield error("function.twice", f"The function “{name}” is there twice.", path)
        if name not in known:
            yield error("function.unknown", f"No file says what the function “{name}” does.", path)
    for name in known.difference(names):
        yield error("function.missing", f"The agent does not know the function “{name}”.", path)


def calls_are_complete(configs: Configs) -> Iterator[Finding]:
    """Each value of a request has one source, and a path holds just the names that it is given."""
    for name, call in configs.get("calls.json", {}).items():
        for place in ("headers", "path", "query", "body"):
            for key, source in call[place].items():
                if sum(kind in source for kind in _SOURCES) != 1:
                    yield error("call.source", f"“{key}” of “{name}” is not filled from one source.", "calls.json")
        if set(PATH_NAME.findall(call["url"])) != set(call["path"]):
            yield error("call.path", f"The path of {call['url']} and its arguments differ.", "calls.json")
        if call["body"] and call["method"] in ("GET", "DELETE"):
            yield error("call.body", f"“{name}” sends a body with {call['method']}.", "calls.json")


def variables_are_known(configs: Configs) -> Iterator[Finding]:
    """`call.json` has each variable that a request or a transfer takes its value from."""
    declared = configs["call.json"]["variables"]
    for path in (path for path in ("calls.json", "call.json") if path in configs):
        for value in configs.objects(path):
            name = value.get("variable")
            if isinstance(name, str) and name not in declared:
                yield error("variable.undeclared", f"Nobody declares the variable “{name}”.", path)


def no_template_is_left(configs: Configs) -> Iterator[Finding]:
    """The platform would read `{{name}}` aloud."""
    for path in (path for path in configs if path not in _FOR_PEOPLE):
        for name in dict.fromkeys(name for text in configs.strings(path) for name in _TEMPLATE.findall(text)):
            yield error("variable.template", f"“{name}” would be read aloud as it stands.", path)


OWN_CODE: tuple[Check, ...] = (calls_are_complete, variables_are_known)
