"""“Check this prompt: …”: what the lint finds in any prompt that somebody pastes."""

import re

from engine.interview.guided.understanding import Meaning, Part

_ASKED = re.compile(
    r"\s*(?:please |can you |could you )*(?:check|lint|review|look at|have a look at) (?:this|my|our|the following) "
    r"(?:system )?prompt(?: please)?(?: for me)?\s*[:\n]\s*",
    re.IGNORECASE,
)
_SHORTEST = 40
"""Characters. Less is no prompt, but a word about one."""


def prompt_check(part: Part) -> Meaning | None:
    """Nothing of a pasted prompt is about the agent that is being designed, so nothing else reads it."""
    asked = _ASKED.match(part.message.text)
    if not asked or len(text := part.message.text[asked.end() :].strip()) < _SHORTEST:
        return None
    from engine.prompt.lint import lint  # nobody needs it before somebody pastes a prompt
    from engine.prompt.report import in_words

    return Meaning(says=in_words(lint(text)))
