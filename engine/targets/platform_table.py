"""The README's tables of platforms and features, from what the platforms say of themselves.

`python -m engine.targets.platform_table README.md` writes them into the file, between its two marks.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.targets import TARGETS
from engine.targets.bundle import Handling
from engine.targets.features import FEATURES
from engine.targets.target import Target

_BEGIN, _END = "<!-- platforms -->\n", "<!-- /platforms -->\n"
_MARKS: Mapping[Handling, str] = {"native": "●", "emulated": "○", "not_supported": "–"}


def tables() -> str:
    """What each platform gives, and which takes what."""
    return "\n".join([*_platforms(), "", *_features(), ""])


def written(text: str) -> str:
    """The text with the tables of today between its marks."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{tables()}{_END}{after}"


def _platforms() -> Iterator[str]:
    yield "| platform | what you get |"
    yield "| --- | --- |"
    yield from (f"| `{target.name}` | {target.gives or target.offer} |" for target in TARGETS.values())


def _features() -> Iterator[str]:
    shown: list[Target] = [target for target in TARGETS.values() if target.capabilities.features]
    yield "● as it is, ○ in another way, – not at all; `LOSSES.md` in each bundle says how."
    yield ""
    yield f"| | {' | '.join(target.title for target in shown)} |"
    yield f"| --- |{' :-: |' * len(shown)}"
    for feature, known in FEATURES.items():
        marks = " | ".join(_MARKS[target.capabilities.how(feature).handling] for target in shown)
        yield f"| {known.title} | {marks} |"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(written(path.read_text("utf-8")), "utf-8")
