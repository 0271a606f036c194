"""What a platform of export is: one object, which everything that offers, explains or makes an export reads.

A platform is one folder with a `TARGET`: what it can do as data, a pure function from the plan to files, its
checks. Common to all, and done once by `engine.targets.export`: the plan with everything made to fit, JSON with equal
bytes, README.md, LOSSES.md, secrets, open points, and the check.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from engine.document.spec import AgentSpec, Platform
from engine.findings import Finding
from engine.targets.bundle import Bundle, Loss
from engine.targets.capabilities import Capabilities

if TYPE_CHECKING:
    from engine.targets.plan import Plan
    from engine.targets.pushable import Pushable

File = str | dict[str, Any] | list[Any]
"""A text as it is, or a value that is written as JSON, with each `{{variable}}` in it as the platform writes it."""


@dataclass(frozen=True, slots=True)
class Export:
    """What a platform makes of a plan."""

    files: Mapping[str, File]
    """By relative path with forward slashes."""
    steps: str = ""
    """Markdown: the exact steps that bring it onto the platform; the README is made around it. Empty: no README."""
    about: Mapping[str, str] = field(default_factory=dict)
    """File or folder -> what it is, as Markdown, for the README."""
    losses: tuple[Loss, ...] = ()
    """What this spec in particular loses here; each replaces the row of its part."""


def nothing_to_check(bundle: Bundle) -> tuple[Finding, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Target:
    """One platform. Its functions are pure, and import what is heavy when they are called: the list is read early."""

    name: Platform
    title: str
    """`ElevenLabs`"""
    offer: str
    """How an export is offered: `for ElevenLabs`, `as Markdown for people`."""
    capabilities: Capabilities
    export: "Callable[[Plan], Export]"
    """No vendor SDK, no network."""
    check: Callable[[Bundle], tuple[Finding, ...]] = nothing_to_check
    """What would fail on the platform or on a call, and no schema of the vendor catches. Runs on every export."""
    read: Callable[[str], AgentSpec] | None = None
    """The spec that a file of the platform holds; raises PersonError. None: it cannot be read back."""
    push: "Callable[[], Pushable] | None" = None
    """Gives what `engine.pushing` needs to create or update it there. None: it is brought there by hand."""
    gives: str = ""
    """What one gets, for the README's list: `a folder that the vendor's CLI pushes`."""
    spoken: tuple[str, ...] = ()
    """How people write its name, in small letters: `elevenlabs`, `eleven labs`. Nothing that means something else."""


def target_in(
    package: str,
    title: str,
    offer: str,
    capabilities: Capabilities,
    *,
    gives: str,
    spoken: tuple[str, ...],
    pushed: bool = False,
) -> Target:
    """The platform of this folder (its `__name__`): `export` in its export.py, `check` in its check.py and, where it is
    `pushed`, `PUSHABLE` in its push.py. Each is imported when it is first called."""

    def of(module: str, name: str) -> Any:
        return getattr(import_module(f"{package}.{module}"), name)

    return Target(
        cast(Platform, package.rpartition(".")[2]),
        title,
        offer,
        capabilities,
        lambda plan: of("export", "export")(plan),
        lambda bundle: of("check", "check")(bundle),
        push=(lambda: of("push", "PUSHABLE")) if pushed else None,
        gives=gives,
        spoken=spoken,
    )
