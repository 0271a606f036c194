"""The bundle for Pipecat Flows."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.markdown import template
from engine.targets.bundle import Loss
from engine.targets.choices import choices
from engine.targets.common_files import knowledge, review, tests
from engine.targets.known_files import http_calls, transfers, variables
from engine.targets.pipecat.flow import FlowWriter
from engine.targets.pipecat.handlers import handlers
from engine.targets.plan import Plan
from engine.targets.python_code import bundled
from engine.targets.target import Export, File
from engine.targets.templates import used

if TYPE_CHECKING:
    from jinja2 import Template


def export(plan: Plan) -> Export:
    """`flow.json`, `handlers.py`, and what both need."""
    writer = FlowWriter(plan)
    flow = writer.flow()
    files: dict[str, File] = {
        "flow.json": flow,
        "handlers.py": handlers(plan, writer),
        "runtime.py": bundled("runtime.py"),
        "variables.json": variables(plan, used([flow, review(plan)])),
        "transfers.json": transfers(plan),
        **http_calls(plan),
        **review(plan),
        **tests(plan),
        **knowledge(plan),
    }
    return Export(files, _steps().render(plan=plan, choices=choices(plan)), _about(files), tuple(_losses(plan)))


def _about(files: dict[str, Any]) -> dict[str, str]:
    known = {
        "flow.json": "the flow: nodes, what is done in each, and the ways between them",
        "handlers.py": "the functions that the flow names, and `flow()`, which joins both",
        "runtime.py": "what `handlers.py` needs while a call runs: its variables, and requests",
        "variables.json": "what stands in the flow's state when a call starts",
        "transfers.json": "whom a call can be handed to",
        "calls.json": "how each tool is called",
        "review.json": "how a finished call is judged, and what is taken down from it",
        "tests.json": "calls to try before it takes real ones",
    }
    return {name: says for name, says in known.items() if name in files}


def _losses(plan: Plan) -> Iterator[Loss]:
    client = [t.name for t in plan.tools if t.tool.kind == "client"]
    if client:
        note = f"Sent to the client's app, which answers nothing: {', '.join(client)}."
        yield Loss(part="tools.kind", handling="emulated", note=note)


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
