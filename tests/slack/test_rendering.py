"""Whatever a reply says, Slack takes it, shows all of it, and is made to mention nobody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.controls import Control
from bots.slack.blocks import Post, rendered
from bots.slack.events import Spot, in_words
from bots.slack.modals import form_view
from bots.slack.mrkdwn import mrkdwn
from engine.document.changes import Approve
from engine.document.diff import DiffLine
from engine.document.spec import Stage, Tool
from engine.interview.recap import recap_of
from engine.messages.recap import Recap
from engine.messages.replies import (
    Diff,
    Form,
    FormField,
    Notice,
    ProgressLine,
    Reply,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
)
from tests.slack.local.limits import check_message, check_view
from tests.slack.local.server import elements
from tests.targets.samples import dental

SPOT = Spot("T1", "C1", "1.1", "U1")
_MENTIONS = ["<!channel>", "<@U1>", "<#C1|x>", "[x](!here)", "[y](@U1)"]
_nasty = st.sampled_from([*_MENTIONS, "&", "<" * 900, "**b**", "`c`", "```\ncode\n```"])
words = st.lists(st.one_of(_nasty, st.text(max_size=2000)), min_size=1, max_size=12).map("\n\n".join)
_tools = st.builds(
    lambda purpose, because: ToolCard(tool=Tool(name="book", purpose=purpose or "p", because=because)),
    st.text("ab <&>", min_size=1, max_size=300).filter(str.strip),
    st.none() | st.text("ab <&>", min_size=1, max_size=300).filter(str.strip),
)
_parts = st.one_of(
    words.map(lambda text: Text(markdown=text)),
    words.map(lambda text: Notice(text=text)),
    _tools,
    st.builds(
        lambda v: Diff(lines=(DiffLine(path="role", before=v, after=v, before_by="Ana"),)), st.text(max_size=300)
    ),
    st.lists(st.builds(Suggestion, label=st.text(min_size=1, max_size=75)), min_size=1, max_size=60).map(
        lambda items: Suggestions(items=tuple(items))
    ),
    st.just(ProgressLine(stage=Stage.FINALIZING, percent=90, missing=("platforms",))),
    st.lists(words, max_size=12).map(
        lambda rules: Recap(headline="**Mia**", keeps=tuple(rules), open=("`a`: address",))
    ),
)
replies = st.lists(_parts, max_size=12).map(lambda parts: Reply(parts=tuple(parts)))


@given(reply=replies)
def test_slack_takes_every_reply(reply: Reply) -> None:
    progress = [p for p in reply.parts if isinstance(p, ProgressLine)]
    once = Reply(parts=(*(p for p in reply.parts if not isinstance(p, ProgressLine)), *progress[:1]))
    posts = [item for item in rendered(once, 7) if isinstance(item, Post)]
    for post in posts:
        check_message({"text": post.text, "blocks": list(post.blocks)})
    ids = [e["action_id"] for post in posts for e in elements(list(post.blocks)) if "action_id" in e]
    assert len(set(ids)) == len(ids)
    assert all(Control.parse(action_id) for action_id in ids)


def test_the_recap_and_the_button_that_approves_it_are_one_message() -> None:
    recap = recap_of(dental())
    approve = Suggestion(label="Approve", changes=(Approve(what="final"),))
    [post] = rendered(Reply(parts=(Text(markdown="Shall I finish?"), recap, Suggestions(items=(approve,)))), 7)
    assert isinstance(post, Post)
    assert "*What it never does*\n• Give medical advice" in post.text
    assert post.blocks[-1]["elements"][0]["style"] == "primary"


@given(text=words)
def test_no_text_becomes_a_mention_or_a_broadcast(text: str) -> None:
    assert not re.search(r"<[@#!]", mrkdwn(text))


@given(text=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80))
def test_text_that_slack_shows_is_read_back_as_it_was(text: str) -> None:
    assert in_words(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == text.strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold** and *it* and ~~no~~", "*bold* and _it_ and ~no~"),
        ("# Title with **bold**", "*Title with bold*"),
        ("- one\n- two\n  1. deep", "• one\n• two\n    1. deep"),
        ("[a|b](https://e.org/?x=1&y=2)", "<https://e.org/?x=1&amp;y=2|a¦b>"),
        ("[x](ftp://e.org) [y](!here)", "x y"),
        ("`a<b` me@example.com @here", "`a&lt;b` me@example.com @here"),
        ("```python\nx = 1 < 2\n```", "```\nx = 1 &lt; 2\n```"),
        ("> quoted\n> twice", "> quoted\n> twice"),
        ("| a | bb |\n|---|---|\n| 1 | 2 |", "```\na  bb\n1  2\n```"),
        ("half**bold**word", "half\u200b*bold*\u200bword"),
        ("snake_case stays, 2 * 3 too", "snake_case stays, 2 * 3 too"),
    ],
)
def test_markdown_becomes_mrkdwn(markdown: str, expected: str) -> None:
    assert mrkdwn(markdown) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<@UBOT> hello <@U2|ann>", "hello @ann"),
        ("ask <@UBOT>, please", "ask @UBOT, please"),
        ("<https://e.org|e.org> and <https://e.org/a|the page>", "https://e.org and the page (https://e.org/a)"),
        ("<mailto:me@e.org|me@e.org> in <#C1|general> <!here>", "me@e.org in #general @here"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
    ],
)
def test_slacks_markup_becomes_plain_words(raw: str, expected: str) -> None:
    assert in_words(raw, "UBOT") == expected


def test_slack_takes_the_form_of_a_tool_with_sixty_parameters() -> None:
    fields = tuple(FormField(path=f"params.p{n}.description", label="x" * 300, hint="y" * 300) for n in range(60))
    choice = FormField(path="auth", label="How?", options=("bearer", "none"), value="none")
    check_view(form_view(Form(tool="t" * 64, title="Set up", fields=(choice, *fields)), Control(1, "form"), SPOT))
