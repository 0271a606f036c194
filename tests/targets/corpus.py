"""The agents that every platform has to take."""

import json
from functools import cache
from pathlib import Path

from engine.document.spec import AgentSpec
from engine.document.upcast import read
from engine.workflow.synthesize import draw
from tests.targets.samples import dental, unfinished
from tests.trials.specs import adopted

_GALLERY = Path(__file__).parents[2] / "docs" / "gallery"


@cache
def corpus() -> dict[str, AgentSpec]:
    """Hand-made specs, those of the gallery, and playbooks as a team takes them."""
    gallery = {p.parent.name: read(json.loads(p.read_text("utf-8"))) for p in _GALLERY.glob("*/spec.json")}
    made = {"rich": dental(), "unfinished": unfinished(), "empty": AgentSpec()}
    jobs = {"booking": ("book_appointment", "take_message"), "reminder": ("remind_appointment",), "survey": ("survey",)}
    return made | gallery | {name: _drawn(adopted(*ids)) for name, ids in jobs.items()}


def _drawn(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"flow": draw(spec)})
