"""Markdown -> mrkdwn, Slack's own dialect, from a parsed document and never by patterns.

| Markdown           | mrkdwn                                                          |
| ------------------ | --------------------------------------------------------------- |
| `**bold**`         | `*bold*` (and so is a heading)                                  |
| `*it*`, `~~no~~`   | `_it_`, `~no~`                                                  |
| code, fences       | the same, without an info string                                |
| `[label](https:)`  | `<https:…|label>`; other schemes than http(s), mailto, tel: the label alone |
| lists              | `• item` and `1. item`, indented by four                        |
| `> quote`          | `> quote`                                                       |
| tables             | a block of code with aligned columns                            |

`& < >` are escaped everywhere, so no text can become a mention, a channel or a broadcast (`<!channel>`).
"""

import html
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
_MARKS = {"strong": "*", "em": "_", "s": "~"}
_SCHEMES = ("http", "https", "mailto", "tel")
_INDENT = "    "
_APART = "\u200b"
"""Zero width space: Slack sees a mark only at the edge of a word."""


def mrkdwn(markdown: str) -> str:
    """The whole document; paragraphs are apart by an empty line."""
    return "\n\n".join(filter(None, (_block(node) for node in _tree(markdown).children)))


def plain(markdown: str) -> str:
    """The words alone, unescaped and without marks, for a notification or a label."""
    return "\n".join(_words(node) for node in _tree(markdown).children if node.type != "hr")


def escaped(text: str) -> str:
    """Text that Slack shows as it is."""
    return html.escape(text, quote=False)


def _tree(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_PARSER.parse(markdown))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "paragraph" | "inline":
            return "".join(_block(c) for c in node.children) if node.type == "paragraph" else _inline(node.children)
        case "heading":
            return f"*{_inline(node.children[0].children, marks=False).strip()}*" if node.children else ""
        case "fence" | "code_block":
            return f"```\n{escaped(_no_fence(node.content)).rstrip()}\n```"
        case "bullet_list" | "ordered_list":
            return "\n".join(_items(node))
        case "blockquote":
            inside = "\n\n".join(_block(child) for child in node.children)
            return "\n".join(f"> {line}" for line in inside.splitlines())
        case "table":
            return "\n".join(("```", *_columns(node), "```"))
        case "hr":
            return "———"
        case _:
            return escaped(node.content)


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for at, item in enumerate(node.children, first):
        mark = "•" if node.type == "bullet_list" else f"{at}."
        blocks = [_block(child) for child in item.children]
        head, *rest = "\n".join(blocks).splitlines() or [""]
        yield f"{mark} {head}"
        yield from (f"{_INDENT}{line}" for line in rest)


def _inline(nodes: Sequence[SyntaxTreeNode], *, marks: bool = True) -> str:
    out = ""
    for at, node in enumerate(nodes):
        match node.type:
            case "text":
                out += escaped(node.content)
            case "softbreak" | "hardbreak":
                out += "\n"
            case "code_inline":
                out += f"`{escaped(node.content.replace('`', 'ˋ'))}`"
            case "strong" | "em" | "s":
                inside = _inline(node.children, marks=marks)
                out += _marked(out, _MARKS[node.type], inside, nodes[at + 1 : at + 2]) if marks else inside
            case "link":
                out += _link(str(node.attrs.get("href", "")), _inline(node.children, marks=False))
            case "image":
                out += _link(str(node.attrs.get("src", "")), escaped(node.content))
            case _:
                out += escaped(node.content)
    return out


def _marked(before: str, mark: str, inside: str, following: Sequence[SyntaxTreeNode]) -> str:
    if not inside.strip():
        return inside
    left = _APART if before[-1:].isalnum() else ""
    right = _APART if following and following[0].content[:1].isalnum() else ""
    return f"{left}{mark}{inside}{mark}{right}"


def _link(href: str, label: str) -> str:
    try:
        allowed = urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:
        allowed = False
    if not allowed:
        return label
    address = escaped(href).replace("|", "%7C").replace(" ", "%20")
    shown = label.replace("|", "¦").replace("\n", " ")
    return f"<{address}|{shown}>" if shown and shown != escaped(href) else f"<{address}>"


def _columns(table: SyntaxTreeNode) -> Iterator[str]:
    rows = [[_words(cell) for cell in row.children] for part in table.children for row in part.children]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield escaped(_no_fence(line)).rstrip()


def _words(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if not node.children:
        return node.content
    inside = [_words(child) for child in node.children]
    return ("\n" if node.type in ("bullet_list", "ordered_list", "list_item", "blockquote") else "").join(inside)


def _no_fence(code: str) -> str:
    return code.replace("```", f"`{_APART}`{_APART}`")
