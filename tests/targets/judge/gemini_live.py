"""The judge of Gemini Live: google-genai 3.4.0 and Google's guide to the Live API (November 2026)."""

import warnings
from collections.abc import Iterator
from typing import Any

from google.genai.types import LiveConnectConfig, Tool

from tests.targets.judge.closed import faults
from tests.targets.judge.json_schema import schema_faults
from tests.targets.judge.judge import Configs, Judge, Value

_CONFIG = "config.json"


def _types(path: str, config: Any) -> list[str]:
    if path != _CONFIG:
        return []
    tools = config.get("tools", []) if isinstance(config, dict) else []
    found = faults(tools, list[Tool], ".tools")  # the SDK takes a function of Python's as well
    found = found or faults(config, LiveConnectConfig) or _warned(config)
    if found:
        return found
    return [
        fault for d in _declared(config) for fault in schema_faults(d.get("parametersJsonSchema"), f".{d.get('name')}")
    ]


def _warned(config: Any) -> list[str]:
    """The SDK only warns of a value that is none of an enum, and the server refuses it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            LiveConnectConfig.model_validate(config)
        except (ValueError, UserWarning) as refused:
            return [f": {refused}"]
    return []


def _declared(config: Any) -> list[Any]:
    return [declared for tool in config.get("tools") or () for declared in tool.get("functionDeclarations") or ()]


def _is_a_voice_session(configs: Configs) -> Iterator[str]:
    """One modality a session; without compression it ends after a quarter of an hour."""
    config = configs[_CONFIG]
    if config.get("responseModalities") != ["AUDIO"]:
        yield "the session does not speak, or not only"
    if "slidingWindow" not in config.get("contextWindowCompression", {}) or "sessionResumption" not in config:
        yield "a long call ends in the middle"


def _functions_are_usable(configs: Configs) -> Iterator[str]:
    declared = _declared(configs[_CONFIG])
    names = [declaration.get("name") for declaration in declared]
    yield from (f"two functions are called {name}" for name in set(names) if names.count(name) > 1)
    yield from (f"{d['name']} says not what it does" for d in declared if not (d.get("description") or "").strip())
    if "tools" in configs[_CONFIG] and not declared:
        yield "tools without a function"


def _it_is_told_who_it_is(configs: Configs) -> Iterator[str]:
    instruction = configs[_CONFIG].get("systemInstruction")
    if not isinstance(instruction, str) or not instruction.strip():
        yield "there is no text of instructions"


JUDGE = Judge(
    platform="gemini_live",
    types=_types,
    values=(
        Value(
            "name", "API reference: function declarations", where=_CONFIG, pattern=r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}"
        ),
        Value("temperature", "API reference: 0 to 2", where=_CONFIG, low=0, high=2),
    ),
    rules=(_is_a_voice_session, _functions_are_usable, _it_is_told_who_it_is),
    ours=("call.json", "calls.json", "review.json", "tests.json"),
    keyed_by_data=frozenset({"properties"}),
    enums=frozenset({"responseModalities", "activityHandling", "voiceName", "type"}),
    references=frozenset({"required", "languageCodes"}),
)
