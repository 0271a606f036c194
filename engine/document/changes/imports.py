"""An agent that was made elsewhere becomes the spec: whole, with who brought it beside each of its values. Pure."""

from engine.document import upcast
from engine.document.changes.kinds import Import
from engine.document.spec import GROUPS, ITEM_KEYS, AgentSpec, Origin
from engine.errors import Problem, UnreadableDocument

_OF_THE_SESSION = ("origins", "approvals", "brought", "schema_version", "flow", "skipped", "revisiting")
"""What nobody brings as a value."""


def imported(spec: AgentSpec, change: Import, origin: Origin) -> AgentSpec | Problem:
    """The agent in place of the spec. The same one again is no change: `spec` itself."""
    try:
        agent = upcast.read(change.agent)
    except (UnreadableDocument, AttributeError, KeyError, TypeError):  # a step upwards meets another shape
        return Problem(f"What came as an agent from {change.source} is no agent that I can read.")
    return spec if _content(agent) == _content(spec) else _marked(agent, origin)


def _content(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"origins": {}})


def _marked(agent: AgentSpec, origin: Origin) -> AgentSpec:
    """The agent that says of each of its values who brought it, where it does not say so itself."""
    by = origin.model_copy(update={"how": "imported"})
    paths: list[str] = []
    for part, value in agent.model_dump(exclude_defaults=True).items():
        if part in ITEM_KEYS:
            paths += [f"{part}.{getattr(item, ITEM_KEYS[part])}" for item in getattr(agent, part)]
        elif part in GROUPS:
            paths += [f"{part}.{name}" for name in value]
        elif part not in _OF_THE_SESSION:
            paths.append(part)
    return agent.model_copy(update={"origins": dict.fromkeys(paths, by) | dict(agent.origins)})
