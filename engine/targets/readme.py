"""The README of a bundle: what is in it, what is open, the platform's exact steps, and what people need to know."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec
from engine.language.names import language_name
from engine.markdown import Markdown, code, filled, plain, template
from engine.sentences import listed
from engine.targets.open_points import number_variable, secret_of, transfers_of
from engine.targets.plan import Plan
from engine.targets.target import Export
from engine.urls import placeholder_name
from engine.workflow.picture import in_words

if TYPE_CHECKING:
    from jinja2 import Template

_STORED: Mapping[str | None, str] = {
    "bearer": "a token (used by {})",
    "basic": "user:password in base64 (used by {})",
    "header": "the value of the header (used by {})",
    None: "what the header `Authorization` has to hold (used by {})",
}


def readme(plan: Plan, made: Export, still_open: tuple[str, ...]) -> str:
    """README.md of the bundle."""
    spec = plan.spec
    text = _template().render(
        title=plan.title,
        platform=plan.platform,
        headline=spec.use_case,
        version=plan.version,
        files=[(code(path), Markdown(says)) for path, says in made.about.items()],
        open=[(name, hint(spec, name)) for name in still_open],
        secrets=secrets(spec),
        steps=Markdown(made.steps.rstrip()),
        servers=[(t.name, t.url, t.tool.purpose) for t in plan.servers],
        variables=_variables(plan, still_open),
        transfers=[(t.transfer.label, t.number or t.variable, t.transfer.mode) for t in plan.transfers],
        about=about(spec),
        flow=Markdown(in_words(spec.flow, plain)) if spec.flow.nodes else "",
    )
    return text.rstrip() + "\n"


def secrets(spec: AgentSpec) -> list[tuple[str, Markdown]]:
    """Name -> what to store under it; each once."""
    stores: dict[str, Markdown] = {}
    for tool in spec.accepted_tools():
        if name := secret_of(tool):
            stores.setdefault(name, filled(_STORED[tool.auth], code(tool.name)))
    return list(stores.items())


def hint(spec: AgentSpec, name: str) -> str:
    """What an open point asks for."""
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


def about(spec: AgentSpec) -> list[tuple[str, str]]:
    """Label -> value of what the agent is, for people."""
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


def _variables(plan: Plan, still_open: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Native name, what it is, and what stands for it in a test call."""
    own = [(plan.variables.name(v.name), v.description, plan.variables.value(v.name)) for v in plan.spec.variables]
    numbers = [t.variable for t in plan.transfers if t.number is None]
    more = [n for n in still_open if n in numbers or hint(plan.spec, n).startswith("a variable")]
    return [*own, *((name, hint(plan.spec, name), plan.variables.value(name)) for name in more)]


@cache
def _template() -> "Template":
    return template(__package__, "readme.md.jinja", {})
