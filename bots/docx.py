"""The text of a Word document: a line a paragraph, headings and lists as Markdown marks them, a line a row of a table.

A document is a zip whose `word/document.xml` holds the text (ECMA-376, part 1, 17.3); nothing else of it is read.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show in place of what stands beside it."""
_BODY = "word/document.xml"
_MOST_LEVELS = 6


def docx_text(data: bytes, most: int) -> str | None:
    """None for a zip that is no Word document. ValueError for one that is broken, locked, or unpacks to more than
    `most` bytes. Linear in the length of the document, however its tables are nested."""
    from lxml import etree  # only where a document is shared

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _BODY not in archive.namelist():
            return None
        if archive.getinfo(_BODY).file_size > most:
            raise ValueError("too large")
        try:
            root = etree.fromstring(archive.read(_BODY), etree.XMLParser(resolve_entities=False, no_network=True))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, etree.XMLSyntaxError) as error:
            raise ValueError("broken") from error
    if root.getroottree().docinfo.doctype:  # Word writes none; one that is there may define entities
        raise ValueError("a document type")
    walker = etree.iterwalk(root, events=("start", "end"))
    return "\n".join(_lines(walker))


def _lines(walker: Any) -> list[str]:
    """A paragraph and a cell go to the innermost cell around them, else they are lines of the document."""
    lines, around, paragraphs = list[str](), list[list[str]](), list[_Paragraph]()

    def add(text: str) -> None:
        if text:
            (around[-1] if around else lines).append(text)

    for event, element in walker:
        tag = element.tag
        if event == "start" and tag == _TWICE:
            walker.skip_subtree()
        elif tag in (f"{_W}tr", f"{_W}tc"):
            if event == "start":
                around.append([])
            else:
                inner = around.pop()
                add((" | " if tag == f"{_W}tr" else " ").join(inner))
        elif tag == f"{_W}p":
            if event == "start":
                paragraphs.append(_Paragraph())
            else:
                add(paragraphs.pop().text)
        elif event == "start" and paragraphs:
            paragraphs[-1].take(element)
    return lines


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    in_a_list: bool = False
    runs: list[str] = field(default_factory=list)

    def take(self, element: Any) -> None:
        match element.tag:
            case t if t == f"{_W}t":
                self.runs.append(element.text or "")
            case t if t in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                self.runs.append(" ")
            case t if t == f"{_W}pStyle":
                self.style = element.get(f"{_W}val") or ""
            case t if t == f"{_W}numPr":
                self.in_a_list = True

    @property
    def text(self) -> str:
        text = " ".join("".join(self.runs).split())
        if not text:
            return ""
        if self.style.lower().startswith("heading") and self.style[-1:].isdigit():
            return f"{'#' * min(int(self.style[-1]) or 1, _MOST_LEVELS)} {text}"
        if self.style == "Title":
            return f"# {text}"
        return f"- {text}" if self.in_a_list else text
