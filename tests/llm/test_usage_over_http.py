"""What the language models of a session have cost is told over HTTP, turn by turn."""

import pytest

from engine.interview.guided import Guided
from engine.interview.llm.interviewer import LlmInterviewer
from engine.interview.llm.names import models_of
from engine.settings import Settings
from tests.admin_api.serving import create, get, say, serving
from tests.llm.consultant import CONVERSATION
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, settings_for


@pytest.fixture
def named(settings: Settings, provider: ProviderServer) -> Settings:
    """Settings that name the local provider and a fresh database."""
    known = settings_for(provider, RESPONSES)
    return known.model_copy(update={"database_url": settings.database_url, "redis_url": settings.redis_url})


def test_usage_is_told_by_turn_and_in_total(named: Settings, provider: ProviderServer) -> None:
    provider.says(CONVERSATION[0][1], CONVERSATION[1][1])
    with serving(named, LlmInterviewer(models_of(named), named, Guided())) as api:
        session_id = create(api, CONVERSATION[0][0])["session_id"]
        say(api, session_id, CONVERSATION[1][0])
        usage = get(api, session_id, "usage")
    assert [turn["used"]["input_tokens"] for turn in usage["turns"]] == [c.prompt.tokens for c in provider.calls]
    assert usage["total"]["calls"] == 2
    assert usage["total"]["output_tokens"] == sum(call.output for call in provider.calls)
    assert usage["total"]["cached_tokens"] == provider.calls[1].cached > 0
    assert usage["total"]["model"] == "openai:gpt-6.1-terra"
    assert usage["total"]["cost_usd"] > 0
    assert usage["budget_tokens"] == 1_000_000
    assert usage["prices"].startswith("genai-prices ")
    assert all(turn["message_id"].startswith("msg_") for turn in usage["turns"])
