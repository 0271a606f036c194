"""“share notes.md”, “notes.md is attached”: about the thread, and nothing that an agent does in a call."""

import re

from engine.interview.guided.understanding import Meaning, Part

_FILE = re.compile(r"[\w-]+\.(?:md|txt|pdf|docx?|csv|xlsx?|json|ya?ml|png|jpe?g)", re.IGNORECASE)
_MOST_WORDS = 8


def about_files(part: Part) -> Meaning | None:
    """None where no file is named, or where the sentence tells more than that."""
    if len(part.tokens) > _MOST_WORDS or not any(_FILE.fullmatch(t.text) for t in part.tokens):
        return None
    return Meaning(says="I read a file when it comes with a message; nothing has changed.")
