"""App Home: my sessions with their stage and progress, and what can be done with each."""

from collections.abc import Sequence

from bots.commands import help_text
from bots.slack.blocks import SECTION, Block, actions, button, context, plain_text, section
from bots.slack.mrkdwn import escaped, mrkdwn
from engine.document.stages import TITLES
from engine.interview.recap import headline
from engine.messages.inbound import ThreadKey
from engine.sessions import SessionView

OPEN, EXPORT, ABANDON = "ab_home_open", "ab_home_export", "ab_home_abandon"
PROMPTS = (
    ("A receptionist", "A friendly receptionist that books and moves appointments"),
    ("Order support", "A support agent that looks up orders and starts returns"),
    ("A survey", "An agent that calls customers back for a short survey"),
)
"""Offered in the agent view: the title, and what is sent."""
NEW = "Mention me in a channel, write to me directly, or use `/agent new`, and say what your voice agent should do."
_TITLES = 150


def home_view(sessions: Sequence[SessionView], note: str = "") -> Block:
    blocks: list[Block] = [{"type": "header", "text": plain_text("Your voice agents", _TITLES)}]
    if note:
        blocks.append(context(escaped(note)))
    for session in sessions:
        blocks += [{"type": "divider"}, *_session(session)]
    if not sessions:
        blocks.append(section("You have no agent in the making yet."))
    blocks += [{"type": "divider"}, section(mrkdwn(help_text(NEW))[:SECTION])]
    return {"type": "home", "blocks": blocks}


def link_to(session: SessionView) -> str:
    """The address of its thread in Slack."""
    return address_of(session.thread)


def address_of(thread: ThreadKey) -> str:
    team, channel, thread_ts = thread.parts
    return f"https://app.slack.com/client/{team}/{channel}/thread/{channel}-{thread_ts}"


def _session(session: SessionView) -> list[Block]:
    stage, percent = TITLES[session.progress.stage], session.progress.percent
    paused = " · paused" if session.status == "paused" else ""
    words = f"{mrkdwn(headline(session.spec))}\n{stage}, {percent} %{paused}"
    abandon = {
        **button("Abandon", ABANDON, style="danger", value=session.session_id),
        "confirm": {
            "title": plain_text("Abandon this agent?", 100),
            "text": plain_text("It cannot be continued afterwards.", 300),
            "confirm": plain_text("Abandon", 30),
            "deny": plain_text("Keep", 30),
        },
    }
    return [
        section(words[:SECTION]),
        actions(
            [
                {**button("Continue", OPEN, style="primary", value=session.session_id), "url": link_to(session)},
                button("Export", EXPORT, value=session.session_id),
                abandon,
            ]
        ),
    ]
