"""What a model gives back in its one call: the reply first, so that it can be streamed, then everything else.

In the schema every field of the answer is required, since a grammar that may skip a field lets small models skip all of
them. What arrives is read kindly: every field has a default, and a change without its wrapper gets one. A change is
kept as the model wrote it and read by `check.py`, so that one bad change spoils neither the reply nor its neighbours.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    TypeAdapter,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue

from engine.document.changes import Adopt, Change, Import, OfferTools, TakeTool

_NOT_ITS_OWN = (Adopt, Import, OfferTools, TakeTool)
"""Not the model's to write: playbooks follow from the goals, and agents and documents are brought by a person."""
_KINDS = tuple(kind for kind in get_args(get_args(Change)[0]) if kind not in _NOT_ITS_OWN)
_SHOWN: TypeAdapter[Any] = TypeAdapter(Union[_KINDS])  # type: ignore[arg-type]  # noqa: UP007 - made here


class _ShownAsChange:
    """The model sees the closed set, flat and by `anyOf`, which every grammar knows; the value stays as written."""

    def __get_pydantic_json_schema__(self, _schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        kinds = list(_flat(handler(_SHOWN.core_schema)))
        for kind in kinds:
            _require_op(handler.resolve_ref_schema(kind))
        return {"anyOf": kinds}


def _flat(schema: JsonSchemaValue) -> Iterator[JsonSchemaValue]:
    kinds = schema.get("anyOf") or schema.get("oneOf")
    if kinds is None:
        yield schema
    for kind in kinds or ():
        yield from _flat(kind)


def _require_op(kind: JsonSchemaValue) -> None:
    """Say that `op` must be written: it has a default in Python, but tells the kinds apart in JSON."""
    if "op" not in kind.get("required", []):
        kind["required"] = ["op", *kind.get("required", [])]


def _bare(change: Any) -> Any:
    """A change that stands in the wrapper which only `changes` of the answer have."""
    return change["change"] if isinstance(change, dict) and "op" not in change and "change" in change else change


WrittenChange = Annotated[dict[str, JsonValue], BeforeValidator(_bare), _ShownAsChange()]


def _require_all(schema: JsonSchemaValue) -> None:
    schema["required"] = list(schema["properties"])


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra=_require_all)


class Wanted(_Answer):
    """One change, and whose words asked for it."""

    change: WrittenChange = Field(default_factory=dict)
    n: int = Field(default=0, description="Number of the new message that asked for it; 0 means the last one.")
    how: Literal["said", "inferred", "defaulted"] = Field(
        default="said", description="said in words, inferred from them, or a default that you chose"
    )
    quote: str = Field(
        default="",
        description="For `accept`, `approve`, `undo`, `skip`, removals, `compliance`: the person's exact words for it.",
    )

    @model_validator(mode="before")
    @classmethod
    def _wrapped(cls, written: Any) -> Any:
        """`{"op": "set", …, "n": 1}` is `{"change": {"op": "set", …}, "n": 1}`: small models write it flat."""
        if not isinstance(written, dict) or "op" not in written or "change" in written:
            return written
        own = {key: value for key, value in written.items() if key in cls.model_fields}
        return {**own, "change": {key: value for key, value in written.items() if key not in own}}


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
