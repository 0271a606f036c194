"""A click that cannot be applied: the turn is taken all the same, and whoever clicked learns why."""

import pytest

from engine.interview.contract import Conversation, Interview, OnText
from engine.store import inbox
from engine.turns.turn import Engine, accept, answer_to
from engine.turns.worker import Worker
from tests.conftest import OpenEngine
from tests.interviewers import Plain
from tests.talk import clicks, says, tell

UNKNOWN: dict[str, object] = {"op": "accept", "tool": "no_such_tool"}


class FailsOnce(Plain):
    failed = False

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        if not self.failed:
            self.failed = True
            raise RuntimeError("the first attempt")
        return await super().interview(conversation, on_text)


async def test_a_click_says_why_it_was_refused_and_the_thread_goes_on(engine: Engine) -> None:
    clicked = await tell(engine, clicks("Yes", UNKNOWN))
    assert clicked.refused is not None
    assert "no_such_tool" in clicked.refused
    assert clicked.reply is not None
    assert clicked.refused in clicked.reply.text
    said = await tell(engine, "role: guide")
    assert (said.refused, said.session.spec.role) == (None, "guide")


async def test_an_attempt_that_failed_before_is_no_refusal(
    replica: OpenEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    engine = await replica(FailsOnce())
    accepted = await accept(engine, says("role: guide"))
    while (said := await answer_to(engine, accepted.inbox_id, timeout=0)) is None:
        await Worker(engine).sweep()
    assert (said.refused, said.session.spec.role) == (None, "guide")
