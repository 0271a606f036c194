"""What Python or LiveKit would refuse of `agent.py`."""

import ast
from collections.abc import Iterator

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.checks import COMMON, checker, error, graph_faults

AGENT = "agent.py"
_BASES = ("Step", "End", "HandOver")
_common = checker(*COMMON)


def check(bundle: Bundle) -> tuple[Finding, ...]:
    return (*_common(bundle), *_code(bundle.files[AGENT]))


def _code(source: str) -> Iterator[Finding]:
    try:
        tree = ast.parse(source)
    except SyntaxError as fault:
        yield error("agent.syntax", f"Not Python: {fault.msg} in line {fault.lineno}.", AGENT)
        return
    yield from _names_are_told_apart(tree)
    over, edges, start = flow_of(tree)
    yield from graph_faults(over, edges, start, AGENT)


def _names_are_told_apart(tree: ast.Module) -> Iterator[Finding]:
    names = [n.name for n in tree.body if isinstance(n, (ast.AsyncFunctionDef, ast.FunctionDef, ast.ClassDef))]
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield error("agent.name", f"“{name}” is defined twice.", AGENT)


def flow_of(tree: ast.Module) -> tuple[dict[str, bool], list[tuple[str, str]], str]:
    """The steps (class -> whether the call is over there), the ways between them, and where a call starts."""
    steps = [c for c in tree.body if isinstance(c, ast.ClassDef) and c.bases and c.name not in _BASES]
    over = {c.name: _base(c) != "Step" for c in steps}
    edges = [(c.name, target) for c in steps for call in _calls(c, "next") if (target := _name(call.args[0]))]
    start = next((keyword.value for call in _calls(tree, "start") for keyword in call.keywords), None)
    first = _name(start.func) if isinstance(start, ast.Call) else None
    return over, edges, first or ""


def _base(step: ast.ClassDef) -> str | None:
    return _name(step.bases[0])


def _calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    """Every call of a method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def _name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None
