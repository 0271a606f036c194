"""A prompt that somebody pastes to have it checked is no word about the agent that is being designed."""

from tests.guided.talk import talk

PROMPT = """# Identity

You are Mia, a receptionist of a dental clinic on the phone. You never transfer a call.

# Guardrails

- When the caller asks for a human, transfer the call to the front desk.
- Details stand at http://example.com/help and nowhere else.
"""


async def test_a_pasted_prompt_is_checked_and_changes_nothing() -> None:
    session = await talk("We run a florist and want an agent that takes orders.", f"Check this prompt:\n\n{PROMPT}")
    assert "https" in session.words
    assert "contradict each other" in session.words
    assert session.spec.name is None
    assert session.spec.company is None


async def test_a_word_about_a_prompt_is_no_prompt() -> None:
    session = await talk("We run a florist and want an agent that takes orders.", "check this prompt: later")
    assert "to look at in this prompt" not in session.words
