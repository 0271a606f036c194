"""The README of the bundle: what is in it, what is open, and the exact steps to push it."""

import shlex
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, Tool
from engine.language.names import language_name
from engine.markdown import Markdown, code, filled, plain, template
from engine.sentences import listed
from engine.targets.elevenlabs.agent import own_tools, title
from engine.targets.elevenlabs.knowledge import documents, index_entry
from engine.targets.open_points import number_variable, secret_of, transfers_of, url_of
from engine.urls import placeholder_name
from engine.workflow.picture import in_words

if TYPE_CHECKING:
    from jinja2 import Template

_STORED: Mapping[str | None, str] = {
    "bearer": "store `Bearer ` and the token (used by {})",
    "basic": "store `Basic ` and user:password in base64 (used by {})",
    "header": "store the value of the header (used by {})",
    None: "store what the header `Authorization` has to hold (used by {})",
}


def readme(
    spec: AgentSpec,
    version: int,
    prompt: str,
    variables: Mapping[str, str],
    still_open: tuple[str, ...],
    agent_file: str,
    tests: int,
) -> str:
    """README.md of the bundle. `variables` maps a name to its placeholder; `tests` is how many there are."""
    text = _template().render(
        title=title(spec),
        test=f"elevenlabs agents test {shlex.quote(title(spec))}",
        headline=spec.use_case,
        version=version,
        agent_file=agent_file,
        tools=listed([t.name for t in own_tools(spec)]) or "none",
        tests=tests,
        open=still_open,
        hints={name: _hint(spec, name) for name in still_open},
        secrets=_secrets(spec),
        knowledge=[index_entry(item) for item in documents(spec, prompt)],
        servers=[_server(t) for t in spec.accepted_tools() if t.kind == "mcp"],
        variables=[
            {"name": name, "meaning": _meaning(spec, name), "placeholder": text} for name, text in variables.items()
        ],
        about=_about(spec),
        flow=Markdown(in_words(spec.flow, plain)) if spec.flow.nodes else "",
    )
    return text.rstrip() + "\n"


def _secrets(spec: AgentSpec) -> list[dict[str, str]]:
    stores: dict[str, Markdown] = {}
    for tool in spec.accepted_tools():
        name = secret_of(tool)
        if name:
            stores.setdefault(name, filled(_STORED[tool.auth], code(tool.name)))
    return [{"name": name, "stores": text} for name, text in stores.items()]


def _server(tool: Tool) -> dict[str, str]:
    return {"name": tool.name, "url": url_of(tool), "purpose": tool.purpose}


def _hint(spec: AgentSpec, name: str) -> str:
    for tool in spec.accepted_tools():
        if name == placeholder_name(tool.name):
            return filled("the address that {} calls", code(tool.name))
        if name == secret_of(tool):
            return filled("the secret that {} sends", code(tool.name))
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
        ("Opening hours", spec.runtime.hours and hours_in_words(spec.runtime.hours)),
        ("Rules that apply", listed(spec.compliance.regimes)),
    ]
    return [(label, value) for label, value in facts if value]


@cache
def _template() -> "Template":
    return template(__package__, "readme.md.jinja", {})
