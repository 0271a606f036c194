"""“Check this prompt: …”: what the linter finds in any prompt that somebody pastes."""

from engine.interview.guided.understanding import Meaning, Part
from engine.messages.prompt_to_check import prompt_to_check


def prompt_check(part: Part) -> Meaning | None:
    """Nothing of a pasted prompt is about the agent that is being designed, so nothing else reads it."""
    prompt = prompt_to_check(part.message.text)
    if prompt is None:
        return None
    from engine.prompt.lint import lint  # nobody needs it before somebody pastes a prompt
    from engine.prompt.report import in_words

    return Meaning(says=in_words(lint(prompt)))
