"""The platforms an agent can be exported to. Adding one: a module with `export(spec, version)`, a line here, and its
name in `engine.spec.Platform`. Exporters are pure: spec in, text files out, no vendor SDK, no network."""

from collections.abc import Callable, Mapping

from engine.errors import PersonError
from engine.spec import AgentSpec, Platform
from engine.targets import elevenlabs, markdown, spec_json
from engine.targets.bundle import Bundle, Loss, zip_of

__all__ = ["EXPORTERS", "Bundle", "Exporter", "Loss", "export", "zip_of"]

Exporter = Callable[[AgentSpec, int], Bundle]

EXPORTERS: Mapping[Platform, Exporter] = {
    "elevenlabs": elevenlabs.export,
    "markdown": markdown.export,
    "json": spec_json.export,
}


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The bundle of this spec for `platform`. PersonError when there is no such platform."""
    for name, exporter in EXPORTERS.items():
        if name == platform:
            return exporter(spec, version)
    raise PersonError(f"There is no export for “{platform[:40]}”. Choose one of: {', '.join(EXPORTERS)}.")
