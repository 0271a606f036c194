"""The text of a web page as people see it: a line a paragraph, headings and lists as Markdown marks them."""

from html.parser import HTMLParser

_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "svg", "nav"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_IN_A_ROW = frozenset(("td", "th"))


def html_text(page: str) -> str:
    """Never raises: a page that is not well formed gives what can be read of it."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._unseen: list[str] = []
        self._mark = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _IN_A_ROW:
            self._line.append(" | " if self._line else "")
        elif tag in _BLOCKS:
            self.end_line()
            self._mark = "#" * int(tag[1]) + " " if tag[0] == "h" and tag[1:].isdigit() else "- " if tag == "li" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag in _BLOCKS - _IN_A_ROW:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        if text:
            self.lines.append(f"{self._mark}{text}")
            self._mark = ""
        self._line = []
