"""The text of a Word document: a line a paragraph, headings and lists as Markdown marks them, a line a row of a table.

A document is a zip whose `word/document.xml` holds the text (ECMA-376, part 1, 17.3); nothing else of it is read.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_MOST_LEVELS = 6


def docx_text(data: bytes, most: int) -> str | None:
    """None for a zip that is no Word document. ValueError for one that is broken, locked, or unpacks to more than
    `most` bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _BODY not in archive.namelist():
            return None
        if archive.getinfo(_BODY).file_size > most:
            raise ValueError("too large")
        try:
            root = ElementTree.fromstring(_checked(archive.read(_BODY)))  # noqa: S314 - without a DTD, see below
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, ElementTree.ParseError) as error:
            raise ValueError("broken") from error
    return "\n".join(line for line in _lines(root) if line)


def _checked(xml: bytes) -> bytes:
    """Word writes no document type; one that is there may define entities that grow without end."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a document type")
    return xml


def _lines(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tr":
            yield " | ".join(" ".join(filter(None, _lines(cell))) for cell in child.iter(f"{_W}tc"))
        else:
            yield from _lines(child)


def _paragraph(paragraph: Element) -> str:
    text = " ".join("".join(_runs(paragraph)).split())
    if not text:
        return ""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "") if style is not None else ""
    if name.lower().startswith("heading") and name[-1:].isdigit():
        return f"{'#' * min(int(name[-1]) or 1, _MOST_LEVELS)} {text}"
    if name == "Title":
        return f"# {text}"
    return f"- {text}" if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else text


def _runs(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
