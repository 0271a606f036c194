"""The tool catalog: what voice teams need most, as data in `catalog/*.yaml`, read once when first asked for.

A file holds the tools of one group, `id -> entry`. To add a tool: its entry in a file, and the words that reveal it in
`lexicon/*.yaml` where its cues name concepts that are not there yet. Parameters are JSON Schema with four keywords of
our own: `x-source` (system or variable: the model never fills it), `x-value` (its name there), `x-in` (where it goes),
`x-ask` (what a person would say that one asks the caller for; without it the agent words the value by itself).
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from engine.document.spec import Line, Param, Place, Slug, Tool
from engine.yaml_files import read_yaml

_DATA = Path(__file__).parent
SYSTEM_VALUES = ("caller_number", "call_id")
"""What a platform knows about every call; a parameter with `source: system` holds one of these as its value."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cue(_Data):
    """What reveals a need: one concept, or a verb and what it is done to, written `book + table @ dining ! event`."""

    concepts: tuple[str, ...]
    trades: frozenset[str] = frozenset()
    """Written after `@`: it counts only where one of these is spoken of."""
    unless: frozenset[str] = frozenset()
    """Written after `!`: it does not count beside one of these."""

    @classmethod
    def parse(cls, text: str) -> "Cue":
        rest, _, unless = text.partition("!")
        concepts, _, trades = rest.partition("@")
        return cls(
            concepts=tuple(c.strip() for c in concepts.split("+")),
            trades=frozenset(trades.split()),
            unless=frozenset(unless.split()),
        )


class Companion(_Data):
    """A tool that comes with another one, and why. With `trades` only where one of these is spoken of."""

    id: Slug
    reason: Line
    trades: frozenset[str] = frozenset()


class CatalogEntry(_Data):
    """One tool of the catalog."""

    id: Slug
    title: Line
    goal: Mapping[str, Line] | None = None
    """The goal in plain words, by language, where no single job is what a team means by the tool."""
    kind: Literal["http", "system"] = "http"
    purpose: Line
    when: Line
    when_not: Line
    parameters: dict[str, JsonValue]
    """JSON Schema (Draft 2020-12) of the arguments."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    effect: Literal["read", "write", "irreversible"]
    place: Place | None = None
    """Where in a call it belongs when no goal asks for it; None: beside the tool that it serves."""
    verified: bool = False
    """It opens or changes what belongs to one person, so the caller is verified first."""
    confirm: bool = False
    timeout: Annotated[int, Field(ge=1, le=300)]
    """Seconds."""
    on_error: Line
    implies: tuple[Companion, ...] = ()
    instead_of: tuple[Slug, ...] = ()
    """Broader tools that the same words would ask for too: “books viewings” is no appointment."""
    cues: tuple[Annotated[Cue, BeforeValidator(lambda cue: Cue.parse(cue) if isinstance(cue, str) else cue)], ...]

    @property
    def description(self) -> str:
        """What the model reads: 40 to 1,000 characters that say when and when not (PROMPT_RULES, Tools)."""
        return f"{self.purpose} Use it when: {self.when} Do not use it when: {self.when_not}"

    @cached_property
    def params(self) -> tuple[Param, ...]:
        """The parameters as the spec holds them."""
        properties: Any = self.parameters.get("properties", {})
        required: Any = self.parameters.get("required", [])
        return tuple(self._param(name, schema, name in required) for name, schema in properties.items())

    @cached_property
    def asks(self) -> Mapping[str, str]:
        """What the caller is asked for, in a person's words: `start` -> `the time`."""
        properties: Any = self.parameters.get("properties", {})
        return {name: schema["x-ask"] for name, schema in properties.items() if "x-ask" in schema}

    def _param(self, name: str, schema: dict[str, Any], required: bool) -> Param:
        return Param(
            name=name,
            in_=schema.get("x-in", "query" if self.method == "GET" else "body"),
            type=schema["type"],
            description=schema["description"],
            required=required,
            source=schema.get("x-source", "llm"),
            value=schema.get("x-value"),
            enum=tuple(schema.get("enum", ())),
            format=schema.get("format"),
        )


class _Catalog(Mapping[str, CatalogEntry]):
    """Reads the files when it is first looked into, so that importing this costs nothing."""

    @cached_property
    def _entries(self) -> dict[str, CatalogEntry]:
        groups = [read_yaml(path) for path in sorted((_DATA / "catalog").glob("*.yaml"))]
        return {key: CatalogEntry(id=key, **values) for group in groups for key, values in group.items()}

    def __getitem__(self, key: str) -> CatalogEntry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


CATALOG: Mapping[str, CatalogEntry] = _Catalog()
"""Every tool of the catalog by its id."""


def tool_from(entry_id: str, because: str | None = None) -> Tool:
    """The catalog's tool as a proposal for a spec; `because` is what the team said. Raises KeyError."""
    entry = CATALOG[entry_id]
    return Tool(
        name=entry.id,
        kind=entry.kind,
        purpose=entry.purpose,
        when=entry.when,
        when_not=entry.when_not,
        method=entry.method,
        params=entry.params,
        effect=entry.effect,
        confirm=entry.confirm,
        timeout=entry.timeout,
        on_error=entry.on_error,
        because=because,
        catalog=entry.id,
    )
