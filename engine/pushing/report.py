"""A push in words, for a chat."""

import json
from typing import Any

from engine.markdown import code, filled
from engine.pushing.compare import Difference
from engine.pushing.push import Report
from engine.pushing.steps import Doing, Step
from engine.targets import PLATFORM_NAMES

_MOST_LINES = 30
_MOST_DIFFERENCES = 3
_CLIP = 60
_WILL: dict[Doing, str] = {
    "create": "create",
    "update": "update",
    "keep": "leave as it is",
    "replace": "delete and make anew",
    "delete": "delete",
}
_DID: dict[Doing, str] = {
    "create": "created",
    "update": "updated",
    "keep": "left as it was",
    "replace": "deleted and made anew",
    "delete": "deleted",
}


def in_words(report: Report) -> str:
    """Markdown: what was or would be done, object by object, with what changes and what was changed there."""
    title = PLATFORM_NAMES[report.platform]
    words = _WILL if report.dry_run else _DID
    head = (
        f"A push of version {report.version} to {title} would do this; nothing is sent yet."
        if report.dry_run
        else f"Version {report.version} is at {title}" + (f" as {code(report.agent_id)}." if report.agent_id else ".")
    )
    if report.is_draft and not report.dry_run:
        head += " It is a draft there: publish it when it should take calls."
    told = [step for step in report.steps if step.doing != "keep"]
    lines = [line for step in told[:_MOST_LINES] for line in _lines(step, words)]
    kept = report.count("keep")
    lines += [f"- …and {len(told) - _MOST_LINES} more"] if len(told) > _MOST_LINES else []
    lines += [f"- {words['keep']}: {kept} that did not change"] if kept else []
    lines += [f"- Create the secret {code(name)} there first." for name in report.missing]
    when = "Then put" if report.dry_run else "Put"
    lines += [
        f"- {when} the value of {code(name)} into its header there; I keep it from then on." for name in report.to_fill
    ]
    return "\n".join([head, "", *lines])


def _lines(step: Step, words: dict[Doing, str]) -> list[str]:
    return [
        filled("- {} {}", words[step.doing], code(step.key)),
        *(f"  - {_said(d)}" for d in step.changes[:_MOST_DIFFERENCES]),
        *(f"  - changed there: {_said(d)}" for d in step.drift[:_MOST_DIFFERENCES]),
    ]


def _said(difference: Difference) -> str:
    return f"{code(difference.path or 'all')}: {code(_short(difference.was))} → {code(_short(difference.now))}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _CLIP else text[: _CLIP - 1] + "…"
