"""The text of a web page as people see it: a line a paragraph, headings and lists as Markdown marks them.

Read by lxml: the parser of the standard library takes minutes over a page that is nothing but `<a `.
"""

_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "svg", "nav"))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "option", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_IN_A_ROW = frozenset(("td", "th"))
_HEADINGS = {f"h{level}": f"{'#' * level} " for level in range(1, 7)}


def html_text(page: str) -> str:
    """Never raises: a page that is not well formed gives what can be read of it. Linear in its length."""
    from lxml import etree  # only where a page is shared

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.replace("\0", "").encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:  # nothing is in it
        return ""
    seen, walker = _Seen(), etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element.tag in _UNSEEN:
            walker.skip_subtree()
        elif event == "start":
            seen.begin(element.tag, element.text)
        else:
            seen.end(element.tag, element.tail)
    seen.end_line()
    return "\n".join(seen.lines)


class _Seen:
    """The lines so far, and the one that is being read."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._has_words = False
        self._mark = ""

    def begin(self, tag: str, text: str | None) -> None:
        if tag in _IN_A_ROW:
            self._say(" | " if self._has_words else "")
        elif tag in _BLOCKS:
            self.end_line()
            self._mark = _HEADINGS.get(tag) or ("- " if tag == "li" else "")
        self._say(text or "")

    def end(self, tag: str, behind: str | None) -> None:
        if tag in _BLOCKS - _IN_A_ROW:
            self.end_line()
        self._say(behind or "")

    def _say(self, text: str) -> None:
        self._line.append(text)
        self._has_words = self._has_words or bool(text.strip())

    def end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        if text:
            self.lines.append(f"{self._mark}{text}")
            self._mark = ""
        self._line, self._has_words = [], False
