"""What a platform of export is: one object, which everything that offers, explains or makes an export reads."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.document.spec import AgentSpec, Platform
from engine.findings import Finding
from engine.targets.bundle import Bundle, Loss


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the platform can do, as data."""

    profile: str = "generic"
    """Of its prompt, in `engine.prompt.profiles`: how it writes variables, and what it knows by itself."""
    parts: tuple[Loss, ...] = ()
    """How it takes each part of a spec, by default; empty where the export is the spec itself."""


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
    export: Callable[[AgentSpec, int], Bundle]
    """Spec and its version -> text files; no vendor SDK, no network."""
    check: Callable[[Bundle], tuple[Finding, ...]] = nothing_to_check
    """What would fail on the platform or on a call, and no schema of the vendor catches."""
    read: Callable[[str], AgentSpec] | None = None
    """The spec that an exported file holds; raises PersonError. None: it cannot be read back."""
