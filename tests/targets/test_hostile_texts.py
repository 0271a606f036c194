"""What people said stands in Markdown files as they said it, and starts nothing there: no heading, no HTML, no link."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.document.spec import AgentSpec, Platform
from engine.markdown import code, fenced, paragraphs, plain
from engine.prompt.generate import generate
from engine.targets import export
from tests.more import MORE
from tests.targets.samples import dental
from tests.targets.texts import with_free_texts

PARSERS = {
    "commonmark with tables": MarkdownIt("commonmark").enable(["table", "strikethrough"]),
    "js-default": MarkdownIt("js-default", {"html": True, "typographer": False}),
}
MARKUP = [
    *("# Heading", "## Heading ##", "Title\n=====", "Title\n---", "a\n# b", "    indented code", "\tindented code"),
    *(
        "<script>alert(1)</script>",
        "<!-- ",
        "<b>bold",
        "a <img src=x onerror=y> b",
        "</details>",
        "<https://evil.example>",
    ),
    *("```", "~~~", "```python\nprint()\n```", "`code`", "``", "a ` b", "\\", "ends with \\", "\\`"),
    *("- item", "* item", "+ item", "1. item", "12) item", "a\n- b\n- c", "- [ ] task", "> quote", "***", "___", "---"),
    *(
        "[text](https://evil.example)",
        "![alt](x.png)",
        "[ref]: https://evil.example",
        "[ref][]",
        "]( x",
        "[^1]",
        "www.evil.example",
    ),
    *(
        "https://evil.example",
        "ana@evil.example",
        "**bold**",
        "__bold__",
        "*it*",
        "_it_",
        "~~gone~~",
        "a_b_c",
        "snake_case_name",
    ),
    *(
        "| a | b |\n| - | - |\n| 1 | 2 |",
        "a | b",
        ":--",
        "|-|",
        "&lt;b&gt;",
        "&copy;",
        "R&D",
        "$x$",
        "$$\nx\n$$",
        "{{ }}",
        "{% if %}",
    ),
    *(
        "a  \nb",
        "a\r\n# b",
        "a\u2028# b",
        "one\n\ntwo",
        "#5 of 7",
        "order #5",
        "100 % sure",
        "50% *off*",
        "é # ü",
        "日本 *語*",
    ),
]
HOSTILE = st.lists(
    st.sampled_from(MARKUP) | st.text(st.sampled_from("#<>[]()`~*_-+=|\\&!:. \n1a"), max_size=12),
    min_size=1,
    max_size=3,
)
TEXTS = HOSTILE.map("".join) | HOSTILE.map("\n".join) | HOSTILE.map(" ".join)


def tokens(parser: MarkdownIt, text: str) -> Iterator[Token]:
    for token in parser.parse(text):
        yield from [token] if token.children is None else token.children


def shape(parser: MarkdownIt, text: str) -> list[tuple[str, str]]:
    """What a text is made of; of words only that there are some."""
    found: list[tuple[str, str]] = []
    for token in tokens(parser, text):
        here = ("words", "") if token.type in ("text", "text_special", "softbreak") else (token.type, token.tag)
        if here[0] != "words" or not found or found[-1] != here:
            found.append(here)
    return found


def shown(found: Iterable[Token]) -> str:
    return "".join(t.content or " " * (t.type in ("softbreak", "hardbreak", "paragraph_close")) for t in found)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@settings(max_examples=40 * MORE, deadline=None)
@given(text=TEXTS)
def test_a_text_is_shown_as_it_was_typed_wherever_it_stands(parser: MarkdownIt, text: str) -> None:
    for before, after in (
        ("", ""),
        ("# ", ""),
        ("- ", ""),
        ("1. **", "**"),
        ("word ", " word"),
        ("| | |\n| - | - |\n| x | ", " |"),
    ):
        if one_line(text):
            around = f"{before}{plain(text)}{after}"
            assert shape(parser, around) == shape(parser, f"{before}word{after}"), around
            assert one_line(text) in one_line(shown(tokens(parser, around)))


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@settings(max_examples=40 * MORE, deadline=None)
@given(text=TEXTS)
def test_a_long_text_keeps_its_lines_and_nothing_else(parser: MarkdownIt, text: str) -> None:
    kinds = {token.type for token in tokens(parser, paragraphs(text))}
    assert kinds <= {"paragraph_open", "paragraph_close", "text", "text_special", "hardbreak"}
    assert one_line(shown(tokens(parser, paragraphs(text)))) == one_line(text)


@settings(max_examples=40 * MORE, deadline=None)
@given(text=TEXTS)
def test_code_and_fences_hold_whatever_stands_in_them(text: str) -> None:
    parser = PARSERS["commonmark with tables"]
    if one_line(text):
        (inline,) = [t for t in tokens(parser, f"a {code(text)} b") if t.type == "code_inline"]
        assert one_line(inline.content) == one_line(text)
    (fence,) = parser.parse(fenced(text, "markdown"))
    assert fence.type == "fence"
    assert fence.content == f"{text.rstrip()}\n".replace("\r\n", "\n")


def test_a_bare_address_is_no_link_even_where_a_renderer_looks_for_them() -> None:
    said = plain("see https://evil.example, www.evil.example or ana@evil.example")
    assert said == "see https\\://evil.example, www\\.evil.example or ana\\@evil.example"


def test_ordinary_words_stay_readable() -> None:
    for text in ("R&D, at 5 % (or less): call back!", "birth_date", "1st of May", "Ana's “best” - ever"):
        assert plain(text) == text


def marked_up(texts: list[str]) -> AgentSpec:
    """The rich sample with a hostile text at the end of each free one, or before it."""
    number = 0

    def change(_: str, old: str) -> str:
        nonlocal number
        number += 1
        text = texts[number % len(texts)]
        return f"{text} {old}" if number % 2 else f"{old}\n{text}"

    return with_free_texts(dental(), change)


def harmless(text: str) -> str:
    """The same lines, with a word in each."""
    return "\n".join("word" if line.strip() else "" for line in text.splitlines())


@pytest.mark.parametrize("platform", ["markdown", "elevenlabs"])
@settings(
    max_examples=4 * MORE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(texts=st.lists(st.sampled_from(MARKUP), min_size=1, max_size=8))
def test_no_part_of_a_markdown_file_stems_from_what_people_said(platform: Platform, texts: list[str]) -> None:
    specs = marked_up(texts), marked_up([harmless(text) for text in texts])
    files, plain_files = (export(spec, platform, 1).files for spec in specs)
    for path in files:
        if path.endswith(".md") and not path.startswith("knowledge/"):  # those are documents of their own
            for parser in PARSERS.values():
                assert shape(parser, files[path]) == shape(parser, plain_files[path])


@settings(
    max_examples=3 * MORE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(texts=st.lists(st.sampled_from(MARKUP), min_size=1, max_size=8))
def test_the_prompt_can_be_copied_as_it_is(texts: list[str]) -> None:
    spec = marked_up(texts)
    document = PARSERS["commonmark with tables"].parse(export(spec, "markdown", 1).files["agent.md"])
    assert document[-1].type == "fence"
    assert document[-1].content == generate(spec).replace("\r\n", "\n")
