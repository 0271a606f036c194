"""Draws Mermaid text from standard input: `python render.py svg|png < flow.mmd > picture`.

Run as a process of its own by `engine.workflow.picture`, so it imports nothing of the engine. The rasteriser brings
a font of its own for Latin letters only. Other scripts in a PNG need a font on the machine (DejaVu has Cyrillic, Greek,
Hebrew and Arabic; Noto CJK the rest) and are empty boxes without one; an SVG uses the fonts of whoever looks at it.
"""

import re
import sys

import mmdr

WIDTH = 1200
"""Pixels: about the widest that Slack and Discord show without scaling a picture down."""
_VIEW_BOX = re.compile(r'viewBox="\S+ \S+ (\S+) \S+"')


class _Fitting(mmdr.Diagram):
    """A diagram whose letters fit. The renderer does not measure the font that it draws with, so a flow is laid out
    for letters of 17 pixels (`picture.mermaid` says so) and drawn with 14: a wide font stays within its box too."""

    def svg(self) -> str:
        return str(super().svg()).replace("font-size:17px", "font-size:14px")


def main(form: str, source: str) -> bytes:
    """The picture as `svg` or `png`. Raises ValueError for text that is not Mermaid."""
    diagram = _Fitting(source)
    drawn = diagram.svg()
    return drawn.encode() if form == "svg" else bytes(diagram.png(width=_pixels(drawn), background="#ffffff"))


def _pixels(drawn: str) -> int:
    """A small flow at twice its size, so that it is crisp; a large one at its own, so that it stays readable."""
    box = _VIEW_BOX.search(drawn)
    own = float(box.group(1)) if box else WIDTH
    return round(max(own, min(2 * own, WIDTH)))


if __name__ == "__main__":
    sys.stdout.buffer.write(main(sys.argv[1], sys.stdin.buffer.read().decode()))
