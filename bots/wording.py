"""Words and lines that every platform shows alike; how they look is the platform's. Texts are CommonMark."""

from engine.document.diff import DiffLine
from engine.document.spec import Tool
from engine.document.stages import TITLES
from engine.markdown import plain
from engine.messages.replies import Diff, Files, ProgressLine
from engine.sentences import listed

OUT_OF_ORDER = "I cannot reach my own memory just now, so nothing was changed. Please try again in a minute."
NOT_STORED = "I could not store that message just now. Please send it again in a minute."
NO_FILES = "I could not attach the files here. Whoever runs Agent Builder can fetch them from its admin API."
_EFFECTS = {"read": "looks things up", "write": "changes something", "irreversible": "cannot be undone"}


def bar(part: ProgressLine, width: int = 20) -> str:
    """How far the session is, drawn; `standing` says it."""
    done = part.percent * width // 100
    return f"{'█' * done}{'░' * (width - done)}"


def standing(part: ProgressLine) -> str:
    return f"{part.percent} % · {TITLES[part.stage]}"


def manner(tool: Tool) -> str:
    """What it means that the agent uses this tool."""
    return f"{_EFFECTS[tool.effect]}{', asks the caller first' if tool.confirm else ''}"


def changed(part: Diff) -> str:
    """Each value before and after, with the people who said them."""
    return "\n".join(["Changed:", "", *(f"- {_changed(line)}" for line in part.lines)])


def export_ready(part: Files, how: str = "") -> str:
    """`how` says how to take it where nothing is attached."""
    from engine.sessions import PLATFORM_NAMES  # a terminal greets before it loads them

    ready = f"Your {PLATFORM_NAMES[part.platform]} export is ready, version {part.version}{how}."
    return ready + (f" Still open in it: {listed([f'`{name}`' for name in part.open])}." if part.open else "")


def _changed(line: DiffLine) -> str:
    before, after = _side(line.before, line.before_by), _side(line.after, line.after_by)
    return f"`{line.path}`: {before} → {after}"


def _side(value: str, by: str) -> str:
    return (f"“{value}”" if value else "nothing") + (f" ({plain(by)})" if by else "")
