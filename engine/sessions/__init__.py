"""Sessions, asked about and told what to do: with `engine.turns` the only door for the bots and the admin API.

What is told is told for one moment; whoever acts on it later asks again.
"""

from engine.interview.contract import OnText
from engine.sessions.beginnings import from_session, from_template, templates
from engine.sessions.commands import (
    abandon,
    change_rules,
    check_right,
    create,
    deleted,
    edited,
    read_agent,
    read_tools,
    restore,
    resume,
    retry_dead_letter,
)
from engine.sessions.delivery import (
    Deliver,
    TryLater,
    Undeliverable,
    deliver_due,
    draft_in,
    drop_draft,
    keep_draft,
)
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
from engine.sessions.limits import OverLimit, allowed_roles, check_limits, check_place
from engine.sessions.monitor import monitored
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
from engine.sessions.people import erase_person, said_by, sessions_of_person
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
    restorable,
    spec_at,
    usage,
)
from engine.sessions.rehearsals import Rehearsal, rehearsals_of
from engine.sessions.scenarios import scenarios
from engine.store.abandoned import DAYS
from engine.store.cache import Hot
from engine.store.outbox import Posted
from engine.store.people import Part
from engine.store.rows import DeadLetter, ListedVersion, Outbound, Session, SessionStatus
from engine.targets import PLATFORM_NAMES, Bundle, Loss, zip_of
from engine.trials import AgentTest
from engine.turns.engine import Engine
from engine.turns.views import SessionView, status

__all__ = [
    "DAYS",
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
    "OverLimit",
    "Page",
    "Part",
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
    "allowed_roles",
    "before_message",
    "change_rules",
    "check_limits",
    "check_place",
    "check_right",
    "check_workspace",
    "compare_exports",
    "comparison_in_words",
    "create",
    "dead_letters",
    "deleted",
    "deliver_due",
    "draft_in",
    "drop_draft",
    "edited",
    "erase_person",
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
    "from_session",
    "from_template",
    "health",
    "in_list",
    "in_thread",
    "is_first",
    "keep_draft",
    "last_heard",
    "latest_messages",
    "lint_text",
    "listed",
    "meant",
    "mended",
    "messages",
    "monitored",
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
    "read_tools",
    "recap",
    "rehearsals_of",
    "remember_export",
    "restorable",
    "restore",
    "resume",
    "retry_dead_letter",
    "said_by",
    "scenarios",
    "sessions_of_person",
    "spec_at",
    "status",
    "taken_up",
    "templates",
    "tests",
    "usage",
    "versions",
    "workflow",
    "zip_of",
]
