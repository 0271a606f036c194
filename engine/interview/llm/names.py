"""Which models to talk to, in order of preference, as the operator named them. Needs no SDK, so it is read at start."""

from dataclasses import dataclass
from typing import Literal

from engine.errors import OperatorError
from engine.sentences import listed, quoted
from engine.settings import Settings

Api = Literal["anthropic", "openai-responses", "openai-chat"]
"""The wire protocols. OpenAI itself is spoken to through the Responses API, which it recommends for new work and prices
the same; everything that calls itself OpenAI-compatible (Ollama, vLLM, gateways) through Chat Completions, which is the
part that all of them have."""

DEFAULTS = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-6.1-terra"}
"""The middle tier of each: it follows the rules for good questions, answers within seconds, and a finished agent costs
cents (docs/llm.md)."""
_PROVIDERS = ("anthropic", "openai", "openai-chat", "openai-responses")
_OPENAI = "https://api.openai.com"


@dataclass(frozen=True, slots=True)
class ModelName:
    """One entry of `LLM_MODELS`, such as `anthropic:claude-sonnet-5-5`."""

    api: Api
    model: str

    @property
    def provider(self) -> Literal["anthropic", "openai"]:
        return "anthropic" if self.api == "anthropic" else "openai"

    def __str__(self) -> str:
        return f"{self.provider}:{self.model}"


def models_of(settings: Settings) -> tuple[ModelName, ...]:
    """The models in order of preference; none means: guided only. Raises OperatorError with one sentence.

    Without `LLM_MODELS` it is the default model of every provider whose key is set, Anthropic first.
    """
    _check_keys(settings)
    if settings.llm_models:
        names = [_parsed(entry, settings) for entry in settings.llm_models.split(",") if entry.strip()]
        return tuple(dict.fromkeys(names))
    if settings.openai_base_url and not _is_openai(settings):
        raise OperatorError("OPENAI_BASE_URL is set, so name its model in LLM_MODELS, for example openai:qwen3:32b.")
    keys = (("anthropic", settings.anthropic_api_key), ("openai", settings.openai_api_key))
    return tuple(_parsed(f"{provider}:{DEFAULTS[provider]}", settings) for provider, key in keys if key)


def _parsed(entry: str, settings: Settings) -> ModelName:
    provider, _, model = entry.strip().partition(":")
    if provider not in _PROVIDERS or not model.strip():
        raise OperatorError(
            f"LLM_MODELS names {quoted(entry.strip())}; write provider:model, with a provider of "
            f"{listed(_PROVIDERS, 'or')}, for example anthropic:{DEFAULTS['anthropic']}."
        )
    if any(c.isspace() or not c.isprintable() for c in model.strip()):
        raise OperatorError(f"LLM_MODELS names {quoted(entry.strip())}; separate models with commas.")
    _check_reachable(provider, entry.strip(), settings)
    if provider == "openai":
        provider = "openai-responses" if _is_openai(settings) else "openai-chat"
    return ModelName(provider, model.strip())  # type: ignore[arg-type]  # one of _PROVIDERS, and no longer plain openai


def _check_reachable(provider: str, entry: str, settings: Settings) -> None:
    if provider == "anthropic" and not settings.anthropic_api_key:
        raise OperatorError(f"LLM_MODELS names {entry}, but ANTHROPIC_API_KEY is not set.")
    if provider != "anthropic" and not settings.openai_api_key and _is_openai(settings):
        raise OperatorError(
            f"LLM_MODELS names {entry}, but neither OPENAI_API_KEY nor OPENAI_BASE_URL (for a local server) is set."
        )


def _check_keys(settings: Settings) -> None:
    keys = (("ANTHROPIC_API_KEY", settings.anthropic_api_key), ("OPENAI_API_KEY", settings.openai_api_key))
    for name, key in keys:
        if key and (not key.isascii() or any(c.isspace() for c in key)):
            raise OperatorError(f"{name} holds spaces or characters that no key has; paste it again.")
    if settings.openai_api_key and settings.openai_api_key.startswith("sk-ant-") and _is_openai(settings):
        raise OperatorError("OPENAI_API_KEY holds an Anthropic key; set it as ANTHROPIC_API_KEY.")
    if settings.anthropic_api_key and not settings.anthropic_base_url:
        _check_prefix("ANTHROPIC_API_KEY", settings.anthropic_api_key, "sk-ant-")
    if settings.openai_api_key and _is_openai(settings):
        _check_prefix("OPENAI_API_KEY", settings.openai_api_key, "sk-")


def _check_prefix(name: str, key: str, prefix: str) -> None:
    if not key.startswith(prefix):
        raise OperatorError(f"{name} does not look like a key: it should begin with “{prefix}”.")


def _is_openai(settings: Settings) -> bool:
    return (settings.openai_base_url or _OPENAI).startswith(_OPENAI)
