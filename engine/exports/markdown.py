"""The whole design as one document for people: who the agent is, what it does, how a call goes, and what is open."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from engine.approvals import is_approved
from engine.exports.bundle import Bundle, Loss
from engine.exports.losses import cell, report
from engine.exports.open_points import open_points, secret_of, secrets_of, url_of
from engine.languages import language_name
from engine.prompt.generate import generate
from engine.sentences import listed
from engine.spec import AgentSpec, ApprovalTarget, Origin, Param, Tool
from engine.workflow.picture import in_words, mermaid

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "agent.md"
_TARGETS: Sequence[ApprovalTarget] = ("basics", "tools", "flow", "final")
_DIRECTIONS = {"inbound": "It answers calls", "outbound": "It makes calls", "web": "It talks on the web"}
_KEPT = "Only the JSON export keeps it."

TABLE: tuple[Loss, ...] = (
    *(Loss(part=part, handling="native") for part in AgentSpec.model_fields),
    Loss(part="schema_version", handling="not_supported", note=_KEPT),
    Loss(part="revisiting", handling="not_supported", note=_KEPT),
    Loss(part="platforms", handling="not_supported", note=_KEPT),
    Loss(part="goals.id", handling="not_supported", note=_KEPT),
    Loss(part="guardrails.id", handling="not_supported", note=_KEPT),
    Loss(part="transfers.id", handling="not_supported", note=_KEPT),
    Loss(part="criteria.id", handling="not_supported", note=_KEPT),
    Loss(part="knowledge.id", handling="not_supported", note=_KEPT),
    Loss(part="tools.catalog", handling="not_supported", note=_KEPT),
    Loss(part="flow", handling="emulated", note="A Mermaid picture and the same in words."),
    Loss(part="flow.edges.id", handling="not_supported", note=_KEPT),
    Loss(part="flow.edges.by", handling="not_supported", note=_KEPT),
    Loss(part="flow.nodes.by", handling="not_supported", note=_KEPT),
    Loss(part="flow.removed", handling="not_supported", note=_KEPT),
    Loss(part="skipped", handling="emulated", note="Listed as open, by the name of the placeholder."),
    Loss(part="origins", handling="emulated", note="Who decided what; message ids stay in the JSON export."),
    Loss(part="approvals", handling="emulated", note="Who approved what; fingerprints stay in the JSON export."),
)
"""A later row wins over an earlier one for the same part."""


def export(spec: AgentSpec, version: int) -> Bundle:
    """One Markdown file (CommonMark with tables; Mermaid renders on GitHub, GitLab and in most editors)."""
    still_open = open_points(spec)
    text = _template().render(
        spec=spec,
        version=version,
        headline=_headline(spec),
        languages=listed([language_name(tag) for tag in spec.languages]),
        accepted=spec.accepted_tools(),
        others=[t for t in spec.tools if t.state != "accepted"],
        picture=mermaid(spec.flow) if spec.flow.nodes else "",
        words=in_words(spec.flow) if spec.flow.nodes else "",
        prompt=generate(spec),
        open=still_open,
        secrets=secrets_of(spec),
        people=_people(spec.origins.items()),
        approvals=[(t, spec.approvals[t].by, is_approved(spec, t)) for t in _TARGETS if t in spec.approvals],
    )
    return Bundle(
        platform="markdown",
        version=version,
        files={FILE: text.rstrip() + "\n"},
        secrets=secrets_of(spec),
        losses=report(spec, _last_of_each(TABLE)),
        open=still_open,
    )


def fenced(text: str) -> str:
    """The text in a code fence that is longer than any fence in it."""
    longest = max((len(line) - len(line.lstrip("`")) for line in text.splitlines()), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}markdown\n{text.rstrip()}\n{fence}"


def argument(param: Param) -> str:
    """`slot` (body, required): Start of the slot. Format: date-time."""
    sort = [param.in_, param.type, *(["required"] if param.required else ["optional"])]
    source = {"llm": "", "constant": f" Always `{param.value}`.", "variable": f" From `{{{{{param.value}}}}}`."}
    says = f"{param.description.rstrip('.')}." if param.description else ""
    says += source.get(param.source, f" From the platform: `{param.value}`.")
    says += f" One of {listed(param.enum, 'or')}." if param.enum else ""
    says += f" Format: {param.format}." if param.format else ""
    return f"`{param.name}` ({', '.join(sort)}){': ' if says else ''}{says.strip()}"


def login(tool: Tool) -> str:
    """How the tool logs in: `bearer with CLINIC_TOKEN`."""
    secret = secret_of(tool)
    if secret is None:
        return "none"
    where = f" in the header `{tool.auth_header}`" if tool.auth_header else ""
    return f"{tool.auth or 'not settled'}, with the secret `{secret}`{where}"


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


def _last_of_each(table: Iterable[Loss]) -> tuple[Loss, ...]:
    return tuple({loss.part: loss for loss in table}.values())


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # loaded with the first export

    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Markdown, not HTML
    filters: dict[str, Any] = {
        "cell": cell,
        "fenced": fenced,
        "argument": argument,
        "login": login,
        "url": url_of,
        "listed": listed,
    }
    environment.filters |= filters
    return environment.from_string(files(__package__).joinpath("markdown.md.jinja").read_text("utf-8"))
