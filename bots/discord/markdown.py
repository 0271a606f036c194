"""CommonMark -> what Discord shows.

| CommonMark | Discord | what is done |
| --- | --- | --- |
| `**bold**`, `*italic*`, `` `code` ``, fences, lists, `> quotes`, `[links](url)` | the same | nothing |
| `__bold__` | underlined | becomes `**bold**` |
| `||` | hides what stands between two of them | escaped |
| `-# ` at the start of a line | small print | escaped |
| `<@1>`, `<@&1>`, `@everyone`, `@here` | names, and would notify | shown, notifies nobody: `AllowedMentions.none()` |
| tables, pictures | shown as they are written | not used by the builder |

Code is never touched.
"""

import re

_CODE = re.compile(r"(```.*?(?:```|\Z)|``.+?``|`[^`\n]+`)", re.DOTALL)
_STRONG = re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)")
_SMALL_PRINT = re.compile(r"^(\s*)-# ", re.MULTILINE)


def discord_markdown(text: str) -> str:
    """The same text in Discord's dialect."""
    pieces = _CODE.split(text)
    return "".join(piece if at % 2 else _prose(piece) for at, piece in enumerate(pieces))


def _prose(text: str) -> str:
    strong = _STRONG.sub(r"**\1**", text)
    return _SMALL_PRINT.sub(r"\1\\-# ", strong).replace("||", "\\|\\|")
