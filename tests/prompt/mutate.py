"""Applies the mutations of `mutations/*.yaml` to the prompts of `agents.py`."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.findings import Finding
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from tests.prompt.agents import AGENTS
from tests.read_yaml import read_yaml

FOLDER = Path(__file__).parent / "mutations"
FINDS: Mapping[str, str] = {
    "contradiction": r"meaning\.(contradiction|forbidden_task|human|languages|counts|manners|hours)",
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


def mutations(half: str | None = None) -> list[dict[str, Any]]:
    every = read_yaml(FOLDER / "meaning.yaml")
    return [m for m in every if half in (None, m["half"])]


def mutated(mutation: Mapping[str, Any]) -> str:
    """The prompt of the agent with the edit; AssertionError where the edit finds nothing to change."""
    prompt = generate(AGENTS[mutation["agent"]])
    text = "".join(_edited(prompt, mutation))
    assert text != prompt, f"nothing changed: {mutation}"
    return text


def found(mutation: Mapping[str, Any], *, with_spec: bool = True) -> list[Finding]:
    """The findings that name what the mutation did, and that the good prompt does not have."""
    spec = AGENTS[mutation["agent"]] if with_spec else None
    before = {(f.rule, f.message) for f in lint(generate(AGENTS[mutation["agent"]]), spec)}
    wanted = re.compile(FINDS[mutation["kind"]])
    return [f for f in lint(mutated(mutation), spec) if wanted.match(f.rule) and (f.rule, f.message) not in before]


def _edited(prompt: str, mutation: Mapping[str, Any]) -> Iterator[str]:
    if "swap" in mutation:
        yield prompt.replace(*mutation["swap"])
    elif "greeting" in mutation:
        greeting = AGENTS[mutation["agent"]].greeting or ""
        yield prompt.replace(greeting, mutation["greeting"])
    elif "line" in mutation:
        yield prompt.replace("\n- Agent: “", f"\n- Agent: “{mutation['line']}”\n- Agent: “", 1)
    elif "add" in mutation:
        section, sentence = mutation["add"]
        yield _in_section(prompt, section, lambda body: f"{body.rstrip()}\n- {sentence}\n\n")
    else:
        section, words = mutation["drop"]
        kept = re.compile(words)
        yield _in_section(
            prompt,
            section,
            lambda body: "\n".join(line for line in body.splitlines() if not kept.search(line)) + "\n\n",
        )


def _in_section(prompt: str, title: str, change: Callable[[str], str]) -> str:
    """Changes what stands under a heading, up to the next heading."""
    head = re.compile(rf"(?m)^#+ {re.escape(title)}\n\n")
    found = head.search(prompt)
    assert found, f"no section {title}"
    end = re.compile(r"(?m)^#").search(prompt, found.end())
    stop = end.start() if end else len(prompt)
    return prompt[: found.end()] + change(prompt[found.end() : stop]) + prompt[stop:]
