"""The platforms an agent can be exported to. `engine.document.spec.Platform` is the list: to each name in it belongs
the folder of that name here, with a `TARGET`."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast, get_args

from engine.document.spec import AgentSpec, Platform
from engine.errors import PersonError
from engine.prompt.profiles import GENERIC, Profile
from engine.targets.bundle import Bundle, Loss, zip_of
from engine.targets.target import Target

__all__ = ["PLATFORM_NAMES", "TARGETS", "Bundle", "Loss", "Target", "export", "profile_of", "zip_of"]


def _target(name: str) -> Target:
    return cast(Target, import_module(f"{__name__}.{name}").TARGET)


TARGETS: Mapping[Platform, Target] = {name: _target(name) for name in get_args(Platform)}
"""By name, in the order in which they are offered."""
PLATFORM_NAMES: Mapping[Platform, str] = {target.name: target.title for target in TARGETS.values()}


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The bundle of this spec for `platform`, checked: what would not work there stands first among its losses.
    PersonError when there is no such platform."""
    from engine.targets.make import make  # with the prompts a good part of a start, which does not need it

    target = next((target for name, target in TARGETS.items() if name == platform), None)
    if target is None:
        raise PersonError(f"There is no export for “{platform[:40]}”. Choose one of: {', '.join(TARGETS)}.")
    return make(spec, target, version)


def profile_of(name: str) -> Profile:
    """How the prompt of this platform is written; the generic way for any other name."""
    return next((target.capabilities.prompt for key, target in TARGETS.items() if key == name), GENERIC)
