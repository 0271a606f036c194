"""What a model gives back in its one call: the reply first, so that it can be streamed, then everything else.

Every field has a default: a provider that fills in fields in its own order, or leaves some out, costs nothing, and the
first words arrive before the changes are written. A change is kept as the model wrote it and read by `check.py`, so
that one bad change spoils neither the reply nor its neighbours.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, JsonValue
from pydantic.json_schema import JsonSchemaValue

from engine.document.changes import CHANGE


def _require_op(kind: JsonSchemaValue, handler: GetJsonSchemaHandler) -> None:
    """Say that `op` must be written: it has a default in Python, but tells the kinds apart in JSON."""
    for schema in kind.get("oneOf", [kind]):
        definition = handler.resolve_ref_schema(schema)
        if "op" not in definition.get("required", []):
            definition["required"] = ["op", *definition.get("required", [])]


class _ShownAsChange:
    """The model sees the schema of the closed set; the value stays as it was written. Playbooks are not the model's to
    write: they follow from the goals."""

    def __get_pydantic_json_schema__(self, _schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shown = handler(CHANGE.core_schema)
        shown["oneOf"] = [kind for kind in shown["oneOf"] if not kind.get("$ref", "").endswith("Adopt")]
        for kind in shown["oneOf"]:
            _require_op(kind, handler)
        return shown


WrittenChange = Annotated[dict[str, JsonValue], _ShownAsChange()]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Wanted(_Answer):
    """One change, and whose words asked for it."""

    change: WrittenChange = Field(default_factory=dict)
    n: int = Field(default=0, description="Number of the new message that asked for it; 0 means the last one.")
    how: Literal["said", "inferred", "defaulted"] = Field(
        default="said", description="said in words, inferred from them, or a default that you chose"
    )
    quote: str = Field(
        default="",
        description="For `accept` and `approve` only: the exact words of that message with which the person agrees.",
    )


class Offered(_Answer):
    """A quick answer to the question in the reply."""

    label: str = Field(default="", description="What stands on the button, at most 40 characters.")
    changes: list[WrittenChange] = Field(
        default_factory=list, description="What a click does; never `approve`. Empty: the click just says the label."
    )


class Answer(_Answer):
    """The builder's answer to the new messages."""

    reply: str = Field(
        default="",
        description="What the team reads, in the language of their messages. Empty if nothing new is for the builder.",
    )
    for_builder: bool = Field(default=True, description="False: the people only talk to each other.")
    changes: list[Wanted] = Field(default_factory=list, description="What the new messages decide, in order.")
    asks: str = Field(default="", description="The entry of `missing` that the question in the reply is about.")
    suggestions: list[Offered] = Field(default_factory=list, description="Up to four quick answers to the question.")
    show_diff: bool = Field(default=False, description="True: somebody asked what changed.")
