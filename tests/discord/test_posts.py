"""Whatever a reply holds, its messages are such that Discord takes them, and nothing of the words is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bots.controls import Control
from bots.discord.markdown import discord_markdown
from bots.discord.posts import Buttons, PlatformSelect, Shown, Words, posts_of
from bots.discord.views import layout_of
from bots.files import File
from engine.document.changes import CHANGE
from engine.document.diff import DiffLine
from engine.document.spec import Stage, Tool
from engine.messages.recap import Does, Recap
from engine.messages.replies import (
    Diff,
    Files,
    Form,
    FormField,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
)
from tests.discord.local.limits import check_message
from tests.discord.local.world import COMPONENTS_V2

FILES = tuple(File(f"{n}.md", "A file", b"x") for n in range(3))
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=3000)
SHORT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=75)
PARTS = st.one_of(
    st.builds(Text, markdown=TEXT),
    st.builds(Notice, text=TEXT),
    st.builds(Diff, lines=st.lists(st.builds(DiffLine, path=SHORT, before=TEXT, after=TEXT), max_size=12).map(tuple)),
    st.builds(
        ProgressLine,
        stage=st.sampled_from(Stage),
        percent=st.integers(0, 100),
        missing=st.sampled_from([(), ("platforms",), ("role", "platforms")]),
    ),
    st.builds(ToolCard, tool=st.builds(Tool, name=st.just("book"), purpose=SHORT, because=SHORT)),
    st.builds(Form, tool=st.just("book"), title=SHORT, fields=st.just((FormField(path="url", label="Where?"),))),
    st.just(Picture(title="The call flow", mermaid="flowchart TD", alt="1. Greet")),
    st.just(Files(platform="markdown", version=3, paths=("a.md",), open=("URL",))),
    st.builds(
        Recap,
        headline=SHORT,
        does=st.lists(st.builds(Does, goal=st.just("book"), statement=SHORT), max_size=40).map(tuple),
        keeps=st.lists(TEXT, max_size=40).map(tuple),
        warnings=st.lists(TEXT, max_size=40).map(tuple),
    ),
    st.builds(Suggestions, items=st.lists(st.builds(Suggestion, label=SHORT), max_size=12).map(tuple)),
)


@given(st.lists(PARTS, max_size=8), st.booleans())
async def test_every_message_of_a_reply_is_within_the_limits(parts: list[object], drawn: bool) -> None:
    reply = Reply.model_validate({"parts": parts})
    files = {at: FILES[:1] for at, part in enumerate(reply.parts) if isinstance(part, Picture | Files) and drawn}
    for post in posts_of(reply, 999_999, files, "First words."):
        payload = {
            "flags": COMPONENTS_V2,
            "components": layout_of(post, 1_000_000).to_components(),  # type: ignore[no-untyped-call]
            "allowed_mentions": {"parse": []},
        }
        check_message(payload, {file.name: file.data for file in post.files})


async def test_an_ordinary_reply_is_one_message() -> None:
    cards = tuple(ToolCard(tool=Tool(name=f"tool_{n}", purpose="Books a table")) for n in range(4))
    files = Files(platform="markdown", version=3, paths=("a.md",))
    reply = Reply(parts=(Text(markdown="Well."), *cards, files, Suggestions(items=(Suggestion(label="Yes"),))))
    assert len(posts_of(reply, 7, {5: FILES})) == 1


async def test_words_that_are_too_long_for_one_message_go_on_in_the_next() -> None:
    words = "\n\n".join(f"line {n} " + "x" * 90 for n in range(100))
    posts = posts_of(Reply(parts=(Text(markdown=words), Suggestions(items=(Suggestion(label="Yes"),)))), 7, {})
    texts = [block.text for post in posts for block in post.blocks if isinstance(block, Words)]
    assert len(posts) == 3
    assert "\n\n".join(texts).split() == words.split()
    assert isinstance(posts[-1].blocks[-1], Buttons)


def test_each_control_is_found_again_by_its_id() -> None:
    change = CHANGE.validate_python({"op": "set", "path": "role", "value": "guide"})
    tool = Tool(name="book", purpose="Books a table")
    suggestion = Suggestion(label="Yes", changes=(change,))
    asked = ProgressLine(stage=Stage.FINALIZING, percent=90, missing=("platforms",))
    reply = Reply(parts=(ToolCard(tool=tool), Text(markdown="Well?"), Suggestions(items=(suggestion,)), asked))
    (post,) = posts_of(reply, 7, {})
    _, card, _, suggestions, select = post.blocks
    assert isinstance(card, Buttons)
    assert isinstance(suggestions, Buttons)
    assert isinstance(select, PlatformSelect)
    assert [Control.parse(str(b.control)) for b in card.items] == [
        Control(7, "accept"),
        Control(7, "decline"),
        Control(7, "configure"),
    ]
    assert [b.control for b in suggestions.items] == [Control(7, "suggestion")]
    assert select.control == Control(7, "platforms")


def test_a_reply_in_its_order() -> None:
    picture = Picture(title="The call flow", mermaid="flowchart TD", alt="1. Greet")
    progress = ProgressLine(stage=Stage.REVIEWING_WORKFLOW, percent=86)
    reply = Reply(parts=(Text(markdown="This is how it would go."), picture, progress))
    (drawn,) = posts_of(reply, 1, {1: FILES[:1]})
    assert drawn.blocks == (
        Words("This is how it would go.\n\n**The call flow**"),
        Shown(FILES[0], "1. Greet"),
        Words("`████████░░` 86 % · Call flow"),
    )
    (told,) = posts_of(reply, 1, {})
    assert "1. Greet" in str(told.blocks)


def test_the_dialect_changes_what_discord_would_show_otherwise() -> None:
    assert discord_markdown("__bold__ and **bold**, snake_case_name") == "**bold** and **bold**, snake_case_name"
    assert discord_markdown("a || b") == "a \\|\\| b"
    assert discord_markdown("-# small") == "\\-# small"


@given(st.text(max_size=300).filter(lambda t: "`" not in t))
def test_code_is_never_touched(code: str) -> None:
    for text in (f"```\n{code}\n```", f"``{code.strip() or 'x'}``".replace("\n", " ")):
        assert discord_markdown(text) == text
