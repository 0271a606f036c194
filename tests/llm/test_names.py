"""The models of the settings: sensible without LLM_MODELS, and one clear sentence where something is wrong."""

from typing import Any

import pytest

from engine.errors import OperatorError
from engine.interview.choice import in_words, interviewer_from
from engine.interview.guided import Guided
from engine.interview.llm.names import DEFAULTS, models_of
from engine.settings import load_settings
from tests.llm.talk import ANTHROPIC_KEY, OPENAI_KEY

OPENAI, ANTHROPIC = {"openai_api_key": OPENAI_KEY}, {"anthropic_api_key": ANTHROPIC_KEY}
LOCAL = {"openai_base_url": "http://localhost:11434/v1"}


def models(**values: Any) -> list[tuple[str, str]]:
    return [(name.api, name.model) for name in models_of(load_settings(None, **values))]


def test_no_key_means_guided() -> None:
    interviewer = interviewer_from(load_settings(None))
    assert isinstance(interviewer, Guided)
    assert in_words(interviewer) == ""


def test_a_key_is_enough() -> None:
    assert models(**OPENAI) == [("openai-responses", DEFAULTS["openai"])]
    assert models(**ANTHROPIC) == [("anthropic", DEFAULTS["anthropic"])]
    assert [api for api, _ in models(**OPENAI, **ANTHROPIC)] == ["anthropic", "openai-responses"]


def test_models_are_tried_in_the_order_they_are_named() -> None:
    named = models(**OPENAI, **ANTHROPIC, llm_models="openai:gpt-6-luna, anthropic:claude-haiku-5-5,openai:gpt-6-luna")
    assert named == [("openai-responses", "gpt-6-luna"), ("anthropic", "claude-haiku-5-5")]


def test_a_local_server_needs_no_key_and_speaks_chat_completions() -> None:
    assert models(**LOCAL, llm_models="openai:qwen3:32b") == [("openai-chat", "qwen3:32b")]
    assert models(**LOCAL, llm_models="openai-responses:gpt-oss") == [("openai-responses", "gpt-oss")]


def test_openai_by_its_own_address_is_openai() -> None:
    assert models(**OPENAI, openai_base_url="https://api.openai.com/v1") == [("openai-responses", DEFAULTS["openai"])]


def test_the_chat_says_whom_people_talk_to() -> None:
    interviewer = interviewer_from(load_settings(None, **OPENAI, **ANTHROPIC))
    first, second = f"anthropic:{DEFAULTS['anthropic']}", f"openai:{DEFAULTS['openai']}"
    assert in_words(interviewer) == f"You are talking to {first}. If it does not answer, {second} does."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"llm_models": "gpt-5"}, "LLM_MODELS names “gpt-5”; write provider:model"),
        ({"llm_models": "mistral:large"}, "LLM_MODELS names “mistral:large”"),
        ({"llm_models": "openai:"}, "LLM_MODELS names “openai:”"),
        ({"llm_models": "openai:a b", **OPENAI}, "separate models with commas"),
        ({"llm_models": "anthropic:claude"}, "but ANTHROPIC_API_KEY is not set"),
        ({"llm_models": "openai:gpt"}, "but neither OPENAI_API_KEY nor OPENAI_BASE_URL"),
        ({"openai_api_key": ANTHROPIC_KEY}, "OPENAI_API_KEY holds an Anthropic key"),
        ({"openai_api_key": "hello"}, "OPENAI_API_KEY does not look like a key"),
        ({"anthropic_api_key": OPENAI_KEY}, "ANTHROPIC_API_KEY does not look like a key"),
        ({"anthropic_api_key": f"{ANTHROPIC_KEY}\nexport"}, "ANTHROPIC_API_KEY holds spaces"),
        ({**LOCAL}, "name its model in LLM_MODELS"),
        ({"openai_base_url": "localhost:11434"}, "OPENAI_BASE_URL must be an address"),
        ({"session_token_budget": -1}, "SESSION_TOKEN_BUDGET must be at least 0"),
    ],
)
def test_a_wrong_setting_is_one_sentence_at_the_start(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OperatorError) as error:
        interviewer_from(load_settings(None, **values))
    assert sentence in str(error.value)
    assert all(secret not in str(error.value) for secret in (OPENAI_KEY, ANTHROPIC_KEY))
