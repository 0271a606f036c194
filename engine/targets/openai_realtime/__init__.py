"""OpenAI Realtime: the session that your own code sends over its WebSocket, and code that does."""

from typing import TYPE_CHECKING

from engine.findings import Finding
from engine.targets.bundle import Bundle
from engine.targets.openai_realtime.capabilities import CAPABILITIES
from engine.targets.target import Export, Target

if TYPE_CHECKING:
    from engine.targets.plan import Plan


def _export(plan: "Plan") -> Export:
    from engine.targets.openai_realtime.export import export

    return export(plan)


def _check(bundle: Bundle) -> tuple[Finding, ...]:
    from engine.targets.openai_realtime.check import check

    return check(bundle)


TARGET = Target(
    "openai_realtime",
    "OpenAI Realtime",
    "for OpenAI Realtime",
    CAPABILITIES,
    _export,
    _check,
    gives="the `session.update` event, how each function is carried out, a script that holds a call",
    spoken=("openai realtime", "openai", "realtime api", "gpt-realtime", "gpt realtime"),
)
