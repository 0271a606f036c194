"""What a check found: the flow check and the prompt lint speak the same way."""

from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning", "advice"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What one click or word does about a finding: a passage of the text replaced, or typed changes of the spec."""

    say: str
    """What it does: `Say that the agent invents nothing`."""
    old: str = ""
    """The passage that is replaced; empty: `new` comes at the end of the text."""
    new: str = ""
    changes: tuple[Any, ...] = ()
    """Of `engine.document.changes`, where the prompt was made from a spec."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. An `error` will not work on a call; a `warning` works badly; `advice` is a judgement."""

    rule: str
    """Id of the rule, such as `flow.dead_end` or `speech.one_question`."""
    level: Level
    message: str
    """One sentence for the team."""
    path: str = ""
    """The spec path, or the prompt section, that it concerns."""
    line: int = 0
    """Of the text, from 1; 0 where it concerns no line."""
    why: str = ""
    """What goes wrong otherwise, in half a sentence."""
    fix: Fix | None = None


def fixed(text: str, fix: Fix) -> str:
    """The text with a fix applied once; as it was where the passage is no longer there."""
    if not fix.old:
        return f"{text.rstrip()}\n\n{fix.new}\n" if fix.new else text
    return text.replace(fix.old, fix.new, 1)
