"""A shared file as material for the conversation: its text where it has one, and a kind sentence where it has none."""

import asyncio
import io
import json
import zipfile
import zlib

from charset_normalizer import from_bytes
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bots.docx import docx_text
from bots.html import html_text
from engine.errors import PersonError
from engine.interview.digest.places import PAGE_BREAK
from engine.interview.digest.shared import MOST_OF_DOCUMENT
from engine.messages.inbound import MOST_OF_FILE, Attachment
from engine.sentences import quoted

MOST_BYTES = 8_000_000
"""A larger file is not fetched at all. Of an agent all is read, of anything else at most 200,000 characters."""
MOST_FILES = 500
"""Of one export."""
_KINDS = "Text, Markdown, HTML, CSV, JSON, YAML, OpenAPI, PDF and DOCX files are what I can read."
_TEXT_SUFFIXES = ("txt", "md", "rst", "csv", "tsv", "json", "yaml", "yml", "html", "xml", "log", "srt", "vtt")


def too_large(name: str, size: int) -> str | None:
    """The sentence for a file that is not worth fetching, or None."""
    if size <= MOST_BYTES:
        return None
    return (
        f"{quoted(name)} has {size / 1e6:.0f} MB; I read files of up to {MOST_BYTES / 1e6:.0f} MB. "
        "Send the part that matters, or paste it here."
    )


async def read(name: str, media_type: str, data: bytes) -> Attachment | str:
    """The file as text, off the event loop; or a sentence that says why it cannot be read and what can."""
    if refused := too_large(name, len(data)):
        return refused
    try:
        text = await asyncio.to_thread(_text_of, name, media_type, data)
    except PersonError as error:
        return str(error)
    if not text.strip():
        return f"{quoted(name)} has no text in it that I could read. {_KINDS}"
    return Attachment(name, media_type, text[: MOST_OF_FILE + 1])


def _text_of(name: str, media_type: str, data: bytes) -> str:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if data.startswith(b"%PDF-") or media_type == "application/pdf":
        return _pdf(name, data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _docx(name, data) or _bundle(name, data)
    if media_type.startswith(("image/", "audio/", "video/")):
        kind = media_type.partition("/")[0]
        raise PersonError(f"I cannot see {quoted(name)}: it is {_KIND_WORDS[kind]}. {_KINDS}")
    if not (media_type.startswith("text/") or suffix in _TEXT_SUFFIXES or _looks_like_text(data)):
        raise PersonError(f"I cannot read {quoted(name)}. {_KINDS}")
    text = _decoded(data)
    if suffix in ("html", "htm") or media_type == "text/html":
        return html_text(text)
    return text


def _docx(name: str, data: bytes) -> str | None:
    """None for a zip that is something else."""
    try:
        return docx_text(data, MOST_BYTES)
    except ValueError:
        raise PersonError(f"{quoted(name)} is not a Word document that I can open. {_KINDS}") from None


def _bundle(name: str, data: bytes) -> str:
    """The JSON files of one of our exports, as the API gives them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = [info for info in archive.infolist() if info.filename.endswith(".json")][:MOST_FILES]
        if not inside or sum(info.file_size for info in inside) > MOST_BYTES:
            raise PersonError(f"I cannot read {quoted(name)}: it is no export of an agent. {_KINDS}")
        try:
            files = {info.filename: archive.read(info).decode("utf-8", "replace") for info in inside}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
            raise PersonError(f"I cannot open {quoted(name)}: it is broken, or protected by a password.") from None
    return json.dumps({"files": files})


_KIND_WORDS = {"image": "a picture", "audio": "a recording", "video": "a video"}


def _pdf(name: str, data: bytes) -> str:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PersonError(f"{quoted(name)} is protected by a password, so I cannot read it.")
        pages, length = list[str](), 0
        for page in reader.pages:
            pages.append(page.extract_text().replace(PAGE_BREAK, " "))
            length += len(pages[-1])
            if length > MOST_OF_DOCUMENT:
                break
        return f"\n\n{PAGE_BREAK}".join(pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError):
        # a broken PDF fails in as many ways as it is broken
        raise PersonError(f"{quoted(name)} is not a PDF that I can open. {_KINDS}") from None


_ENOUGH_TO_TELL = 20_000
"""Bytes by which the encoding of a text is told; all of a large file would take seconds."""
_OLDER_ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"]
_OLDER_ENCODINGS += ["cp932", "euc_jp", "gb18030", "big5", "cp949"]


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_older_encoding(data), "replace")


def _older_encoding(data: bytes) -> str:
    """The one in which the text reads most like a language; Windows-1252 where that is as good as any."""
    beginning = data[:_ENOUGH_TO_TELL].rpartition(b"\n")[0] if len(data) > _ENOUGH_TO_TELL else data
    found = from_bytes(beginning, cp_isolation=_OLDER_ENCODINGS)
    if (best := found.best()) is None:
        return "cp1252"
    as_good = (match for match in found if (match.chaos, match.coherence) == (best.chaos, best.coherence))
    return "cp1252" if any("cp1252" in match.could_be_from_charset for match in as_good) else best.encoding


def _looks_like_text(data: bytes) -> bool:
    return b"\x00" not in data[:4096]
