"""A few specs by hand, as small as their point allows."""

from collections.abc import Mapping
from typing import Any

from engine.document.changes import CHANGE, apply
from engine.document.spec import AgentSpec, Case, DataField, Goal, Tool
from engine.playbooks import Job, JobField, job
from engine.tools.catalog import tool_from
from engine.workflow.synthesize import draw


def goal(statement: str) -> Goal:
    return Goal(id=statement.lower().split()[0], statement=statement)


def tool(name: str, **values: Any) -> Tool:
    defaults = {"name": name, "catalog": name, "state": "accepted", "purpose": name.replace("_", " ")}
    return Tool.model_validate(defaults | values)


def agent(*job_ids: str, **values: Any) -> AgentSpec:
    """A spec whose goals are these jobs of the playbooks, with all that they bring."""
    known = [job(job_id) for job_id in job_ids]
    fields = {f.name: _field(f) for job in known for f in job.fields}
    spec = AgentSpec(
        goals=tuple(map(_goal, known)),
        tools=tuple(
            tool_from(name).model_copy(update=_ACCEPTED) for name in dict.fromkeys(n for j in known for n in j.tools)
        ),
        data_fields=tuple(fields.values()),
    ).model_copy(update=values)
    return drawn(spec)


def drawn(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"flow": draw(spec)})


_ACCEPTED = {"state": "accepted"}
_SOURCES: Mapping[str, Any] = {"known": "known", "caller_id": "caller_id"}


def _field(field: JobField) -> DataField:
    source = _SOURCES.get(field.how, "caller")
    return DataField(name=field.name, type=field.type, description=field.ask or field.name, source=source)


def _goal(job: Job) -> Goal:
    return Goal(
        id=job.id.split("_")[0],
        statement=job.statement["en"],
        success=job.success,
        playbook=job.id,
        tools=job.tools,
        fields=tuple(f.name for f in job.fields),
        rules=job.rules,
        cases=tuple(Case(when=case.when, then=case.then) for case in job.cases),
    )


def clinic(**values: Any) -> AgentSpec:
    """Two goals, with the steps `book__ask`, `book__act`, `cancel__ask` and `cancel__act`."""
    return agent("book_appointment", "cancel_appointment", **values)


def changed(spec: AgentSpec, **change: Any) -> AgentSpec:
    """The spec after one change, with its flow drawn anew."""
    after = apply(spec, CHANGE.validate_python(change))
    assert isinstance(after, AgentSpec), after
    return after.model_copy(update={"flow": draw(after)})
