"""What a platform can do, as data: how its prompt is written, what it takes natively, and where its limits are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from engine.prompt.profiles import GENERIC, Profile
from engine.targets.bundle import Loss
from engine.targets.default_losses import table
from engine.targets.features import FEATURES, Feature, How

GraphKind = Literal["none", "steps", "tool_steps"]
"""How a platform runs a flow: not at all (the steps stand in the prompt), as steps that talk, or as those and steps
of their own that use a tool and know whether it worked."""
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Templates:
    """How texts name what is known when the call starts."""

    form: str | None = "{{{{{}}}}}"
    """`str.format` of a name: `{{{{{}}}}}` writes `{{name}}`; `DG_{}` a name alone. None: the platform has no
    templates, so the exporter fills in what it knows."""
    system: Mapping[str, str] = field(default_factory=dict)
    """Our word for what the platform knows (`engine.prompt.variables`, `caller_number`, `call_id`) -> its variable.
    A variable that the team declared under such a name stays the team's."""
    prefix: str = ""
    """Of names that the platform itself sets, such as `system__`: nobody has to declare them."""

    def written(self, name: str) -> str:
        return (self.form or "{}").format(name)


@dataclass(frozen=True, slots=True)
class Limit:
    """What fits at one path of the spec. What does not is made to fit, and the loss report says so (`fit.py`)."""

    low: float | None = None
    high: float | None = None
    characters: int | None = None
    items: int | None = None


@dataclass(frozen=True)
class Capabilities:
    prompt: Profile = GENERIC
    """How its prompt is written: names of its built-in tools, whether prose names tools, what it says before one."""
    templates: Templates = Templates()
    graph: GraphKind = "none"
    features: Mapping[Feature, How] = field(default_factory=dict)
    """What it takes in its own way; for every other feature `FEATURES` says what happens."""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    """By spec path without item keys: `tools.timeout`, `runtime.temperature`, `criteria`, `name`."""
    rows: tuple[Loss, ...] = ()
    """Rows of the loss table that no feature says; a row here wins over any other for its part."""
    keeps_all: bool = False
    """The export is the spec itself, so nothing is lost and there is nothing to report."""

    @cached_property
    def parts(self) -> tuple[Loss, ...]:
        """The loss table: how it takes each part of a spec."""
        return () if self.keeps_all else table(self.features, self.rows)

    def how(self, feature: Feature) -> How:
        return self.features.get(feature, FEATURES[feature].without)
