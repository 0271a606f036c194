"""What a prompt must say at all. Each is found by the words that any wording of it has to use."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

from engine.document.spec import AgentSpec, Tool
from engine.findings import Level
from engine.prompt.brief import Brief
from engine.prompt.rules.rule import Found, Rule, Subject
from engine.yaml_files import read_yaml


class _Section(NamedTuple):
    id: str
    level: Level
    source: str
    headings: tuple[str, ...]
    missing: str
    applies: Callable[[AgentSpec], bool] = lambda spec: True


_SECTIONS = (
    _Section(
        "section.identity", "error", "Identity", ("identity", "role", "persona", "who you are"), "who the agent is"
    ),
    _Section(
        "section.context", "warning", "Context", ("context", "environment", "background"), "its environment and context"
    ),
    _Section("section.speech", "warning", "Speech", ("speech", "speak", "voice", "tone", "style"), "how it speaks"),
    _Section("section.language", "warning", "Language", ("language",), "which language it speaks"),
    _Section("section.goal", "error", "Steps", ("goal", "task", "objective"), "what it is to achieve"),
    _Section("section.steps", "warning", "Steps", ("step", "flow", "conversation"), "the steps of the call"),
    _Section(
        "section.data",
        "warning",
        "Data capture",
        ("data", "collect", "information to"),
        "how data is collected",
        lambda spec: bool(spec.data_fields),
    ),
    _Section(
        "section.tools",
        "error",
        "Tools",
        ("tool", "function", "capabilities"),
        "when to use which tool",
        lambda spec: bool(spec.accepted_tools()),
    ),
    _Section("section.guardrails", "error", "Guardrails", ("guardrail", "limits", "boundaries"), "its guardrails"),
    _Section(
        "section.unclear",
        "warning",
        "Unclear audio and silence",
        ("unclear", "silence", "audio"),
        "unclear audio and silence",
    ),
    _Section(
        "section.escalation",
        "warning",
        "Escalation",
        ("escalat", "handoff", "hand-off", "transfer", "handover"),
        "when it hands over",
    ),
    _Section("section.examples", "warning", "Examples", ("example", "sample"), "sample conversations"),
)


def _outside(subject: Subject) -> list[Tool]:
    """Accepted tools that reach beyond the call itself."""
    return [tool for tool in subject.spec.accepted_tools() if tool.kind != "system"]


def _brief(subject: Subject) -> Brief:
    return Brief(subject.spec, subject.profile)


_APPLIES: Mapping[str, Callable[[Subject], bool]] = {
    "branches": lambda s: len(s.spec.goals) > 1,
    "collects_data": lambda s: bool(s.spec.data_fields),
    "reads_back": lambda s: any(field.read_back != "none" for field in s.spec.data_fields),
    "transfers": lambda s: bool(s.spec.transfers),
    "discloses_ai": lambda s: _brief(s).discloses_ai,
    "asks_recording_consent": lambda s: _brief(s).asks_recording_consent,
    "uses_tools": lambda s: bool(_outside(s)),
    "slow_tools": lambda s: s.profile.speaks_before_tool and any(tool.timeout > 2 for tool in _outside(s)),
    "reads": lambda s: any(tool.effect == "read" for tool in _outside(s)),
    "writes": lambda s: any(tool.effect != "read" for tool in _outside(s)),
    "confirms": lambda s: any(tool.confirm for tool in _outside(s)),
}


def _section_rule(wanted: _Section) -> Rule:
    def check(subject: Subject) -> Iterator[Found]:
        if wanted.applies(subject.spec):
            section = subject.document.find(*wanted.headings)
            if section is None or not section.text:
                yield Found(f"The prompt has no section on {wanted.missing}.", wanted.source)

    return Rule(wanted.id, wanted.level, wanted.source, check)


def _saying_rule(wanted: Mapping[str, str]) -> Rule:
    cue = re.compile(wanted["cue"], re.IGNORECASE)
    applies = _APPLIES[wanted["applies"]] if "applies" in wanted else None

    def check(subject: Subject) -> Iterator[Found]:
        if (applies is None or applies(subject)) and not cue.search(subject.document.text):
            yield Found(wanted["missing"], wanted["source"])

    return Rule(wanted["id"], "warning", wanted["source"], check)


def sayings() -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", read_yaml(Path(__file__).with_name("sayings.yaml")))


SECTION_RULES = tuple(map(_section_rule, _SECTIONS))
SAYING_RULES = tuple(map(_saying_rule, sayings()))
