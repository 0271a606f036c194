"""The conversation in the README: held anew with the lines of `answers.txt`, so that nobody writes it by hand.

`python -m tests.readme.conversation` puts it, and the picture that it drew, where the README shows them.
"""

import re
import tempfile
from pathlib import Path

from tests.terminal.chats import ROOT, piped

README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "flow.png"
_BEGIN, _END = "<!-- conversation -->\n", "<!-- /conversation -->"


def held(folder: Path) -> str:
    """What the terminal shows for the lines of `answers.txt`, as one code block of Markdown."""
    lines = (Path(__file__).parent / "answers.txt").read_text(encoding="utf-8").splitlines()
    chat = piped(folder, *lines, name="clinic", LOGNAME="ana")
    assert chat.code == 0, chat.errors
    return f"```text\n{chat.shown.strip()}\n```\n"


def without_clock(text: str) -> str:
    """The text with the times of day masked, which are those of the run."""
    return re.sub(r"\(\d{1,2} \w+, \d\d:\d\d\)", "(some day)", text)


def shown() -> str:
    """What the README shows now."""
    return README.read_text(encoding="utf-8").partition(_BEGIN)[2].partition(_END)[0]


def refresh() -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        text = README.read_text(encoding="utf-8")
        before, after = text.partition(_BEGIN)[0], text.partition(_END)[2]
        README.write_text(f"{before}{_BEGIN}{held(folder)}{_END}{after}", encoding="utf-8")
        *_, last = sorted(folder.glob("exports/clinic/flow-v*.png"), key=lambda path: path.stat().st_mtime)
        PICTURE.write_bytes(last.read_bytes())


if __name__ == "__main__":
    refresh()
