"""The bundle: what the vendor's API takes, one file for each request, and the exact requests.

Engine, flow and agent are objects of their own that name each other by id; an id is known when its object is there.
"""

import json
import shlex
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.markdown import Markdown, template
from engine.targets.bundle import Loss
from engine.targets.common_files import knowledge
from engine.targets.plan import Plan
from engine.targets.retell.agent import FLOW_ID, KNOWLEDGE_ID, LLM_ID, agent, llm
from engine.targets.retell.flow import conversation_flow
from engine.targets.retell.test_cases import test_files
from engine.targets.retell.tools import Config
from engine.targets.retell.values import locale, model_of, voice_id
from engine.targets.target import Export
from engine.targets.templates import used
from engine.targets.walk import with_strings

if TYPE_CHECKING:
    from jinja2 import Template

_HOME = "America/Los_Angeles"
"""The zone of the platform, where the team named none."""


def export(plan: Plan) -> Export:
    """The engine, the agent, test cases, documents."""
    flow = plan.graph
    name = "conversation_flow.json" if flow else "llm.json"
    response_engine: Config = (
        {"type": "conversation-flow", "conversation_flow_id": FLOW_ID}
        if flow
        else {"type": "retell-llm", "llm_id": LLM_ID}
    )
    engine = _in_zone(plan, plan.variables.texts(conversation_flow(plan, flow) if flow else llm(plan)))
    config = _in_zone(plan, plan.variables.texts(agent(plan, response_engine)))
    values = _values(plan, [engine, config])
    if values:
        engine["default_dynamic_variables"] = values
    return Export(
        files={
            name: engine,
            "agent.json": config,
            **test_files(plan, response_engine, values),
            **knowledge(plan),
        },
        steps=_steps().render(
            engine=name,
            path="create-conversation-flow" if flow else "create-retell-llm",
            update="update-conversation-flow" if flow else "update-retell-llm",
            id=FLOW_ID if flow else LLM_ID,
            answer="conversation_flow_id" if flow else "llm_id",
            secrets=Markdown(" ".join(f"${secret}" for secret in plan.secrets)),
            texts=[Markdown(f"knowledge/{item.id}.md") for item in plan.documents if item.kind != "url"],
            pages=_pages(plan),
            documents=plan.documents,
            knowledge=KNOWLEDGE_ID,
            servers=plan.servers,
            tests=plan.tests,
        ),
        about=_about(plan, name),
        losses=tuple(_losses(plan)),
    )


def _pages(plan: Plan) -> Markdown:
    """The addresses among the documents as one word of the shell."""
    return Markdown(shlex.quote(json.dumps([item.content for item in plan.documents if item.kind == "url"])))


def _values(plan: Plan, configs: Any) -> dict[str, str]:
    """Default values of the variables: those of the team, those that nobody declared, and missing numbers."""
    platform = plan.capabilities.templates.system.values()
    return plan.variables.declared(n for n in set(used(configs)) if n not in platform)


def _in_zone(plan: Plan, config: Any) -> Any:
    """The platform has no variable for the time zone."""
    if any(v.name == "time_zone" for v in plan.spec.variables):
        return config
    zone = plan.spec.runtime.timezone or _HOME
    return with_strings(config, lambda text: text.replace("{{time_zone}}", zone))


def _about(plan: Plan, name: str) -> dict[str, str]:
    what = "the conversation flow" if plan.graph else "the response engine"
    return {
        name: f"{what}: prompt, tools, model, default values of the variables",
        "agent.json": "the agent: voice, languages, limits, what is taken down from a call",
        **({"test_cases/": f"{len(plan.tests)} tests, each a simulated call"} if plan.tests else {}),
    }


def _losses(plan: Plan) -> Iterator[Loss]:
    """What this spec in particular loses."""
    spec = plan.spec
    if silent := [tag for tag in spec.languages if locale(tag) is None]:
        yield Loss(part="languages", handling="not_supported", note=f"Retell does not speak {', '.join(silent)}.")
    if spec.voice.id and not voice_id(spec):
        note = "Add this voice in the dashboard and put its Retell id into `agent.json`; README names it."
        yield Loss(part="voice.id", handling="emulated", note=note)
    if spec.voice.provider:
        yield Loss(part="voice.provider", handling="emulated", note="Part of the voice's id; README names it.")
    if spec.runtime.model and not model_of(spec.runtime.model):
        note = f"There is no “{spec.runtime.model}” there; README names it."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if client := [t.name for t in plan.tools if t.tool.kind == "client"]:
        note = f"There are no tools in the client's app; a function of your server has to do it: {', '.join(client)}."
        yield Loss(part="tools.kind", handling="emulated", note=note)
    if paths := [t.name for t in plan.tools if any(a.place == "path" for a in t.filled_by("model"))]:
        note = f"The model cannot fill in an address; the value comes as an argument: {', '.join(paths)}."
        yield Loss(part="tools.params.in", handling="emulated", note=note)


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
