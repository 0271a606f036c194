"""Somebody who pasted a key and asks where it went gets a true answer."""

import pytest

from engine.interview.guided import Guided
from tests.conftest import OpenEngine
from tests.talk import tell


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "question",
    ["did you store my token?", "Did you save my API key?", "is my key saved?", "where is the password I sent?"],
)
async def test_who_asks_for_a_pasted_secret_is_told_that_it_was_replaced_before_anything_was_saved(
    replica: OpenEngine, question: str
) -> None:
    engine = await replica(Guided())
    await tell(engine, "a receptionist for our dental clinic that books appointments")
    answered = await tell(engine, question)
    assert answered.reply is not None
    assert "replaced before anything is saved" in answered.reply.text
    assert "leaked" in answered.reply.text
