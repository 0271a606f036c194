"""What no vendor type catches in a Live configuration, so we check it."""

import re
from collections.abc import Iterator
from typing import Any

from engine.findings import Finding
from engine.targets.checks import COMMON, Check, checker, error
from engine.targets.configs import Configs
from engine.targets.gemini_live.capabilities import MODELS, VOICES
from engine.targets.own_code_checks import OWN_CODE, functions_are_named, no_template_is_left

PATH = "config.json"
_FUNCTION_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")
_PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def functions_are_called(configs: Configs) -> Iterator[Finding]:
    yield from functions_are_named([d["name"] for d in _declarations(configs)], configs, PATH, _FUNCTION_NAME)


def parameters_are_named(configs: Configs) -> Iterator[Finding]:
    for declaration in _declarations(configs):
        for name in declaration["parametersJsonSchema"]["properties"]:
            if not _PARAMETER_NAME.fullmatch(name):
                yield error("function.parameter", f"“{name}” is no name of a parameter.", PATH)


def the_platform_knows_its_names(configs: Configs) -> Iterator[Finding]:
    voice = configs[PATH]["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"]
    if voice not in VOICES:
        yield error("config.voice", f"There is no voice “{voice}”.", PATH)
    if configs["call.json"]["model"] not in MODELS:
        yield error("config.model", f"There is no Live model “{configs['call.json']['model']}”.", "call.json")
    for tag in configs[PATH]["inputAudioTranscription"].get("languageCodes", ()):
        if not _LANGUAGE.fullmatch(tag):
            yield error("config.language", f"“{tag}” is no language.", PATH)


def one_modality(configs: Configs) -> Iterator[Finding]:
    """A session answers in one modality only, and a voice agent in audio."""
    if configs[PATH]["responseModalities"] != ["AUDIO"]:
        yield error("config.modality", "A voice agent answers in audio only.", PATH)


def temperature_is_in_range(configs: Configs) -> Iterator[Finding]:
    if not 0 <= configs[PATH].get("temperature", 1) <= 2:
        yield error("config.temperature", "The temperature is not between 0 and 2.", PATH)


def _declarations(configs: Configs) -> list[dict[str, Any]]:
    return [d for tool in configs[PATH].get("tools", ()) for d in tool["functionDeclarations"]]


RULES: tuple[Check, ...] = (
    *COMMON,
    *OWN_CODE,
    functions_are_called,
    parameters_are_named,
    the_platform_knows_its_names,
    one_modality,
    temperature_is_in_range,
    no_template_is_left,
)
check = checker(*RULES)
