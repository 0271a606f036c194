"""The bundle: a folder that the vendor's CLI pushes and a person can read.

The layout is that of the CLI (github.com/elevenlabs/cli, `cli/elevenlabs/workflow/project.rs`): index files that point
to one JSON file for each agent, tool and test, sent to the API as they are. The API wants ids where we know names only,
so `link.py` in the bundle puts them in. The CLI reads a string that begins with "@" as a file; none is written.
"""

import re
import shlex
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from engine.document.spec import KnowledgeItem
from engine.markdown import template
from engine.sentences import listed
from engine.targets.bundle import Loss
from engine.targets.elevenlabs.agent import agent_config, document_name, is_own_voice
from engine.targets.elevenlabs.capabilities import MOST_CRITERIA, NO_ZONE
from engine.targets.elevenlabs.test_configs import config_of
from engine.targets.elevenlabs.tools import tool_config
from engine.targets.elevenlabs.values import language_code, models
from engine.targets.plan import Plan
from engine.targets.target import Export
from engine.targets.templates import used
from engine.targets.walk import objects, with_strings

if TYPE_CHECKING:
    from jinja2 import Template

Configs = Mapping[str, dict[str, Any]]
"""Path -> content."""


def export(plan: Plan) -> Export:
    """Configs, index files, `link.py`, documents."""
    tools = {f"tool_configs/{t.name}.json": _tool(plan, tool_config(t)) for t in plan.tools}
    tests = {f"test_configs/{t.id}.json": config_of(plan.spec, t) for t in plan.tests}
    agent = plan.variables.texts(agent_config(plan, [config["name"] for config in tests.values()]))
    placeholders = plan.variables.declared(_names([agent, *tools.values()]))
    agent["conversation_config"]["agent"]["dynamic_variables"] = {"dynamic_variable_placeholders": placeholders}
    configs = {**_indexes(plan, tools, tests), _agent_path(plan): agent, **tools, **tests}
    texts = {
        **{_path(item): item.content + "\n" for item in plan.documents if item.kind != "url"},
        "link.py": resources(__package__).joinpath("link.py").read_text("utf-8"),
    }
    return Export(
        files={name: _without_files(config) for name, config in configs.items()} | texts,
        steps=_steps().render(
            documents=[(item.title, _source(item)) for item in plan.documents],
            secrets=plan.secrets,
            servers=plan.servers,
            test=f"elevenlabs agents test {shlex.quote(plan.title)}",
        ),
        about=_about(plan),
        losses=tuple(_losses(plan)),
    )


def _tool(plan: Plan, config: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in _names(config) if not name.startswith("system__")]
    placeholders = {name: plan.variables.value(name) for name in sorted(set(names))}
    return config | {"dynamic_variables": {"dynamic_variable_placeholders": placeholders}}


def _names(config: Any) -> Iterator[str]:
    """Native names of the variables that a config uses."""
    yield from used(config)
    for value in objects(config):
        yield from (value[key] for key in ("dynamic_variable", "variable_name") if key in value)
        if value.get("type") == "phone_dynamic_variable":
            yield value["phone_number"]


def _indexes(plan: Plan, tools: Configs, tests: Configs) -> dict[str, Any]:
    return {
        "agents.json": {"agents": [{"config": _agent_path(plan)}]},
        "tools.json": {"tools": [{"type": tool["type"], "config": path} for path, tool in tools.items()]},
        "tests.json": {"tests": [{"type": test["type"], "config": path} for path, test in tests.items()]},
        "secrets.json": [{"name": name, "id": ""} for name in plan.secrets],
        "knowledge.json": [
            {"name": document_name(item), "title": item.title, "source": _source(item), "id": ""}
            for item in plan.documents
        ],
    }


def _about(plan: Plan) -> dict[str, str]:
    tools = listed([f"`{t.name}`" for t in plan.tools]) or "none"
    return {
        _agent_path(plan): "the agent: prompt, voice, turns, workflow, criteria",
        "tool_configs/": f"its tools: {tools}",
        "test_configs/": f"{len(plan.tests)} tests: of its goals, their cases and rules, its tools, its transfers",
        "agents.json": "the index files of the ElevenLabs CLI, with `tools.json` and `tests.json`",
        "secrets.json": "names that wait for the ids of your workspace, with `knowledge.json`",
        "link.py": "puts those ids where the names stand",
    }


def _source(item: KnowledgeItem) -> str:
    return item.content if item.kind == "url" else _path(item)


def _path(item: KnowledgeItem) -> str:
    """Where its text stands in the bundle."""
    return f"knowledge/{item.id}.md"


def _agent_path(plan: Plan) -> str:
    plain = unicodedata.normalize("NFKD", plan.title).encode("ascii", "ignore").decode().lower()
    return f"agent_configs/{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'agent'}.json"


def _without_files(config: Any) -> Any:
    """Nobody hears the space that keeps the CLI from reading a string as the name of a file."""
    if b'"@' not in to_json(config):  # to look for it in each string takes ten times as long
        return config
    return with_strings(config, lambda text: f" {text}" if text.startswith("@") else text)


def _losses(plan: Plan) -> Iterator[Loss]:
    """What this spec in particular loses."""
    spec = plan.spec
    silent = [tag for tag in spec.languages if language_code(tag) is None]
    if silent:
        yield Loss(part="languages", handling="not_supported", note=f"The platform does not speak {', '.join(silent)}.")
    if spec.voice.id and not is_own_voice(spec):
        note = f"{spec.voice.provider} has this voice, not ElevenLabs; README names it."
        yield Loss(part="voice.id", handling="emulated", note=note)
    if spec.runtime.model and spec.runtime.model not in models():
        note = f"There is no “{spec.runtime.model}” there; README names it."
        yield Loss(part="runtime.model", handling="emulated", note=note)
    if not spec.runtime.timezone:
        note = f"Nobody has named one; {NO_ZONE} stands in, since an agent without a zone has no date."
        yield Loss(part="runtime.timezone", handling="emulated", note=note)
    if over := plan.criteria[MOST_CRITERIA:]:
        note = f"At most {MOST_CRITERIA} with the goals; left out: {', '.join(c.name for c in over)}."
        yield Loss(part="criteria", handling="emulated", note=note)
    if plan.servers:
        names = ", ".join(t.name for t in plan.servers)
        note = f"MCP servers are registered by hand; README says how: {names}."
        yield Loss(part="tools.kind", handling="emulated", note=note)


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
