"""Which agents work in a regulated field, and what the regimes that the team named ask of their behaviour."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.spec import AgentSpec
from engine.yaml_files import read_yaml


def is_regulated(spec: AgentSpec) -> bool:
    """The team named a regime, or the industry, role or company says it."""
    words = " ".join(filter(None, (spec.industry, spec.role, spec.company)))
    stems = "|".join(map(re.escape, _data()["industries"]))
    return bool(spec.compliance.regimes) or re.search(rf"(?i)\b(?:{stems})", words) is not None


def regime_rules(spec: AgentSpec, person: str) -> list[str]:
    """One bullet for each regime, in the team's order: what is known of it, or at least its name."""
    return [_rule(name, person) for name in spec.compliance.regimes]


def _rule(name: str, person: str) -> str:
    for regime in _data()["regimes"]:
        if any(word in name.casefold() for word in regime["match"]):
            return f"{name}: {regime['rule'].format(person=person)}"
    return f"{name}: this call falls under it. When you are not sure that something is allowed, leave it to a human."


@cache
def _data() -> Any:
    return read_yaml(Path(__file__).with_name("regulation.yaml"))
