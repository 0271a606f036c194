"""The README of the bundle: what is in it, what is open, and the exact steps to push it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from engine.exports.elevenlabs.agent import own_tools, title
from engine.exports.elevenlabs.knowledge import documents, index_entry
from engine.exports.elevenlabs.simulations import simulations
from engine.exports.losses import cell
from engine.exports.open_points import number_variable, secret_of, transfers_of, url_of
from engine.languages import language_name
from engine.sentences import listed
from engine.spec import AgentSpec, Tool
from engine.urls import placeholder_name

if TYPE_CHECKING:
    from jinja2 import Template

_STORED: dict[str | None, str] = {
    "bearer": "store `Bearer ` and the token",
    "basic": "store `Basic ` and user:password in base64",
    "header": "store the value of the header",
    None: "store what the header `Authorization` has to hold",
}


def readme(
    spec: AgentSpec,
    version: int,
    prompt: str,
    variables: Mapping[str, str],
    still_open: tuple[str, ...],
    agent_file: str,
) -> str:
    """README.md of the bundle. `variables` maps a name to its placeholder."""
    text = _template().render(
        title=title(spec),
        headline=spec.use_case,
        version=version,
        agent_file=agent_file,
        tools=listed([t.name for t in own_tools(spec)]) or "none",
        tests=listed(list(simulations(spec))) or "none",
        open=still_open,
        hints={name: _hint(spec, name) for name in still_open},
        secrets=_secrets(spec),
        knowledge=[index_entry(item) for item in documents(spec, prompt)],
        servers=[_server(t) for t in spec.accepted_tools() if t.kind == "mcp"],
        variables=[
            {"name": name, "meaning": _meaning(spec, name), "placeholder": text} for name, text in variables.items()
        ],
        about=_about(spec),
    )
    return text.rstrip() + "\n"


def _secrets(spec: AgentSpec) -> list[dict[str, str]]:
    stores: dict[str, str] = {}
    for tool in spec.accepted_tools():
        name = secret_of(tool)
        if name:
            stores.setdefault(name, f"{_STORED[tool.auth]} (used by `{tool.name}`)")
    return [{"name": name, "stores": text} for name, text in stores.items()]


def _server(tool: Tool) -> dict[str, str]:
    return {"name": tool.name, "url": url_of(tool), "purpose": tool.purpose}


def _hint(spec: AgentSpec, name: str) -> str:
    for tool in spec.accepted_tools():
        if name == placeholder_name(tool.name):
            return f"the address that `{tool.name}` calls"
        if name == secret_of(tool):
            return f"the secret that `{tool.name}` sends"
    for transfer in transfers_of(spec):
        if name == number_variable(transfer):
            return f"the phone number of {transfer.label}, with its country code"
    if name in spec.skipped:
        return "left open on purpose"
    return "a variable that nobody has described; send it when a call starts"


def _meaning(spec: AgentSpec, name: str) -> str:
    return next((v.description for v in spec.variables if v.name == name), None) or _hint(spec, name)


def _about(spec: AgentSpec) -> list[tuple[str, str]]:
    facts = [
        ("Role", spec.role),
        ("Company", spec.company),
        ("Industry", spec.industry),
        ("Talks to", spec.audience),
        ("Languages", listed([language_name(tag) for tag in spec.languages])),
        ("Voice", spec.voice.description),
        ("Voice id", spec.voice.id),
        ("Voice of", spec.voice.provider),
        ("Model", spec.runtime.model),
        ("Time zone", spec.runtime.timezone),
        ("Opening hours", spec.runtime.hours),
        ("Rules that apply", listed(spec.compliance.regimes)),
    ]
    return [(label, value) for label, value in facts if value]


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # loaded with the first export

    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Markdown for people, not HTML
    environment.filters["cell"] = cell
    return environment.from_string(files(__package__).joinpath("readme.md.jinja").read_text("utf-8"))
