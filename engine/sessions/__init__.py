"""Sessions, asked about and told what to do: with `engine.turns` the only door for the bots and the admin API.

What is told is told for one moment; whoever acts on it later asks again.
"""

from engine.interview.contract import OnText
from engine.sessions.commands import abandon, create, deleted, edited, read_agent, resume, retry_dead_letter, set_rules
from engine.sessions.delivery import Deliver, TryLater, Undeliverable, deliver_due
from engine.sessions.derived import (
    Found,
    export,
    findings_in_words,
    fixes_of,
    flow_findings,
    flow_mermaid,
    flow_of_goal,
    flow_png,
    flow_svg,
    lint_text,
    mended,
    png_or_none,
    prompt,
    recap,
    tests,
    workflow,
)
from engine.sessions.exports import (
    Comparison,
    ExportRequest,
    FileChange,
    compare_exports,
    export_requests,
    remember_export,
)
from engine.sessions.exports import in_words as comparison_in_words
from engine.sessions.health import Health, health
from engine.sessions.offers import meant, offer, taken_up
from engine.sessions.pages import (
    Listed,
    Page,
    before_message,
    in_list,
    latest_messages,
    messages,
    page,
    versions,
)
from engine.sessions.push import ChangedThere, PushUnderWay, RemoteFailed, push, pushed_platforms
from engine.sessions.push import Report as PushReport
from engine.sessions.push import in_words as push_in_words
from engine.sessions.queries import (
    SessionUsage,
    check_workspace,
    dead_letters,
    first_of,
    in_thread,
    is_first,
    last_heard,
    listed,
    of,
    posted,
    question_of,
    spec_at,
    usage,
)
from engine.sessions.rehearsals import Rehearsal, rehearsals_of
from engine.store.cache import Hot
from engine.store.outbox import Posted
from engine.store.rows import DeadLetter, ListedVersion, Outbound, Session, SessionStatus
from engine.targets import PLATFORM_NAMES, Bundle, Loss, zip_of
from engine.trials import AgentTest
from engine.turns.engine import Engine
from engine.turns.views import SessionView, status

__all__ = [
    "PLATFORM_NAMES",
    "AgentTest",
    "Bundle",
    "ChangedThere",
    "Comparison",
    "DeadLetter",
    "Deliver",
    "Engine",
    "ExportRequest",
    "FileChange",
    "Found",
    "Health",
    "Hot",
    "Listed",
    "ListedVersion",
    "Loss",
    "OnText",
    "Outbound",
    "Page",
    "Posted",
    "PushReport",
    "PushUnderWay",
    "Rehearsal",
    "RemoteFailed",
    "Session",
    "SessionStatus",
    "SessionUsage",
    "SessionView",
    "TryLater",
    "Undeliverable",
    "abandon",
    "before_message",
    "check_workspace",
    "compare_exports",
    "comparison_in_words",
    "create",
    "dead_letters",
    "deleted",
    "deliver_due",
    "edited",
    "export",
    "export_requests",
    "findings_in_words",
    "first_of",
    "fixes_of",
    "flow_findings",
    "flow_mermaid",
    "flow_of_goal",
    "flow_png",
    "flow_svg",
    "health",
    "in_list",
    "in_thread",
    "is_first",
    "last_heard",
    "latest_messages",
    "lint_text",
    "listed",
    "meant",
    "mended",
    "messages",
    "of",
    "offer",
    "page",
    "png_or_none",
    "posted",
    "prompt",
    "push",
    "push_in_words",
    "pushed_platforms",
    "question_of",
    "read_agent",
    "recap",
    "rehearsals_of",
    "remember_export",
    "resume",
    "retry_dead_letter",
    "set_rules",
    "spec_at",
    "status",
    "taken_up",
    "tests",
    "usage",
    "versions",
    "workflow",
    "zip_of",
]
