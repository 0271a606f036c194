"""What follows from a spec and is never stored: prompt, call flow, pictures, exports."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import targets
from engine.document.changes import Change
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.findings import Finding
from engine.interview.recap import recap_of
from engine.messages.recap import Recap
from engine.messages.replies import Picture
from engine.sentences import listed, quoted
from engine.targets import Bundle
from engine.trials import AgentTest
from engine.workflow import check, picture
from engine.workflow.overview import goal_named


@dataclass(frozen=True, slots=True)
class Found:
    """A text derived from the spec, and what there is to say about it."""

    text: str
    findings: Sequence[Finding]


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The files for a platform, with what it takes differently. Raises PersonError where there is no such platform."""
    return targets.export(spec, platform, version)


def prompt(spec: AgentSpec, profile: str = "generic") -> Found:
    """The system prompt, and what the linter found in it. `profile`: `generic`, or the platform whose guide
    is followed."""
    from engine.prompt.lint import written_and_checked  # a good part of a start, which does not need it

    return Found(*written_and_checked(spec, targets.profile_of(profile)))


def lint_text(text: str, profile: str = "generic") -> Found:
    """What there is to say about any prompt that somebody pastes."""
    from engine.prompt.lint import lint

    return Found(text, lint(text, profile=targets.profile_of(profile)))


def findings_in_words(found: Found) -> str:
    """What the lint found, as Markdown for a chat."""
    from engine.prompt.report import in_words

    return in_words(found.findings)


def mended(found: Found) -> str:
    """The text with what can be mended mended."""
    from engine.prompt.report import mended

    return mended(found.text, found.findings)


def fixes_of(found: Found) -> tuple[Change, ...]:
    """The typed changes that mend what was found in the prompt of a spec."""
    return tuple(change for finding in found.findings if finding.fix for change in finding.fix.changes)


def recap(spec: AgentSpec) -> Recap:
    """The agent as its callers will meet it, with what is open and what the checks found."""
    return recap_of(spec)


def tests(spec: AgentSpec) -> Sequence[AgentTest]:
    """What is worth trying before the agent takes calls."""
    from engine.trials.scenarios import tests_of  # it reads playbooks, which a start does not need

    return tests_of(spec)


def workflow(spec: AgentSpec) -> Found | None:
    """The call flow in words, and what is wrong with it; None where there is none yet."""
    return Found(picture.in_words(spec.flow), flow_findings(spec)) if spec.flow.nodes else None


def flow_findings(spec: AgentSpec) -> Sequence[Finding]:
    """What is wrong with the call flow."""
    return check.check(spec.flow, spec)


def flow_mermaid(spec: AgentSpec, goal: str | None = None) -> str:
    """A drawing in Mermaid's language: of the goals, or of all steps of the goal with this id.

    Steps have the numbers that they have in the words. Raises PersonError where the goal has no steps.
    """
    drawing, _ = picture.shown(spec, goal)
    if goal and not drawing:
        raise PersonError(f"The call flow has no steps for {quoted(goal)}.")
    return drawing


def flow_of_goal(spec: AgentSpec, named: str) -> Picture:
    """The steps of the goal that these words name. Raises PersonError where none or several fit."""
    goal = goal_named(spec, named)
    drawing, words = picture.shown(spec, goal.id) if goal else ("", "")
    if goal is None or not drawing:
        goals = listed([quoted(g.statement.rstrip(".")) for g in spec.goals], "or")
        raise PersonError(f"Say of which goal: {goals}." if goals else "There is no goal yet.")
    return Picture(title=f"The call flow: {goal.statement.rstrip('.')}", mermaid=drawing, alt=words)


async def flow_svg(mermaid: str, link: str = "") -> str:
    """A drawn call flow, each box a `link` such as `#step-{}`. Raises PersonError where it cannot be drawn."""
    return await picture.svg(mermaid, link)


async def flow_png(mermaid: str) -> bytes:
    """A drawn call flow. Raises PersonError where it cannot be drawn."""
    return await picture.png(mermaid)


async def png_or_none(mermaid: str) -> bytes | None:
    """A drawn call flow for a chat, whose words say it too; None where it cannot be drawn."""
    try:
        return await flow_png(mermaid)
    except picture.PictureFailed:
        return None
