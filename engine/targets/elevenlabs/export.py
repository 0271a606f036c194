"""The bundle: a folder that the vendor's CLI pushes and a person can read.

The layout is that of the CLI (github.com/elevenlabs/cli, `cli/elevenlabs/workflow/project.rs`): index files that point
to one JSON file for each agent, tool and test, sent to the API as they are. The API wants ids where we know names only,
so `link.py` in the bundle puts them in. The CLI reads a string that begins with "@" as a file; none is written.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

from engine.document.spec import AgentSpec
from engine.prompt.generate import base_prompt, generate
from engine.targets.bundle import Bundle
from engine.targets.elevenlabs import agent, losses
from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.elevenlabs.knowledge import documents, index_entry, path
from engine.targets.elevenlabs.readme import readme
from engine.targets.elevenlabs.test_configs import config_of
from engine.targets.elevenlabs.tools import tool_config
from engine.targets.elevenlabs.variables import native, placeholders, undeclared
from engine.targets.elevenlabs.workflow import workflow
from engine.targets.losses import REPORT, as_markdown, report
from engine.targets.open_points import open_points, secrets_of
from engine.targets.walk import with_strings
from engine.trials.scenarios import tests_of

Configs = Mapping[str, dict[str, Any]]
"""Path -> content."""


def export(spec: AgentSpec, version: int) -> Bundle:
    """The bundle: configs, index files, `link.py`, README.md and LOSSES.md."""
    graph = workflow(spec) is not None
    prompt = base_prompt(spec, CAPABILITIES.profile) if graph else generate(spec, CAPABILITIES.profile)
    tools = {f"tool_configs/{t.name}.json": _tool(spec, tool_config(t)) for t in agent.own_tools(spec)}
    tests = {f"test_configs/{test.id}.json": config_of(spec, test) for test in tests_of(spec)}
    the_agent, variables = _agent(spec, prompt, tools, [config["name"] for config in tests.values()])
    still_open = tuple(dict.fromkeys([*open_points(spec), *undeclared(spec, variables)]))
    lost = report(spec, CAPABILITIES.parts, losses.particular(spec))
    configs = {
        **_indexes(spec, prompt, tools, tests),
        _agent_path(spec): the_agent,
        **tools,
        **tests,
    }
    texts = {
        **{path(item): item.content + "\n" for item in documents(spec, prompt) if item.kind != "url"},
        REPORT: as_markdown(lost, "ElevenLabs"),
        "README.md": readme(spec, version, prompt, variables, still_open, _agent_path(spec), len(tests)),
        "link.py": resources(__package__).joinpath("link.py").read_text("utf-8"),
    }
    return Bundle(
        platform="elevenlabs",
        version=version,
        files={name: _json(config) for name, config in configs.items()} | texts,
        secrets=secrets_of(spec),
        losses=lost,
        open=still_open,
    )


def _tool(spec: AgentSpec, config: dict[str, Any]) -> dict[str, Any]:
    config = native(spec, config)
    return config | {"dynamic_variables": {"dynamic_variable_placeholders": placeholders(spec, config)}}


def _agent(spec: AgentSpec, prompt: str, tools: Configs, tests: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The agent's config, and the variables that it and its tools need."""
    config = native(spec, agent.agent_config(spec, prompt, tests))
    own = [{"dynamic_variable": v.name} for v in spec.variables]
    variables = placeholders(spec, [own, config, *tools.values()])
    config["conversation_config"]["agent"]["dynamic_variables"] = {"dynamic_variable_placeholders": variables}
    return config, variables


def _indexes(spec: AgentSpec, prompt: str, tools: Configs, tests: Configs) -> dict[str, Any]:
    return {
        "agents.json": {"agents": [{"config": _agent_path(spec)}]},
        "tools.json": {"tools": [{"type": tool["type"], "config": path} for path, tool in tools.items()]},
        "tests.json": {"tests": [{"type": test["type"], "config": path} for path, test in tests.items()]},
        "secrets.json": [{"name": name, "id": ""} for name in secrets_of(spec)],
        "knowledge.json": [index_entry(item) for item in documents(spec, prompt)],
    }


def _agent_path(spec: AgentSpec) -> str:
    plain = unicodedata.normalize("NFKD", agent.title(spec)).encode("ascii", "ignore").decode().lower()
    return f"agent_configs/{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'agent'}.json"


def _json(config: Any) -> str:
    """Nobody hears the space that keeps the CLI from reading a string as the name of a file."""
    safe = with_strings(config, lambda text: f" {text}" if text.startswith("@") else text)
    return json.dumps(safe, indent=4, ensure_ascii=False) + "\n"
