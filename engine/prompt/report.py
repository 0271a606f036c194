"""What the lint found, in words for a chat; and a text with what can be mended mended."""

from collections.abc import Iterable, Sequence

from engine.findings import Finding, fixed

MOST_SHOWN = 12
_LEVELS = {"error": "will not work", "warning": "works badly", "advice": "advice"}


def in_words(findings: Sequence[Finding]) -> str:
    """Markdown: one bullet a finding, the gravest first."""
    if not findings:
        return "I found nothing to mend in this prompt."
    lines = [_line(finding) for finding in findings[:MOST_SHOWN]]
    if len(findings) > MOST_SHOWN:
        lines.append(f"- … and {len(findings) - MOST_SHOWN} more")
    things = "one thing" if len(findings) == 1 else f"{len(findings)} things"
    return "\n".join([f"I found {things} to look at in this prompt:", "", *lines])


def mended(text: str, findings: Iterable[Finding]) -> str:
    """The text with every fix applied that replaces a passage of it."""
    for finding in findings:
        if finding.fix and (finding.fix.old or finding.fix.new):
            text = fixed(text, finding.fix)
    return text


def _line(finding: Finding) -> str:
    place = f", line {finding.line}" if finding.line else ""
    why = f" Otherwise {finding.why}." if finding.why else ""
    fix = f" Fix: {finding.fix.say}." if finding.fix else ""
    return f"- **{_LEVELS[finding.level]}**{place}: {finding.message}{why}{fix.replace('”.', '”')}"
