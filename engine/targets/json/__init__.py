"""The spec itself as JSON: what an archive keeps and another builder reads back."""

from typing import TYPE_CHECKING

from pydantic import ValidationError

from engine.document.spec import AgentSpec
from engine.errors import PersonError
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


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return f"This is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}."
    where = ".".join(str(step) for step in first["loc"])
    return f"This is not an agent spec. {sentence_of(error)}" + (f" Look at `{where}`." if where else "")


TARGET = Target("json", "JSON", "as JSON", Capabilities(keeps_all=True), _export, read=read, spoken=("json",))
