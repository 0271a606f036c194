"""Draws Mermaid text from standard input as PNG: `python render.py < flow.mmd > picture.png`.

Run as a process of its own by `engine.workflow.picture`: drawing letters holds the GIL, and it is native code. A text
whose letters no font on the machine has is left out, and the number of its step leads to the words beside the picture.
"""

import importlib.util
import struct
import sys
import zlib
from functools import cache
from itertools import chain
from pathlib import Path

import novasvg
import novasvg.fonts

sys.path.insert(0, str(Path(__file__).parents[2]))  # alone (-I) it would not find the engine

from engine.workflow.diagram import diagram_of
from engine.workflow.layout import svg
from engine.workflow.letters import visual

SCALE = 2
"""So that it is crisp on a fine screen, and when a chat makes it larger."""
_FONTS = ("DejaVu Sans", "Noto Sans", "Verdana", "sans-serif")
"""Tried in this order; the last one is what the drawer brings itself."""
_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts",
    "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_FILES = (
    "NotoSansCJK-Regular.*", "NotoSansCJK*-Regular.otf", "SourceHanSans*-Regular.*", "wqy-*.ttc",
    "DroidSansFallback*.ttf", "ipaexg.ttf", "ipag.ttf", "msyh.ttc", "malgun.ttf", "Arial Unicode.ttf",
    "NotoSansThai-Regular.ttf",
)  # fmt: skip
"""Fonts for Chinese, Japanese, Korean and Thai, as systems name their files."""
_PACKAGE = "cvttf_NotoSansCJK_Regular"
"""A package that is nothing but such a font, for machines where no system font can be installed."""
_JOINING = frozenset(range(0x0900, 0x1000)) | frozenset(range(0x1780, 0x1800))
"""Scripts of India and its neighbours, whose letters take shapes that a drawer of single letters does not know."""


def main(source: str) -> bytes:
    """The picture. Raises ValueError for text that is no flow."""
    drawing = svg(diagram_of(source), _shown)
    document = novasvg.Document.load_from_data(drawing)
    if document is None:
        raise ValueError("the drawing cannot be read")
    width = round(SCALE * float(drawing.partition('width="')[2].partition('"')[0]))
    return _png(document.render_to_bitmap(width, -1, novasvg.Color("#ffffff")))


def _png(bitmap: novasvg.Bitmap) -> bytes:
    """As PNG; the drawer's own encoder takes five times as long."""
    data, stride, packed = memoryview(bitmap.tobytes()), 4 * bitmap.width, zlib.compressobj(3)
    rows = (data[at : at + stride] for at in range(0, len(data), stride))
    pixels = b"".join(packed.compress(part) for row in rows for part in (b"\0", row)) + packed.flush()
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 6, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _shown(text: str) -> tuple[str, str] | None:
    """The text as single letters from the left, with the first font that has them all."""
    letters = visual(text)
    needed = {ord(c) for c in letters if not c.isspace()}
    if needed & _JOINING:
        return None
    font = next((font for font in chain(_FONTS, _found()) if needed <= _letters_of(font)), None)
    return (letters, font) if font else None


@cache
def _found() -> tuple[str, ...]:
    """Fonts on this machine that the drawer does not find by itself; looked for only when they are needed."""
    package = importlib.util.find_spec(_PACKAGE)
    folders = [*map(Path, package.submodule_search_locations or ())] if package else []
    folders += [path for folder in _FOLDERS if (path := Path(folder).expanduser()).is_dir()]
    files = (file for folder in folders for name in _FILES for file in sorted(folder.rglob(name)))
    add = novasvg.fonts.add_font_face_from_file
    return tuple(file.stem for file in files if add(file.stem, False, False, str(file)))


@cache
def _letters_of(font: str) -> frozenset[int]:
    face = novasvg.fonts.get_font_face_for_family_stack(font)
    return frozenset(face.codepoints()) if face else frozenset()


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.stdin.buffer.read().decode()))
