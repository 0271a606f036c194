"""The platforms an agent can be exported to. Adding one: a folder with a `TARGET`, a line here, and its name in
`engine.document.spec.Platform`, which the description of the document shows."""

from collections.abc import Mapping

from engine.document.spec import AgentSpec, Platform
from engine.errors import PersonError
from engine.targets import elevenlabs, markdown, spec_json
from engine.targets.bundle import Bundle, Loss, zip_of
from engine.targets.losses import with_findings
from engine.targets.target import Target

__all__ = ["PLATFORM_NAMES", "TARGETS", "Bundle", "Loss", "Target", "export", "zip_of"]

TARGETS: Mapping[Platform, Target] = {
    target.name: target
    for target in (
        elevenlabs.TARGET,
        markdown.TARGET,
        spec_json.TARGET,
    )
}
"""By name, in the order in which they are offered."""
PLATFORM_NAMES: Mapping[Platform, str] = {target.name: target.title for target in TARGETS.values()}


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The bundle of this spec for `platform`, checked: what would not work there stands first among its losses.
    PersonError when there is no such platform."""
    target = next((target for name, target in TARGETS.items() if name == platform), None)
    if target is None:
        raise PersonError(f"There is no export for “{platform[:40]}”. Choose one of: {', '.join(TARGETS)}.")
    bundle = target.export(spec, version)
    return with_findings(bundle, target.check(bundle), target.title)
