"""Who asks the builder for its advice hears what a designer knows about the jobs in hand."""

import subprocess
import sys

import pytest

from engine.playbooks import job
from tests.guided.talk import Talk, talk

OPENING = "A friendly receptionist for our dental clinic that books and moves appointments"


async def _at_the_approval(opening: str = OPENING) -> Talk:
    """Tone and greeting are taken as suggested, until something is shown for a yes."""
    session = await talk(opening)
    for _ in range(8):
        if session.asked and session.asked.path.startswith("approval:"):
            return session
        await session.say("yes")
    raise AssertionError(session.words)


@pytest.mark.parametrize(
    "asking", ["What would you recommend?", "what do others do?", "Was würdest du empfehlen?", "¿Qué me recomiendas?"]
)
async def test_a_recommendation_names_open_points_of_the_job_with_what_we_would_do_and_why(asking: str) -> None:
    session = await _at_the_approval()
    before, asked = session.spec, session.asked
    await session.say(asking)
    first = job("book_appointment").questions[0]
    assert first.ask in session.words
    assert first.default in session.words
    assert first.why in session.words
    assert session.spec == before
    assert (session.asked and session.asked.path) == (asked and asked.path)


async def test_asked_about_one_value_it_recommends_that_value() -> None:
    session = await talk(OPENING, "What would you recommend?")
    assert session.asked is not None
    assert session.asked.path == "greeting"
    assert session.words.startswith("I would say “Hello, thank you for calling")


async def test_an_example_call_is_that_of_the_job() -> None:
    session = await _at_the_approval()
    await session.say("Can you show me a sample call?")
    assert job("book_appointment").examples.happy[0].text in session.words
    assert "- Tool:" not in session.words


async def test_where_no_playbook_is_known_there_is_an_example_of_an_answer() -> None:
    session = await _at_the_approval("A receptionist that dances with the caller")
    await session.say("What would you recommend?")
    assert "For example: “" in session.words


def test_nothing_is_known_of_playbooks_before_somebody_needs_them() -> None:
    """The first screen of the terminal stands without them."""
    script = (
        "import sys, bots.terminal.chat, engine.interview.guided.pipeline;"
        "print([name for name in sys.modules if name.startswith('engine.playbooks')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
