"""The bundle: what the vendor's API takes, one file for each request, and the exact requests.

Credentials and uploaded files have ids that only the workspace knows: their names stand in the files until then.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.markdown import Markdown, template
from engine.targets.bundle import Loss
from engine.targets.common_files import knowledge
from engine.targets.plan import Plan
from engine.targets.target import Export
from engine.targets.templates import used
from engine.targets.vapi.assistant import assistant
from engine.targets.vapi.capabilities import DESCRIPTION_CHARACTERS, NAME_CHARACTERS
from engine.targets.vapi.evals import test_files
from engine.targets.vapi.squad import begins_elsewhere, squad
from engine.targets.vapi.tools import number_name
from engine.targets.vapi.values import hears, model_of, voice_provider
from engine.targets.walk import with_strings

if TYPE_CHECKING:
    from jinja2 import Template

OVERRIDES = "overrides.json"


def export(plan: Plan) -> Export:
    """`assistant.json` or `squad.json`, variables for a test call, evals, scenarios, documents."""
    flow = plan.graph if plan.graph and not begins_elsewhere(plan.graph) else None
    kind = "squad" if flow else "assistant"
    agent = _in_zone(plan, plan.variables.texts(squad(plan, flow) if flow else assistant(plan)))
    values = _values(plan, agent)
    return Export(
        files={
            f"{kind}.json": agent,
            **({OVERRIDES: {"variableValues": values}} if values else {}),
            **test_files(plan),
            **knowledge(plan),
        },
        steps=_steps().render(
            kind=kind,
            secrets=[
                (Markdown(name), Markdown(header), prefix) for name, (header, prefix) in _credentials(plan).items()
            ],
            documents=[(Markdown(f"knowledge/{d.id}.md"), Markdown(f"knowledge:{d.id}")) for d in plan.documents],
            variables=bool(values),
            tests=plan.tests,
        ),
        about=_about(plan, kind, bool(values)),
        losses=tuple(_losses(plan)),
    )


def _values(plan: Plan, agent: Any) -> dict[str, str]:
    """What somebody has to send: the variables of the team, those that nobody declared, and missing numbers."""
    numbers = [number_name(t, at) for at, t in enumerate(plan.transfers) if t.number is None]
    named = [str(a.value) for tool in plan.tools for a in tool.filled_by("variable")]
    platform = plan.capabilities.templates.system.values()
    return plan.variables.declared(n for n in {*used(agent), *named, *numbers} if n not in platform)


def _in_zone(plan: Plan, agent: Any) -> Any:
    """Vapi's own date and time are in UTC; LiquidJS writes them in the team's time zone."""
    own = {v.name for v in plan.spec.variables}
    zone = plan.spec.runtime.timezone
    written = {"{{time_zone}}": zone or "UTC"}
    if zone:
        written["{{date}}"] = f'{{{{"now" | date: "%A, %d %B %Y", "{zone}"}}}}'
        written["{{time}}"] = f'{{{{"now" | date: "%H:%M", "{zone}"}}}}'
    written = {old: new for old, new in written.items() if old[2:-2] not in own}

    def local(text: str) -> str:
        for old, new in written.items():
            text = text.replace(old, new)
        return text

    return with_strings(agent, local)


def _credentials(plan: Plan) -> dict[str, tuple[str, str]]:
    """Name of a secret -> the header that carries it and what stands before it there."""
    found: dict[str, tuple[str, str]] = {}
    for tool in (*plan.tools, *plan.servers):
        if tool.secret:
            found.setdefault(tool.secret, (tool.secret_header, tool.secret_prefix))
    return found


def _about(plan: Plan, kind: str, variables: bool) -> dict[str, str]:
    whole = "a squad: the steps of the call, each an assistant" if kind == "squad" else "the assistant"
    about = {f"{kind}.json": f"{whole}, with prompt, tools, voice, limits and structured outputs"}
    if variables:
        about[OVERRIDES] = "values of the variables for a test call"
    if any(t.kind != "call" for t in plan.tests):
        about["evals/"] = "tests of the next answer or the next tool"
    if any(t.kind == "call" for t in plan.tests):
        about["scenarios/"] = "tests of whole calls, which a simulated caller plays"
    return about


def _losses(plan: Plan) -> Iterator[Loss]:
    """What this spec in particular loses."""
    spec = plan.spec
    if silent := [tag for tag in spec.languages if not hears(tag)]:
        note = f"No transcriber hears {', '.join(silent)}."
        yield Loss(part="languages", handling="not_supported", note=note)
    if spec.voice.id and not voice_provider(spec):
        note = f"Choose the voice of {spec.voice.provider} there; README names it."
        yield Loss(part="voice.id", handling="emulated", note=note)
        yield Loss(part="voice.provider", handling="emulated", note=note)
    if spec.runtime.model and not model_of(spec.runtime.model):
        note = f"There is no “{spec.runtime.model}” there; README names it."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if len(plan.title) > NAME_CHARACTERS:
        note = f"The name in the dashboard is cut to {NAME_CHARACTERS} characters."
        yield Loss(part="name" if spec.name else "role", handling="emulated", note=note)
    if long := [t.name for t in plan.tools if len(t.description) > DESCRIPTION_CHARACTERS]:
        note = f"Descriptions are cut to {DESCRIPTION_CHARACTERS} characters: {', '.join(long)}."
        yield Loss(part="tools.on_error", handling="emulated", note=note)
    if any(t.at("header") for t in plan.tools):
        note = "A header is the one allowed value of its schema; try the tool once before the first call."
        yield Loss(part="tools.params.in", handling="emulated", note=note)
    renamed = [(t.variable, number_name(t, at)) for at, t in enumerate(plan.transfers) if t.number is None]
    if other := [f"`{old}` is called `{new}`" for old, new in renamed if old != new]:
        yield Loss(part="transfers.id", handling="emulated", note=f"To fit the field of a number, {', '.join(other)}.")


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
