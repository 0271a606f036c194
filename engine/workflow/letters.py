"""Letters as a picture needs them: how wide they are, where lines break, and from which side they are read."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache

_NARROW, _WIDE = frozenset("iljtfr.,;:!|'’()[] I-"), frozenset("mwMWQGO@%&—")
_WIDTHS = (0.38, 0.6, 0.9, 1.05)
"""Of a narrow, an ordinary, a wide and a Chinese or Japanese letter, in letter heights; measured with DejaVu Sans, the
widest of the fonts that are drawn with."""


def width(text: str) -> float:
    """How wide a line is, in letter heights."""
    return sum(map(_width, text))


def _width(c: str) -> float:
    if unicodedata.combining(c):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return _WIDTHS[3]
    return _WIDTHS[0] if c in _NARROW else _WIDTHS[2] if c in _WIDE else 0.72 if c.isupper() else _WIDTHS[1]


def wrapped(text: str, most: float, size: Callable[[str], float] = width) -> list[str]:
    """Lines of at most `most`, broken at spaces where there are any; Chinese and Japanese break anywhere."""
    lines, line, used = [], "", 0.0
    for word in _pieces(" ".join(text.split()), most, size):
        if line and used + size(word) > most:
            lines.append(line.strip())
            line, used, word = "", 0.0, word.lstrip()
        line, used = line + word, used + size(word)
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str, most: float, size: Callable[[str], float]) -> Iterator[str]:
    """Words with the space before them; words longer than a line cut in parts, wide characters each by itself."""
    for at, word in enumerate(text.split(" ")):
        piece, used = (" " if at else ""), size(" ") if at else 0.0
        for c in word:
            wide = unicodedata.east_asian_width(c) in "WF"
            if piece.strip() and (wide or used + size(c) > most):
                yield piece
                piece, used = "", 0.0
            piece, used = piece + c, used + size(c)
        yield piece


# --- right to left ---


def is_right_to_left(text: str) -> bool:
    """Whether most letters of it are read from the right, as Arabic and Hebrew are."""
    sides = [unicodedata.bidirectional(c) for c in text]
    return sum(side in ("R", "AL") for side in sides) > sum(side == "L" for side in sides)


def visual(line: str) -> str:
    """The line as a drawer needs it that sets letter after letter from the left and joins none.

    Arabic letters take the form of their place in the word; runs from the right are turned around, numbers and Latin
    words within them are not. Without any such letter the line stays as it is.
    """
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line):
        return line
    runs = _runs(_joined(line))
    if is_right_to_left(line):
        runs.reverse()
    return "".join(_turned(run) if from_right else run for from_right, run in runs)


def _runs(line: str) -> list[tuple[bool, str]]:
    """The line cut where the direction changes; marks between two runs of one direction belong to it."""
    base = is_right_to_left(line)
    runs: list[tuple[bool, str]] = []
    for n, c in enumerate(line):
        from_right = _direction(line, n, base)
        if runs and runs[-1][0] == from_right:
            runs[-1] = (from_right, runs[-1][1] + c)
        else:
            runs.append((from_right, c))
    return runs


def _direction(line: str, at: int, base: bool) -> bool:
    """Whether the character is read from the right: by itself, or by the letters around it where it has no side."""
    side = unicodedata.bidirectional(line[at])
    if side in ("R", "AL", "NSM"):
        return True
    if side in ("L", "EN", "AN"):
        return False
    if line[at - 1 : at].isdigit() and line[at + 1 : at + 2].isdigit():  # the mark within 10:30
        return False
    before = next((s for c in reversed(line[:at]) if (s := unicodedata.bidirectional(c)) in _LETTERS), None)
    after = next((s for c in line[at + 1 :] if (s := unicodedata.bidirectional(c)) in _LETTERS), None)
    return base if (before == "L") != (after == "L") else before != "L"


_LETTERS = frozenset({"L", "R", "AL"})


def _turned(run: str) -> str:
    """From the other side, with each mark behind its letter and brackets mirrored."""
    clusters: list[str] = []
    for c in run:
        if clusters and unicodedata.combining(c):
            clusters[-1] += c
        else:
            clusters.append(_MIRRORED.get(c, c))
    return "".join(reversed(clusters))


_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


def _joined(line: str) -> str:
    """Arabic letters in the form that they take between their neighbours."""
    forms = _forms()
    shaped = [c for c in line if not unicodedata.combining(c) or c not in _HARAKAT]
    result: list[str] = []
    for n, c in enumerate(shaped):
        own = forms.get(c, {})
        before = n > 0 and "<initial>" in forms.get(shaped[n - 1], {}) and "<final>" in own
        after = n + 1 < len(shaped) and "<final>" in forms.get(shaped[n + 1], {}) and "<initial>" in own
        form = "<medial>" if before and after else "<final>" if before else "<initial>" if after else "<isolated>"
        result.append(own.get(form, c))
    return _ligated("".join(result))


_HARAKAT = frozenset(map(chr, range(0x064B, 0x0653)))
"""Vowel signs: a drawer that sets letter after letter puts them in the wrong place, and people read without them."""


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """Letter -> place in the word -> its form there, as Unicode lists the forms."""
    found: dict[str, dict[str, str]] = {}
    for code in range(0xFB50, 0xFEFD):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if len(letters) == 1:
            found.setdefault(chr(int(letters[0], 16)), {}).setdefault(kind, chr(code))
    return found


def _ligated(text: str) -> str:
    """With lam and alif as one letter, which everybody writes so."""
    for pair, one in _LAM_ALIF.items():
        text = text.replace(pair, one)
    return text


_LAM_ALIF = {
    "\ufedf\ufe8e": "\ufefb",
    "\ufee0\ufe8e": "\ufefc",
    "\ufedf\ufe84": "\ufef7",
    "\ufee0\ufe84": "\ufef8",
    "\ufedf\ufe88": "\ufef9",
    "\ufee0\ufe88": "\ufefa",
    "\ufedf\ufe82": "\ufef5",
    "\ufee0\ufe82": "\ufef6",
}
