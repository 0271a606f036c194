"""Checks a prompt against PROMPT_RULES: one that was generated, or one that somebody edited by hand. Pure.

Every check is one entry in RULES. What the spec alone decides about the flow is checked by `engine.workflow.check`.
"""

from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.prompt.document import read
from engine.prompt.profiles import PROFILES
from engine.prompt.rules.presence import SAYING_RULES, SECTION_RULES
from engine.prompt.rules.rule import Rule, Subject
from engine.prompt.rules.spoken import SPOKEN_RULES
from engine.prompt.rules.tool_use import TOOL_RULES
from engine.prompt.rules.whole import WHOLE_RULES

RULES: tuple[Rule, ...] = (*SECTION_RULES, *SAYING_RULES, *SPOKEN_RULES, *TOOL_RULES, *WHOLE_RULES)
_ORDER = {"error": 0, "warning": 1, "advice": 2}


def lint(spec: AgentSpec, prompt: str, profile: str = "generic") -> tuple[Finding, ...]:
    """What there is to look at, errors first, otherwise in the order of RULES. KeyError for an unknown profile."""
    subject = Subject(spec, read(prompt), PROFILES[profile])
    findings = [Finding(rule.id, rule.level, f.message, f.path) for rule in RULES for f in rule.check(subject)]
    return tuple(sorted(findings, key=lambda finding: _ORDER[finding.level]))
