"""From what a turn did to the one reply: the words of the interviewer, and the parts that follow from the spec.

What a person must see is decided here and not by the interviewer: removed secrets, refused changes, one person
overriding another, the tools to decide on, the picture of the flow, the findings of the lint, the finished files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.changes import Change, Undo
from engine.diff import diff, origin_of
from engine.errors import Problem
from engine.findings import Finding
from engine.interview.contract import Interview
from engine.recap import recap
from engine.replies import (
    Diff,
    DiffLine,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    ReplyPart,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
)
from engine.secrets import without_secrets
from engine.sentences import listed
from engine.spec import AgentSpec, Origin, Stage
from engine.stages import progress_of, stage_of

UNDO = Suggestion(label="Undo that", says="undo", changes=(Undo(),))
_MOST_DIFF_LINES = 12
_MOST_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class AppliedChange:
    """A change that went into the spec in this turn, who asked for it, and the spec before and after it."""

    change: Change
    origin: Origin
    before: AgentSpec
    after: AgentSpec


def compose(
    interview: Interview,
    *,
    before: AgentSpec,
    after: AgentSpec,
    version: int,
    applied: Sequence[AppliedChange],
    problems: Sequence[Problem] = (),
    secrets: Sequence[str] = (),
    resumed: bool = False,
) -> Reply:
    """The reply of one turn.

    Args:
        before: the spec at the start of the turn; `after`: at its end; `version`: that of `after`.
        problems: what was refused, for the person to read.
        secrets: the kinds of secret that were removed from the messages before anything was stored.
        resumed: the session had been paused, so the reply opens with a recap.
    """
    overridden, progress = _overridden(applied), progress_of(after)
    shown = diff(before, after) if interview.show_diff else overridden
    parts: list[ReplyPart] = [
        *_notices(interview, problems, secrets),
        *([Text(markdown=f"Welcome back. This is what we agreed:\n\n{recap(before)}")] if resumed else []),
        *([Diff(lines=shown[:_MOST_DIFF_LINES])] if shown else []),
        *([Text(markdown=without_secrets(interview.words))] if interview.words else []),
        *_stage_parts(interview, before, after, version, progress.stage),
        *_suggestions(interview, undo=bool(overridden)),
        ProgressLine(stage=progress.stage, percent=progress.percent, missing=progress.missing),
    ]
    return Reply(parts=tuple(parts), language=after.languages[0] if after.languages else "en")


def _notices(interview: Interview, problems: Sequence[Problem], secrets: Sequence[str]) -> Iterator[Notice]:
    if secrets:
        kinds = listed(list(dict.fromkeys(secrets)))
        yield Notice(
            text=f"I saw {kinds} in your message and removed it before storing anything. "
            "Treat it as leaked and replace it. Here I only need the name of a secret, such as CRM_API_KEY."
        )
    for notice in interview.notices:
        yield Notice(text=without_secrets(notice))
    for message in dict.fromkeys(p.message for p in problems):
        yield Notice(text=without_secrets(message))


def _overridden(applied: Sequence[AppliedChange]) -> tuple[DiffLine, ...]:
    """The values of one person that another person changed or removed in this turn."""
    lines: list[DiffLine] = []
    for step in applied:
        of_others = {origin.author for origin in step.before.origins.values()} - {"builder", step.origin.author}
        if isinstance(step.change, Undo) or not of_others:
            continue
        for line in diff(step.before, step.after):
            owner = origin_of(step.before, line.path)
            if owner and line.before and owner.author in of_others:
                lines.append(line.model_copy(update={"after_by": step.origin.author_name or step.origin.author}))
    return tuple(lines)


def _stage_parts(
    interview: Interview, before: AgentSpec, after: AgentSpec, version: int, stage: Stage
) -> Iterator[ReplyPart]:
    """What the question that was asked needs to be seen, when it is new or has changed."""
    path = interview.asked.path if interview.asked else ""
    arrived = stage_of(before) != stage
    if path == "approval:tools":
        known = () if arrived else before.tools
        yield from (ToolCard(tool=t) for t in after.tools if t.state == "proposed" and t not in known)
    elif path.startswith("tools."):
        form = _form(after, path)
        if form and (arrived or form != _form(before, path)):
            yield form
    elif path == "approval:flow" and (arrived or before.flow != after.flow):
        yield from _flow_parts(after)
    elif stage == Stage.FINALIZING and arrived:
        yield from _prompt_parts(after)
    elif stage == Stage.COMPLETED and arrived:
        yield from _files(after, version)


def _flow_parts(spec: AgentSpec) -> Iterator[ReplyPart]:
    from engine.workflow.check import check  # what the later stages need is not loaded for the first question
    from engine.workflow.picture import in_words, mermaid, overview

    yield Picture(title="The call flow", mermaid=mermaid(overview(spec.flow)), alt=in_words(spec.flow))
    yield from _findings(check(spec.flow, spec))


def _prompt_parts(spec: AgentSpec) -> Iterator[ReplyPart]:
    from engine.prompt.generate import generate
    from engine.prompt.lint import lint

    prompt = generate(spec)
    yield Text(markdown=f"The prompt is written: {len(prompt.split())} words.")
    yield from _findings(lint(spec, prompt))


def _files(spec: AgentSpec, version: int) -> Iterator[Files]:
    from engine.targets import export

    for platform in spec.platforms:
        bundle = export(spec, platform, version)
        yield Files(platform=platform, version=version, paths=tuple(bundle.files), open=bundle.open)


def _form(spec: AgentSpec, path: str) -> Form | None:
    from engine.tools.forms import form_for

    tool = spec.tool(path.split(".")[1])
    return form_for(tool, spec) if tool and tool.state == "accepted" else None


def _findings(findings: Sequence[Finding]) -> Iterator[Text]:
    worth = [f for f in findings if f.level != "advice"]
    if not worth:
        return
    lines = [f"- {f.message}" for f in worth[:_MOST_FINDINGS]]
    if len(worth) > _MOST_FINDINGS:
        lines.append(f"- … and {len(worth) - _MOST_FINDINGS} more")
    yield Text(markdown="\n".join(["Worth a look:", "", *lines]))


def _suggestions(interview: Interview, *, undo: bool) -> Iterator[Suggestions]:
    items = (*(interview.asked.suggestions if interview.asked else ()), *((UNDO,) if undo else ()))
    if items:
        yield Suggestions(items=items)
