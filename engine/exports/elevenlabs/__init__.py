"""ElevenLabs: a folder that the vendor's CLI pushes and a person can read.

The layout is that of the CLI (github.com/elevenlabs/cli, `cli/elevenlabs/workflow/project.rs`): index files that point
to one JSON file for each agent, tool and test, sent to the API as they are. The API wants ids where we know names only,
so `link.py` in the bundle puts them in. The CLI reads a string that begins with "@" as a file; none is written.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files as resources
from typing import Any

from engine.exports.bundle import Bundle
from engine.exports.elevenlabs import agent, losses
from engine.exports.elevenlabs.knowledge import documents, index_entry, path
from engine.exports.elevenlabs.readme import readme
from engine.exports.elevenlabs.simulations import simulations
from engine.exports.elevenlabs.tools import headers_from_model, tool_config, variables_of
from engine.exports.elevenlabs.variables import native, references, undeclared
from engine.exports.losses import as_markdown, report
from engine.exports.open_points import open_points, secrets_of
from engine.prompt.generate import generate
from engine.spec import AgentSpec


def export(spec: AgentSpec, version: int) -> Bundle:
    """The bundle: configs, index files, `link.py`, README.md and LOSSES.md."""
    prompt = generate(spec, profile="elevenlabs")
    configs = _configs(spec, prompt)
    lost = report(spec, losses.TABLE, losses.particular(spec))
    still_open = _open(spec, prompt)
    texts = {
        **{path(item): item.content + "\n" for item in documents(spec, prompt) if item.kind != "url"},
        "LOSSES.md": as_markdown(lost, "ElevenLabs"),
        "README.md": readme(spec, version, prompt, still_open, _agent_path(spec)),
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


def _configs(spec: AgentSpec, prompt: str) -> dict[str, Any]:
    tools = {f"tool_configs/{t.name}.json": tool_config(spec, t) for t in agent.own_tools(spec)}
    tests = {f"test_configs/{name}.json": test for name, test in simulations(spec).items()}
    return {
        "agents.json": {"agents": [{"config": _agent_path(spec)}]},
        "tools.json": {"tools": [{"type": tool["type"], "config": path} for path, tool in tools.items()]},
        "tests.json": {"tests": [{"type": test["type"], "config": path} for path, test in tests.items()]},
        "secrets.json": [{"name": name, "id": ""} for name in secrets_of(spec)],
        "knowledge.json": [index_entry(item) for item in documents(spec, prompt)],
        _agent_path(spec): agent.agent_config(spec, prompt),
        **tools,
        **tests,
    }


def _open(spec: AgentSpec, prompt: str) -> tuple[str, ...]:
    """What every platform leaves open, and the variables that somebody has to set on this one."""
    declared = [v.name for v in spec.variables]
    names = [*references(native(f"{prompt}\n{spec.greeting or ''}", declared))]
    for tool in agent.own_tools(spec):
        names += [*variables_of(tool), *(p.name for p in headers_from_model(tool))]
    return tuple(dict.fromkeys([*open_points(spec), *undeclared(spec, names)]))


def _agent_path(spec: AgentSpec) -> str:
    plain = unicodedata.normalize("NFKD", agent.title(spec)).encode("ascii", "ignore").decode().lower()
    return f"agent_configs/{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'agent'}.json"


def _json(config: Any) -> str:
    return json.dumps(_without_leading_at(config), indent=4, ensure_ascii=False) + "\n"


def _without_leading_at(value: Any) -> Any:
    """The same with a space before each string that begins with "@"; nobody hears it."""
    if isinstance(value, Mapping):
        return {key: _without_leading_at(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_leading_at(inner) for inner in value]
    return f" {value}" if isinstance(value, str) and value.startswith("@") else value
