"""“Check this prompt: …”: somebody wants to know what is wrong with a prompt, and nothing else."""

import re

_ASKED = re.compile(
    r"\s*(?:please |can you |could you )*(?:check|lint|review|look at|have a look at) (?:this|my|our|the following) "
    r"(?:system )?prompt(?: please)?(?: for me)?\s*[:\n]\s*",
    re.IGNORECASE,
)
_SHORTEST = 40
"""Characters. Less is no prompt, but a word about one."""


def prompt_to_check(message: str) -> str | None:
    """The prompt that stands behind these words; None for any other message."""
    asked = _ASKED.match(message)
    prompt = message[asked.end() :].strip() if asked else ""
    return prompt if len(prompt) >= _SHORTEST else None
