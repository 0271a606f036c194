"""Reply parts -> what a terminal shows. Markdown is drawn by rich on a screen and stays plain in a pipe."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import assert_never

from rich.console import Console
from rich.markdown import Markdown

from bots.terminal.lines import PROMPT
from bots.wording import bar, changed, export_ready, manner, standing
from engine.intake import clean
from engine.markdown import plain
from engine.messages.recap import Recap, in_words
from engine.messages.replies import (
    Asks,
    Diff,
    Files,
    Form,
    Notice,
    Picture,
    ProgressLine,
    Reply,
    ReplyPart,
    Suggestion,
    Suggestions,
    Text,
    ToolCard,
    for_approval,
)

_MOST_ECHOED = 1000


class View:
    """The screen (or the pipe) that one chat writes to."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, markdown: str) -> None:
        """One paragraph of the builder."""
        self.console.print()
        if self.console.is_terminal:
            self.console.print(Markdown(markdown, hyperlinks=False))  # nothing hides where it leads
        else:
            self.console.print(markdown, markup=False, highlight=False, soft_wrap=True)

    def opens(self, name: str, question: Reply) -> None:
        """A new chat, and its first question."""
        self.say(f"This is session “{name}”. To come back to it: `make chat NAME={name}`")
        self.reply(question)

    def typed(self, line: str) -> None:
        """What came through the pipe, as it would stand on a screen."""
        self.console.print(f"\n{PROMPT}{clean(line)[:_MOST_ECHOED]}", markup=False, highlight=False, soft_wrap=True)

    def reply(self, reply: Reply, pictures: Iterable[Path] = ()) -> None:
        """The whole reply, part by part; `pictures` are the files that its pictures were written to."""
        files = iter(pictures)
        for part in reply.parts:
            markdown = _markdown(part, files, plain if self.console.is_terminal else str)
            if markdown:
                self.say(markdown)


def choice(reply: Reply | None, typed: str) -> Suggestion | None:
    """The suggestion that a typed number or its very label means; None when it is a message like any other."""
    if reply is None:
        return None
    suggestions = reply.suggestions
    if typed.isdecimal() and 1 <= int(typed[:4]) <= len(suggestions):
        return suggestions[int(typed[:4]) - 1]
    return next((s for s in suggestions if s.label.casefold() == typed.casefold()), None)


def _markdown(part: ReplyPart, pictures: Iterator[Path], shown: Callable[[str], str]) -> str:
    """`shown` keeps a text from being read as Markdown where the screen reads that."""
    match part:
        case Text(markdown=markdown):
            return markdown
        case Notice(text=text):
            return f"> {text}"
        case ProgressLine():
            return f"{bar(part)} {standing(part)}"
        case Suggestions(items=items):
            return "\n".join(f"{at}. {shown(item.label)}" for at, item in enumerate(items, 1))
        case ToolCard():
            return _tool(part)
        case Form():
            return ""  # a terminal has no forms: the words ask for one value at a time
        case Picture(title=title, alt=alt):
            path = next(pictures, None)
            return f"{title}:\n\n{alt}" + (f"\n\nThe picture is in {path}" if path else "")
        case Diff():
            return changed(part)
        case Recap():
            return in_words(part)
        case Asks(names=names):
            return for_approval(names)
        case Files():
            return export_ready(part, f": `/export {part.platform}` writes its {len(part.paths)} files")
        case _:
            assert_never(part)


def _tool(card: ToolCard) -> str:
    tool = card.tool
    because = f"\n  because you said “{tool.because}”" if tool.because else ""
    return f"- **{tool.name}**: {tool.purpose} ({manner(tool)}){because}"
