"""From what a turn did to the one reply: the words of the interviewer, and the parts that follow from the spec.

What a person must see is decided here and not by the interviewer: removed secrets, refused changes, one person
overriding another, the tools to decide on, the picture of the flow, the findings of the lint, the finished files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.document.approvals import fingerprint
from engine.document.changes import Change, Undo
from engine.document.diff import DiffLine, diff, origin_of
from engine.document.spec import AgentSpec, Origin, Stage
from engine.document.stages import Standing
from engine.errors import Problem
from engine.findings import Finding
from engine.interview.contract import Spoken
from engine.interview.recap import recap, recap_of
from engine.messages.replies import (
    Diff,
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
from engine.targets.bundle import Bundle

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
    spoken: Spoken,
    *,
    before: Standing,
    after: Standing,
    applied: Sequence[AppliedChange] = (),
    notices: Sequence[str] = (),
    problems: Sequence[Problem] = (),
    bundles: Sequence[Bundle] = (),
    pushes: Sequence[Suggestion] = (),
    show_diff: bool = False,
    shows: Sequence[ReplyPart] = (),
    secrets: Sequence[str] = (),
    resumed: bool = False,
) -> Reply:
    """The reply of one turn.

    Args:
        before: the spec at the start of the turn; `after`: at its end.
        notices: what the interviewer wants to be known beside its words.
        problems: what was refused, for the person to read.
        bundles: the exports that this turn finished.
        pushes: buttons that bring them to their platforms.
        show_diff: somebody asked what changed.
        shows: what somebody asked to see.
        secrets: the kinds of secret that were removed from the messages before anything was stored.
        resumed: the session had been paused, so the reply opens with a recap.
    """
    overridden = _overridden(applied)
    shown = diff(before.spec, after.spec) if show_diff else overridden
    parts: list[ReplyPart] = [
        *_notices(notices, problems, secrets),
        *([Text(markdown=f"Welcome back. This is what we agreed:\n\n{recap(before.spec)}")] if resumed else []),
        *([Diff(lines=shown[:_MOST_DIFF_LINES])] if shown else []),
        *([Text(markdown=without_secrets(spoken.words))] if spoken.words else []),
        *shows,
        *(part for part in _stage_parts(spoken, before, after) if part not in shows),
        *(Files(platform=b.platform, version=b.version, paths=tuple(b.files), open=b.open) for b in bundles),
        *_suggestions(spoken, pushes, undo=bool(overridden)),
        _progress(after),
    ]
    return Reply(parts=tuple(parts), language=after.spec.languages[0] if after.spec.languages else "en")


def _notices(notices: Sequence[str], problems: Sequence[Problem], secrets: Sequence[str]) -> Iterator[Notice]:
    if secrets:
        kinds = listed(list(dict.fromkeys(secrets)))
        yield Notice(
            text=f"I saw {kinds} in your message and removed it before storing anything. "
            "Treat it as leaked and replace it. Here I only need the name of a secret, such as CRM_API_KEY."
        )
    for notice in notices:
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


def _stage_parts(spoken: Spoken, before: Standing, after: Standing) -> Iterator[ReplyPart]:
    """What the question that was asked needs to be seen, when it is new or has changed."""
    old, new, path = before.spec, after.spec, spoken.asked.path if spoken.asked else ""

    def arrived() -> bool:
        return before.stage != after.stage

    if path == "approval:tools":
        known = old.tools if before.progress.missing[:1] == (path,) else ()
        yield from (ToolCard(tool=t) for t in new.tools if t.state == "proposed" and t not in known)
    elif path.startswith("tools."):
        form = _form(new, path)
        if form and (arrived() or form != _form(old, path)):
            yield form
    elif path == "approval:flow" and (arrived() or old.flow != new.flow):
        from engine.workflow.check import check  # what the later stages need is not loaded for the first question
        from engine.workflow.picture import shown

        drawing, words = shown(new)
        yield Picture(title="The call flow", mermaid=drawing, alt=words)
        yield from _findings(check(new.flow, new))
    elif path == "approval:final" and (before.progress.missing[:1] != (path,) or _content(old) != _content(new)):
        yield recap_of(new)
    elif after.stage == Stage.FINALIZING and arrived():
        from engine.prompt.generate import generate, words_in

        yield Text(markdown=f"The prompt is written: {words_in(generate(new))} words.")


def _content(spec: AgentSpec) -> str:
    return fingerprint(spec, "final")


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


def _suggestions(spoken: Spoken, pushes: Sequence[Suggestion], *, undo: bool) -> Iterator[Suggestions]:
    items = (*(spoken.asked.suggestions if spoken.asked else ()), *pushes, *((UNDO,) if undo else ()))
    if items:
        yield Suggestions(items=items)


def _progress(now: Standing) -> ProgressLine:
    progress = now.progress
    return ProgressLine(stage=progress.stage, percent=progress.percent, missing=progress.missing)
