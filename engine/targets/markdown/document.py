"""The whole design as one document for people: who the agent is, what it does, how a call goes, and what is open."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from engine.document.approvals import is_approved
from engine.document.spec import AgentSpec, ApprovalTarget, Origin, Param, Tool
from engine.language.names import language_name
from engine.markdown import Markdown, code, filled, plain, template
from engine.sentences import listed
from engine.targets.markdown import tests
from engine.targets.open_points import secret_of, url_of
from engine.targets.plan import Plan
from engine.targets.target import File
from engine.workflow.mermaid import mermaid
from engine.workflow.picture import in_words

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "agent.md"
_TARGETS: Sequence[ApprovalTarget] = ("basics", "tools", "flow", "final")
_DIRECTIONS = {"inbound": "It answers calls", "outbound": "It makes calls", "web": "It talks on the web"}


def documents(plan: Plan) -> dict[str, File]:
    """The design and its tests (CommonMark with tables; Mermaid renders on GitHub, GitLab and in most editors)."""
    spec = plan.spec
    text = _template().render(
        spec=spec,
        version=plan.version,
        headline=_headline(spec),
        languages=listed([language_name(tag) for tag in spec.languages]),
        accepted=spec.accepted_tools(),
        others=[t for t in spec.tools if t.state != "accepted"],
        picture=mermaid(spec.flow) if spec.flow.nodes else "",
        words=Markdown(in_words(spec.flow, plain)) if spec.flow.nodes else "",
        prompt=plan.prompt,
        open=plan.open,
        secrets=plan.secrets,
        people=_people(spec.origins.items()),
        approvals=[(t, spec.approvals[t].by, is_approved(spec, t)) for t in _TARGETS if t in spec.approvals],
    )
    return {FILE: text.rstrip() + "\n", tests.FILE: tests.tests_document(spec, plan.version)}


def argument(param: Param) -> Markdown:
    """`slot` (body, required): Start of the slot. Format: date-time."""
    sort = [param.in_, param.type, *(["required"] if param.required else ["optional"])]
    says = " ".join(_argument(param))
    return filled("{} ({}){}", code(param.name), ", ".join(sort), Markdown(f": {says}" if says else ""))


def login(tool: Tool) -> Markdown:
    """How the tool logs in: `bearer, with the secret CLINIC_TOKEN`."""
    secret = secret_of(tool)
    if secret is None:
        return Markdown("none")
    where = filled(" in the header {}", code(tool.auth_header)) if tool.auth_header else Markdown("")
    return filled("{}, with the secret {}{}", tool.auth or "not settled", code(secret), where)


def _argument(param: Param) -> Iterator[Markdown]:
    if param.description:
        yield plain(f"{param.description.rstrip('.')}.")
    if param.source == "variable":
        yield filled("From {}.", code(f"{{{{{param.value}}}}}"))
    elif param.source != "llm":
        yield filled("Always {}." if param.source == "constant" else "From the platform: {}.", code(param.value))
    if param.enum:
        yield plain(f"One of {listed(param.enum, 'or')}.")
    if param.format:
        yield plain(f"Format: {param.format}.")


def _headline(spec: AgentSpec) -> str:
    """`Friendly receptionist for Bright Smile Dental. It answers calls.`"""
    who = " for ".join(part for part in (spec.role or "Voice agent", spec.company) if part)
    does = f" {_DIRECTIONS[spec.direction]}." if spec.direction else ""
    return f"{who[:1].upper()}{who[1:]}.{does}"


def _people(origins: Iterable[tuple[str, Origin]]) -> dict[str, list[str]]:
    """`Ana, said` -> the paths, in order."""
    people: dict[str, list[str]] = {}
    for path, origin in sorted(origins):
        people.setdefault(f"{origin.author_name or origin.author}, {origin.how}", []).append(path)
    return people


@cache
def _template() -> "Template":
    filters: dict[str, Callable[..., object]] = {"argument": argument, "login": login, "url": url_of, "listed": listed}
    return template(__package__, "agent.md.jinja", filters)
