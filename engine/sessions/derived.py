"""What follows from a spec and is never stored: prompt, call flow, pictures, exports."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import targets
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.findings import Finding
from engine.sentences import quoted
from engine.targets import Bundle
from engine.workflow import check, picture


@dataclass(frozen=True, slots=True)
class Found:
    """A text derived from the spec, and what there is to say about it."""

    text: str
    findings: Sequence[Finding]


def export(spec: AgentSpec, platform: str, version: int) -> Bundle:
    """The files for a platform, with what it takes differently. Raises PersonError where there is no such platform."""
    return targets.export(spec, platform, version)


def prompt(spec: AgentSpec, profile: str = "generic") -> Found:
    """The system prompt, and what the linter found in it. `profile`: whose prompting guide is followed."""
    from engine.prompt.generate import generate  # with its linter a good part of a start, which does not need it
    from engine.prompt.lint import lint

    text = generate(spec, profile)
    return Found(text, lint(spec, text, profile))


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


async def flow_svg(mermaid: str) -> str:
    """A drawn call flow. Raises PersonError where it cannot be drawn."""
    return await picture.svg(mermaid)


async def flow_png(mermaid: str) -> bytes:
    """A drawn call flow. Raises PersonError where it cannot be drawn."""
    return await picture.png(mermaid)


async def png_or_none(mermaid: str) -> bytes | None:
    """A drawn call flow for a chat, whose words say it too; None where it cannot be drawn."""
    try:
        return await flow_png(mermaid)
    except picture.PictureFailed:
        return None
