"""What a prompt must say at all. Each is looked for where it belongs, by the words that any wording of it needs."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from engine.findings import Level
from engine.prompt.document import Kind
from engine.prompt.rules.rule import WRITING, Found, Rule, Subject, added
from engine.yaml_files import read_yaml


class _Section(NamedTuple):
    id: str
    level: Level
    source: str
    kinds: tuple[Kind, ...]
    missing: str
    applies: Callable[[Subject], bool] = lambda subject: True


_SECTIONS = (
    _Section("section.identity", "error", "Identity", ("identity",), "who the agent is"),
    _Section("section.context", "warning", "Context", ("context",), "its environment and context"),
    _Section("section.speech", "warning", "Speech", ("speech",), "how it speaks"),
    _Section("section.language", "warning", "Language", ("language",), "which language it speaks"),
    _Section("section.goal", "error", "Steps", ("goals",), "what it is to achieve"),
    _Section("section.steps", "warning", "Steps", ("steps",), "the steps of the call"),
    _Section("section.data", "warning", "Data capture", ("data",), "how data is collected", lambda s: _collects(s)),
    _Section("section.tools", "error", "Tools", ("tools",), "when to use which tool", lambda s: bool(s.named_tools)),
    _Section("section.guardrails", "error", "Guardrails", ("guardrails",), "its guardrails"),
    _Section("section.unclear", "warning", "Unclear audio and silence", ("unclear",), "unclear audio and silence"),
    _Section("section.escalation", "warning", "Escalation", ("escalation",), "when it hands over"),
    _Section("section.examples", "warning", "Examples", ("examples",), "sample conversations"),
)
_WHY = "models find a rule by the heading that it stands under"
_TRANSFERS = re.compile(r"(?i)\btransfer|put \w+ through|hand (?:\w+ )?over")


def _collects(subject: Subject) -> bool:
    return (
        bool(subject.spec.data_fields) if subject.spec else bool(re.search(r"(?i)\bask for\b", subject.document.text))
    )


def _effects(subject: Subject) -> set[str]:
    """Of the tools that reach beyond the call; of a text alone, by their names."""
    if subject.spec:
        return {tool.effect for tool in subject.tools if tool.kind != "system"}
    outside = [n for n in subject.named_tools if not re.search(r"end_call|transfer|hang_up", n)]
    return {"write" if WRITING.search(name) else "read" for name in outside}


def _confirms(subject: Subject) -> bool:
    if subject.spec:
        return any(tool.confirm for tool in subject.tools if tool.kind != "system")
    return "write" in _effects(subject)


def _reads_back(subject: Subject) -> bool:
    return any(f.read_back != "none" for f in subject.spec.data_fields) if subject.spec else _collects(subject)


def _slow(subject: Subject) -> bool:
    slow = any(t.timeout > 2 and t.kind != "system" for t in subject.tools) if subject.spec else bool(_effects(subject))
    return slow and subject.profile.speaks_before_tool


_APPLIES: Mapping[str, Callable[[Subject], bool]] = {
    "branches": lambda s: (
        len(s.brief.goals) > 1 and not s.outbound if s.brief else len(s.document.subsections("steps")) > 1
    ),
    "outbound": lambda s: s.outbound,
    "collects_data": _collects,
    "reads_back": _reads_back,
    "transfers": lambda s: bool(s.spec.transfers) if s.spec else bool(_TRANSFERS.search(s.document.text)),
    "discloses_ai": lambda s: s.brief.discloses_ai if s.brief else s.outbound,
    "asks_recording_consent": lambda s: s.brief.asks_recording_consent if s.brief else False,
    "uses_tools": lambda s: bool(_effects(s)),
    "slow_tools": _slow,
    "reads": lambda s: "read" in _effects(s),
    "writes": lambda s: bool(_effects(s) - {"read"}),
    "confirms": _confirms,
}


def _section_rule(wanted: _Section) -> Rule:
    def check(subject: Subject) -> Iterator[Found]:
        if wanted.applies(subject) and not subject.document.has(*wanted.kinds):
            yield Found(f"The prompt has no section on {wanted.missing}.", wanted.source)

    return Rule(wanted.id, wanted.level, wanted.source, check, _WHY)


def _saying_rule(wanted: Mapping[str, Any]) -> Rule:
    cue = re.compile(wanted["cue"], re.IGNORECASE)
    applies = _APPLIES[wanted["applies"]] if "applies" in wanted else None
    kinds: tuple[Kind, ...] = tuple(wanted["in"])

    def check(subject: Subject) -> Iterator[Found]:
        if (applies is None or applies(subject)) and not cue.search(_place(subject, kinds)):
            fix = added(subject, wanted["source"], kinds, wanted["add"], f"Add “{wanted['add']}”")
            section = subject.document.section(*kinds)
            yield Found(wanted["missing"], wanted["source"], section.line if section else 0, fix)

    return Rule(wanted["id"], "warning", wanted["source"], check, wanted["why"])


def _place(subject: Subject, kinds: tuple[Kind, ...]) -> str:
    """Where it belongs; where the prompt has no such section, all of it but the examples."""
    document = subject.document
    if document.has(*kinds):
        return document.of(*kinds)
    return "\n".join(block.text for block in document.blocks if block.kind != "examples")


def sayings() -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", read_yaml(Path(__file__).with_name("sayings.yaml")))


SECTION_RULES = tuple(map(_section_rule, _SECTIONS))
SAYING_RULES = tuple(map(_saying_rule, sayings()))
