"""Texts with a secret and texts without one, a line each. `§hex32§` becomes 32 random hexadecimal digits at run time,
so nothing here looks like a live secret; `§=word§` is a secret as it stands; ¶ is a line break.

The rules were tuned on the files `…_tuned.txt`; of `…_held_out.txt` the first lines were never tuned on, and those from
“Morgen zusammen” on once, after a first count. `…_unseen.txt` was written by somebody who had not seen the rules, and
whoever changed them has not read it: do not look into it, only count. Once it has been read it joins the tuned ones,
and a new one is written.
"""

import base64
import random
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

_MARK = re.compile(r"§(?:=[^§]+|[a-z0-9]+)§")
_ALPHABETS = {
    "hex": "0123456789abcdef",
    "b": string.ascii_letters + string.digits,
    "b64x": string.ascii_letters + string.digits + "-_",
    "up": string.ascii_uppercase + string.digits,
    "upx": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "num": string.digits,
    "alpha": string.ascii_letters,
    "low": string.ascii_lowercase + string.digits,
}
_CHOSEN = ("Sommer", "dental", "Praxis", "hunter", "Bright", "verano", "Cliente", "maison", "Zon", "mia")


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as somebody pastes it, and the parts of it that must not be stored."""

    text: str
    secrets: tuple[str, ...]


def secrets(half: str) -> list[Sample]:
    """`half` is `tuned`, `held_out` or `unseen`."""
    return [_filled(line, random.Random(f"{half}{n}")) for n, line in enumerate(_lines(f"secrets_{half}"))]


def harmless(half: str) -> list[str]:
    return [_filled(line, random.Random(f"{half}{n}")).text for n, line in enumerate(_lines(f"harmless_{half}"))]


def _lines(name: str) -> list[str]:
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    return [line.replace("¶", "\n") for line in text.splitlines()]


def _filled(line: str, dice: random.Random) -> Sample:
    made: list[str] = []

    def fill(match: re.Match[str]) -> str:
        made.append(_made(match[0].strip("§"), dice))
        return made[-1]

    return Sample(_MARK.sub(fill, line), tuple(made))


def _made(what: str, dice: random.Random) -> str:
    if what.startswith("="):
        return what[1:]
    makers: dict[str, Callable[[], str]] = {
        "uuid": lambda: str(UUID(int=dice.getrandbits(128), version=4)),
        "pw": lambda: _chosen(dice),
        "phrase": lambda: "-".join(dice.choice(("correct", "horse", "battery", "staple", "window")) for _ in range(5)),
        "basic": lambda: base64.b64encode(f"clinic:{_chosen(dice)}".encode()).decode(),
    }
    if what in makers:
        return makers[what]()
    kind, length = re.fullmatch(r"(b62x|b64x|upx|[a-z]+)(\d+)", what).groups()  # type: ignore[union-attr]
    return "".join(dice.choice(_ALPHABETS["b" if kind == "b62x" else kind]) for _ in range(int(length)))


def _chosen(dice: random.Random) -> str:
    """As people choose passwords: a word, a number, often a sign."""
    word, number = dice.choice(_CHOSEN), dice.randrange(10, 9999)
    return dice.choice((f"{word}{number}", f"{word}{number}!", f"{word[:2]}@{word[2:]}{number}", f"{word}#{number}"))
