"""What the agent can do in a call besides talking."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from engine.document.spec.part import Part, distinct
from engine.document.spec.scalars import HeaderName, HttpsUrl, Line, Name, Place, Slug, ToolName


class Param(Part):
    """One argument of a tool. `value` is the constant, the variable's name or the system value's name, by `source`."""

    name: Name
    in_: Literal["path", "query", "body", "header"] = Field(default="body", alias="in")
    type: Literal["string", "number", "integer", "boolean", "array", "object"] = "string"
    description: Line | None = None
    required: bool = True
    source: Literal["llm", "constant", "variable", "system"] = "llm"
    value: str | int | float | bool | None = None
    enum: tuple[Line, ...] = ()
    format: Annotated[str, StringConstraints(max_length=64)] | None = None
    """JSON Schema `format`, such as `date-time`."""

    @model_validator(mode="after")
    def _value_fits_source(self) -> Self:
        if self.source == "llm" and self.value is not None:
            raise ValueError(f"parameter {self.name} is filled by the model, so it cannot also have a fixed value")
        if self.source != "llm" and self.value in (None, ""):
            raise ValueError(f"parameter {self.name} needs a value, since its source is “{self.source}”")
        return self


class Tool(Part):
    """Something the agent can do during a call besides talking."""

    name: ToolName
    state: Literal["proposed", "accepted", "declined"] = "proposed"
    kind: Literal["http", "mcp", "client", "system"] = "http"
    purpose: Line
    when: Line | None = None
    when_not: Line | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: HttpsUrl | None = None
    """Where it is called. None: nobody knows it yet; exports then write a named placeholder (`engine.urls`)."""
    params: Annotated[tuple[Param, ...], Field(max_length=60)] = ()
    effect: Literal["read", "write", "irreversible"] = "read"
    confirm: bool = False
    """The agent asks the caller before it uses the tool."""
    timeout: Annotated[int, Field(ge=1, le=300)] = 20
    """Seconds."""
    on_error: Line | None = None
    auth: Literal["none", "bearer", "basic", "header"] | None = None
    auth_ref: Name | None = None
    """The NAME of the secret, never its value."""
    auth_header: HeaderName | None = None
    """The header that carries the secret when `auth` is `header`."""
    because: Line | None = None
    """Why it was proposed, in the team's own words."""
    catalog: Slug | None = None
    """Id of the catalog entry that it came from."""
    place: Place | None = None
    """Where in the call it is used, if it serves the call and no goal of its own."""

    @model_validator(mode="after")
    def _params_aredistinct(self) -> Self:
        return distinct(self, "params", [p.name for p in self.params])
