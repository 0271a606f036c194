"""Checks a prompt against PROMPT_RULES: one that was generated, one that somebody edited, or any that is pasted. Pure.

Every check is one entry in RULES. What the spec alone decides about the flow is checked by `engine.workflow.check`.
"""

from engine.document.spec import AgentSpec
from engine.findings import Finding
from engine.prompt.document import read
from engine.prompt.generate import generate
from engine.prompt.profiles import GENERIC, Profile
from engine.prompt.rules.meaning import MEANING_RULES
from engine.prompt.rules.presence import SAYING_RULES, SECTION_RULES
from engine.prompt.rules.rule import Found, Rule, Subject
from engine.prompt.rules.spoken import SPOKEN_RULES
from engine.prompt.rules.tool_use import TOOL_RULES
from engine.prompt.rules.whole import WHOLE_RULES

RULES: tuple[Rule, ...] = (
    *SECTION_RULES, *SAYING_RULES, *SPOKEN_RULES, *TOOL_RULES, *WHOLE_RULES, *MEANING_RULES,
)  # fmt: skip
MOST_CHARACTERS = 60_000
"""What is read of a pasted prompt; no platform takes more."""
_ORDER = {"error": 0, "warning": 1, "advice": 2}


def lint(text: str, spec: AgentSpec | None = None, profile: Profile = GENERIC) -> tuple[Finding, ...]:
    """What there is to look at, errors first, otherwise in the order of RULES.

    `spec`: what the prompt was made from; without it the text alone says what the agent has.
    """
    return _findings(Subject(read(text[:MOST_CHARACTERS]), profile, spec))


def written_and_checked(spec: AgentSpec, profile: Profile = GENERIC) -> tuple[str, tuple[Finding, ...]]:
    """The prompt that the spec gives, and the same of it: nobody has edited it, so that it is written only once."""
    text = generate(spec, profile)
    return text, _findings(Subject(read(text[:MOST_CHARACTERS]), profile, spec, edited=False))


def _findings(subject: Subject) -> tuple[Finding, ...]:
    findings = (_finding(rule, found) for rule in RULES for found in rule.check(subject))
    once: dict[str, Finding] = {}
    for finding in findings:
        once.setdefault(finding.message, finding)
    return tuple(sorted(once.values(), key=lambda finding: _ORDER[finding.level]))


def _finding(rule: Rule, found: Found) -> Finding:
    return Finding(rule.id, rule.level, found.message, found.path, found.line, rule.why, found.fix)
