"""A few specs by hand, as small as their point allows."""

from typing import Any

from engine.document.changes import CHANGE, apply
from engine.document.spec import AgentSpec, Goal, Tool
from engine.workflow.synthesize import draw


def goal(statement: str) -> Goal:
    return Goal(id=statement.lower().split()[0], statement=statement)


def tool(name: str, **values: Any) -> Tool:
    defaults = {"name": name, "catalog": name, "state": "accepted", "purpose": name.replace("_", " ")}
    return Tool.model_validate(defaults | values)


def clinic(**values: Any) -> AgentSpec:
    """Two goals, three tools."""
    spec = AgentSpec(
        goals=(goal("Book an appointment"), goal("Cancel an appointment")),
        tools=(
            tool("check_availability"),
            tool("book_appointment", effect="write", confirm=True),
            tool("cancel_appointment", effect="irreversible"),
        ),
    ).model_copy(update=values)
    return spec.model_copy(update={"flow": draw(spec)})


def changed(spec: AgentSpec, **change: Any) -> AgentSpec:
    """The spec after one change, with its flow drawn anew."""
    after = apply(spec, CHANGE.validate_python(change))
    assert isinstance(after, AgentSpec), after
    return after.model_copy(update={"flow": draw(after)})
