"""The one place where a stored JSON document becomes an `AgentSpec`, and back.

A document of an older release is brought up, step by step. A document of a newer release is read as far as we
understand it; the rest is kept (`engine.document.unknown`) and given back, its schema version too.

Beside the spec, a document says under `written_by` how its last writer saw it. Two things follow from that:

* Approvals are compared by fingerprints, and a release with more fields computes others. What held for the writer holds
  for the reader, and what had lapsed has lapsed.
* What an older release adds to a newer document has the older shape. So the steps begin at the writer's version, also
  where the document's own is newer: a step must leave alone what is brought up already.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, ValidationError

from engine.document import unknown
from engine.document.approvals import fingerprint, is_approved
from engine.document.spec import SCHEMA_VERSION, AgentSpec, is_time_zone
from engine.errors import UnreadableDocument

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""A pure function that brings a document up by one schema version."""


def _to_2(old: dict[str, Any]) -> dict[str, Any]:
    """Opening hours became structured, a time zone a name that every platform knows, and the fallback a decision."""
    old = {"fallback": _fallback_of_1(old), **old}
    runtime = dict(old.get("runtime", {}))
    if isinstance(runtime.get("hours"), str):
        runtime["hours"] = {"said": runtime["hours"]}
    zone = runtime.get("timezone")
    if zone is None or is_time_zone(zone):
        return {**old, "runtime": runtime}
    text = f"Time zone: {zone}"
    notes = [n for n in old.get("notes", []) if n["text"] != text]
    note = {"id": f"time_zone_{len(notes)}", "text": text}
    return {**old, "runtime": {**runtime, "timezone": None}, "notes": [*notes, note]}


def _fallback_of_1(old: dict[str, Any]) -> dict[str, Any] | None:
    """What the flow did that the team approved; where none was approved, it is still to be asked."""
    if "flow" not in old.get("approvals", {}):
        return None
    lines = [line["id"] for line in old.get("transfers", [])]
    return {"kind": "person", "transfer": lines[0] if len(lines) == 1 else None} if lines else {"kind": "message"}


STEPS: Sequence[Step] = (_to_2,)
"""From schema version 1 to 2, from 2 to 3 and so on; the last one leads to `SCHEMA_VERSION`.

To change the shape of the spec: a function here with its line in this list, and `SCHEMA_VERSION` one higher. A new
field with a default needs neither.
"""
WRITTEN_BY: Literal["written_by"] = "written_by"


class WrittenBy(BaseModel):
    """How the last writer saw the document."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    schema_version: int
    approved: Mapping[str, bool] = Field(default_factory=dict)
    """Which approvals held, of those that the writer knew."""


def read(
    document: Mapping[str, Any], *, session_id: str = "", version: int | None = None, steps: Sequence[Step] = STEPS
) -> AgentSpec:
    """The spec of a stored document of any release. Raises UnreadableDocument, which names session and version."""
    try:
        stored = {name: value for name, value in document.items() if name != WRITTEN_BY}
        writer = WrittenBy.model_validate(document[WRITTEN_BY]) if WRITTEN_BY in document else None
        spec = unknown.read(AgentSpec, _brought_up(stored, writer, steps))
    except ValidationError as error:
        raise UnreadableDocument("spec", session_id, version, _places(error)) from None
    return _approved_as_by(writer, spec) if writer else spec


def write(spec: AgentSpec) -> dict[str, Any]:
    """The document to store: everything that `read` found in it, whichever release wrote that."""
    approved = {str(target): is_approved(spec, target) for target in spec.approvals}
    writer = WrittenBy(schema_version=SCHEMA_VERSION, approved=approved)
    return {**unknown.write(spec), WRITTEN_BY: writer.model_dump(mode="json")}


StoredSpec = Annotated[AgentSpec, PlainValidator(read), PlainSerializer(write)]
"""An AgentSpec inside something else that is stored as JSON."""


def _places(error: ValidationError) -> tuple[str, ...]:
    """What is wrong and where, without any text of people."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(f"{'.'.join(map(str, problem['loc']))}: {problem['type']}" for problem in problems)


def _brought_up(document: dict[str, Any], writer: WrittenBy | None, steps: Sequence[Step]) -> dict[str, Any]:
    """The document in the shape of `SCHEMA_VERSION`, or as it is where it is newer."""
    version = document.get("schema_version")
    if not isinstance(version, int) or not steps:
        return document
    oldest = SCHEMA_VERSION - len(steps)
    shape = min(version, writer.schema_version) if writer else version
    for step in steps[max(0, shape - oldest) :]:
        document = step(document)
    return {**document, "schema_version": max(version, SCHEMA_VERSION)}


def _approved_as_by(writer: WrittenBy, spec: AgentSpec) -> AgentSpec:
    """The spec with its approvals as the writer saw them, where our own fingerprints say otherwise."""
    approvals = dict(spec.approvals)
    for target, approval in spec.approvals.items():
        held = is_approved(spec, target)
        if writer.approved.get(target, held) != held:
            seen = "" if held else fingerprint(spec, target)
            approvals[target] = approval.model_copy(update={"fingerprint": seen})
    return spec if approvals == spec.approvals else spec.model_copy(update={"approvals": approvals})
