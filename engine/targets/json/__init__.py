"""The spec itself as JSON: what an archive keeps and another builder reads back."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engine.document import upcast
from engine.document.spec import SCHEMA_VERSION, AgentSpec
from engine.errors import PersonError, UnreadableDocument
from engine.sentences import sentence_of
from engine.targets.capabilities import Capabilities
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan

FILE = "agent_spec.json"


def _export(plan: "Plan") -> Export:
    """One file with the whole spec; nothing is lost."""
    return Export({FILE: plan.spec.model_dump_json(indent=2) + "\n"})


def read(text: str) -> AgentSpec:
    """The spec that an export wrote. PersonError says what is wrong and where."""
    try:
        return AgentSpec.model_validate_json(text)
    except ValidationError as error:
        raise PersonError(_sentence(error)) from None


def read_document(document: Mapping[str, Any]) -> AgentSpec:
    """The same of parsed JSON; an export of an older release is brought up."""
    version = document.get("schema_version")
    try:
        if isinstance(version, int) and 0 < version < SCHEMA_VERSION:
            return upcast.read(document)
        return AgentSpec.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise PersonError(_sentence(error)) from None
    except (UnreadableDocument, AttributeError, KeyError, TypeError):  # a step upwards meets another shape
        raise PersonError(f"This is not an agent spec of version {version}, as it claims.") from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return f"This is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}."
    where = ".".join(str(step) for step in first["loc"])
    return f"This is not an agent spec. {sentence_of(error)}" + (f" Look at `{where}`." if where else "")


TARGET = Target(
    "json",
    "JSON",
    "as JSON",
    Capabilities(keeps_all=True),
    _export,
    read=read,
    gives="the spec itself; reading it back gives the same spec",
    spoken=("json",),
)
