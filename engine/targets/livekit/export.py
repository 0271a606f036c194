"""The bundle for LiveKit Agents."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from engine.markdown import template
from engine.targets.bundle import Loss
from engine.targets.common_files import knowledge, review, tests
from engine.targets.known_files import http_calls, transfers, variables
from engine.targets.livekit.agent import AgentWriter
from engine.targets.livekit.session import models, voice_of
from engine.targets.plan import Plan
from engine.targets.python_code import bundled
from engine.targets.target import Export, File
from engine.targets.templates import used

if TYPE_CHECKING:
    from jinja2 import Template

_ABOUT = {
    "agent.py": "the agent: its steps, its tools, and the entrypoint of a call",
    "runtime.py": "what the agent needs while a call runs: its variables, and requests",
    "variables.json": "what stands for a variable that the job's metadata lacks",
    "transfers.json": "whom a call can be handed to",
    "requirements.txt": "the packages that it needs",
    "calls.json": "how each tool is called",
    "review.json": "how a finished call is judged, and what is taken down from it",
    "tests.json": "calls to try before it takes real ones",
}


def export(plan: Plan) -> Export:
    """`agent.py`, and what it needs."""
    source = AgentWriter(plan).source()
    extras = "mcp" if plan.servers else ""
    files: dict[str, File] = {
        "agent.py": source,
        "runtime.py": bundled("runtime.py"),
        "requirements.txt": f"livekit-agents{f'[{extras}]' if extras else ''}==1.8.9\ntzdata\n",
        "variables.json": variables(plan, used([source, review(plan)])),
        "transfers.json": transfers(plan),
        **http_calls(plan),
        **review(plan),
        **tests(plan),
        **knowledge(plan),
    }
    steps = _steps().render(plan=plan, documents=[k.title for k in plan.documents])
    return Export(files, steps, {name: says for name, says in _ABOUT.items() if name in files}, tuple(_losses(plan)))


def _losses(plan: Plan) -> Iterator[Loss]:
    voice, model = plan.spec.voice, plan.spec.runtime.model
    if voice.id and voice_of(plan) is None:
        note = f"{voice.provider or 'Its provider'} is not part of LiveKit Inference; README names the voice."
        yield Loss(part="voice.id", handling="emulated", note=note)
    if model and model not in models():
        yield Loss(part="runtime.model", handling="emulated", note=f"There is no “{model}” there; README names it.")


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
