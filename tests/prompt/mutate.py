"""Applies the mutations of `mutations/*.yaml` to the prompts of `agents.py`, `other_trades.py` and the gallery."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from tests.prompt.agents import AGENTS
from tests.prompt.other_trades import OTHERS
from tests.read_yaml import read_yaml

FOLDER = Path(__file__).parent / "mutations"
GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
FINDS: Mapping[str, str] = {
    "contradiction": r"meaning\.(contradiction|forbidden_task|human|languages|counts|manners|hours|limits|caps|no_end)",
    "forbidden": r"meaning\.(forbidden_task|contradiction)",
    "no_way": r"meaning\.goal_without_",
    "missing": r"meaning\.missing_(step|section)|tools\.unknown_in_prompt",
    "greeting": r"meaning\.greeting",
    "foreign": r"meaning\.foreign_line",
    "zone": r"context\.time_zone",
    "check": r"meaning\.check_",
    "emergency": r"meaning\.emergency_|section\.emergencies|escalation\.safety",
}
"""The rules that name what a mutation of a kind did."""
FAULTS: Mapping[str, str] = {
    "advice": r"meaning\.(medical|diy|money|guess|contradiction|forbidden_)",
    "caps": r"meaning\.(beyond|limits|caps|contradiction|retry)",
    "check_order": r"meaning\.check_",
    "check_weakened": r"meaning\.(check_|limits)|kept\.check",
    "claimed": r"meaning\.(done_before|instead_of_tool|before_yes|no_read_back)",
    "confirm": r"meaning\.(before_yes|no_yes|contradiction)",
    "disclosure": r"meaning\.(human|is_somebody|plays_somebody)",
    "end_early": r"meaning\.(after_the_end|ends_early)",
    "facts": r"meaning\.(prices|hours|limits|contradiction)",
    "forbidden": r"meaning\.(forbidden_|contradiction|threat)",
    "guess": r"meaning\.(guess|instead_of_tool)|kept\.tools",
    "hours": r"meaning\.hours",
    "ignored": r"meaning\.emergency_",
    "languages": r"meaning\.(languages|foreign_line|example_language)|kept\.languages",
    "manners": r"meaning\.(manners|contradiction)",
    "missing_step": r"meaning\.missing_step|kept\.tools",
    "no_way": r"meaning\.goal_without_",
    "order": r"meaning\.(order|contradiction)",
    "privacy": r"meaning\.(third_party|to_somebody_else|greeting_private|voicemail|contradiction|forbidden_)",
    "recording": r"meaning\.recording",
    "role": r"meaning\.(another_role|plays_somebody|is_somebody|human_line)",
    "secret": r"meaning\.(secret_|contradiction)",
    "too_late": r"meaning\.emergency_",
    "transfer": r"meaning\.(somebody_is_there|line_to_nobody|nobody_there|contradiction)|kept\.transfers",
    "transfer_always": r"meaning\.(contradiction|everybody_through)",
    "transfer_hours": r"meaning\.(hours|contradiction)",
    "unknown_tool": r"tools\.unknown_in_",
    "zone": r"context\.(time_zone|date)",
}
"""The rules that name a fault of `blind.yaml` and `second_blind.yaml`; any other is counted by its kind."""


def mutations(half: str | None = None, file: str = "meaning") -> list[dict[str, Any]]:
    every = read_yaml(FOLDER / f"{file}.yaml")
    return [m for m in every if half in (None, m["half"])]


@cache
def spec_of(agent: str) -> AgentSpec:
    """One of `agents.py`, of `other_trades.py`, or of the gallery."""
    ours = {**AGENTS, **OTHERS}
    made = GALLERY / agent / "spec.json"
    return ours[agent] if agent in ours else AgentSpec.model_validate_json(made.read_text(encoding="utf-8"))


def mutated(mutation: Mapping[str, Any]) -> str:
    """The prompt of the agent with every edit; AssertionError where an edit finds nothing to change."""
    spec = spec_of(mutation["agent"])
    text = _good(mutation["agent"])
    for edit in mutation.get("edits", [mutation]):
        changed = _edited(text, edit, spec)
        assert changed != text, f"nothing changed: {mutation}"
        text = changed
    return text


def found(mutation: Mapping[str, Any], *, with_spec: bool = True) -> list[Finding]:
    """The findings that name what the mutation did, and that the good prompt does not have."""
    wanted = re.compile(FAULTS.get(mutation.get("fault", "")) or FINDS[mutation["kind"]])
    return [f for f in new_findings(mutation, with_spec=with_spec) if wanted.match(f.rule)]


def new_findings(mutation: Mapping[str, Any], *, with_spec: bool = True) -> list[Finding]:
    """What the good prompt does not have."""
    before = _usual(mutation["agent"], with_spec)
    given = spec_of(mutation["agent"]) if with_spec else None
    return [f for f in lint(mutated(mutation), given) if (f.rule, f.message) not in before]


@cache
def _usual(agent: str, with_spec: bool) -> frozenset[tuple[str, str]]:
    """Rule and message of all that the good prompt has."""
    return frozenset((f.rule, f.message) for f in lint(_good(agent), spec_of(agent) if with_spec else None))


@cache
def _good(agent: str) -> str:
    return generate(spec_of(agent))


def _edited(prompt: str, edit: Mapping[str, Any], spec: AgentSpec) -> str:
    if "swap" in edit:
        return prompt.replace(*edit["swap"])
    if "greeting" in edit:
        return prompt.replace(spec.greeting or "", edit["greeting"])
    if "line" in edit:
        return prompt.replace("\n- Agent: “", f"\n- Agent: “{edit['line']}”\n- Agent: “", 1)
    if "add" in edit:
        section, sentence = edit["add"]
        return _in_section(prompt, section, lambda body: f"{body.rstrip()}\n- {sentence}\n\n")
    if "step" in edit:
        section, place, sentence = edit["step"]
        return _in_section(prompt, section, lambda body: _with_step(body, place, sentence))
    section, words = edit["drop"]
    kept = re.compile(words)
    lines = "\n".join
    return _in_section(prompt, section, lambda body: lines(x for x in body.splitlines() if not kept.search(x)) + "\n\n")


def _with_step(body: str, place: int, sentence: str) -> str:
    """The sentence as the step of this number; those after it move on by one."""
    written: list[str] = []
    for line in _numbered(body, place):
        written += [f"{place}. {sentence}", line] if line.startswith(f"{place + 1}. ") else [line]
    if f"{place}. {sentence}" not in written:
        last = max(at for at, line in enumerate(written) if re.match(r"\d+\. ", line))
        written.insert(last + 1, f"{place}. {sentence}")
    return "\n".join(written)


def _numbered(body: str, place: int) -> Iterator[str]:
    for line in body.split("\n"):
        number = re.match(r"(\d+)\. ", line)
        moved = number and int(number[1]) >= place
        yield re.sub(r"^\d+", str(int(number[1]) + 1), line) if number and moved else line


def _in_section(prompt: str, title: str, change: Callable[[str], str]) -> str:
    """Changes what stands under a heading, up to the next heading."""
    head = re.compile(rf"(?m)^#+ {re.escape(title)}\n\n")
    found = head.search(prompt)
    assert found, f"no section {title}"
    end = re.compile(r"(?m)^#").search(prompt, found.end())
    stop = end.start() if end else len(prompt)
    return prompt[: found.end()] + change(prompt[found.end() : stop]) + prompt[stop:]
