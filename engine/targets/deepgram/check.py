"""What no vendor type catches in the settings of a Deepgram Voice Agent, so we check it."""

import re
from collections.abc import Iterator

from engine.findings import Finding
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.targets.checks import COMMON, Check, checker, error
from engine.targets.configs import Configs
from engine.targets.deepgram.capabilities import LONGEST_PROMPT
from engine.targets.deepgram.values import models, multilingual, voices
from engine.targets.own_code_checks import OWN_CODE, functions_are_named, no_template_is_left

PATH = "settings.json"
_VARIABLE = re.compile(r"\bDG_([A-Z0-9_]+)\b")
_FILLERS = ("initial_agent_filler", "agent_filler_max_count", "agent_filler_interval_ms")


def functions_are_called(configs: Configs) -> Iterator[Finding]:
    names = [f["name"] for f in configs[PATH]["agent"]["think"].get("functions", ())]
    yield from functions_are_named(names, configs, PATH)


def fillers_need_think_live(configs: Configs) -> Iterator[Finding]:
    """The server closes the session with `INVALID_SETTINGS` otherwise."""
    agent = configs[PATH]["agent"]
    for function in agent["think"].get("functions", ()):
        if "think_live" not in agent and any(key in function for key in _FILLERS):
            yield error("function.filler", f"“{function['name']}” has fillers, which need `think_live`.", PATH)


def prompt_fits(configs: Configs) -> Iterator[Finding]:
    length = len(configs[PATH]["agent"]["think"]["prompt"])
    if length > LONGEST_PROMPT:
        yield error("prompt.length", f"The prompt has {length:,} characters; {LONGEST_PROMPT:,} fit.", PATH)


def model_is_run(configs: Configs) -> Iterator[Finding]:
    provider = configs[PATH]["agent"]["think"]["provider"]
    hottest = 1 if provider["type"] == "anthropic" else 2
    if models().get(provider["model"]) != provider["type"]:
        yield error("think.model", f"Deepgram runs no “{provider['model']}” of {provider['type']}.", PATH)
    if not 0 <= provider.get("temperature", 0) <= hottest:
        yield error("think.temperature", f"The temperature is not between 0 and {hottest}.", PATH)


def voice_fits_its_family(configs: Configs) -> Iterator[Finding]:
    """`flux-` voices are of version v2 and change speed in steps of 0.05; `aura-` voices are of v1."""
    provider = configs[PATH]["agent"]["speak"]["provider"]
    flux = provider["model"].startswith("flux-")
    speed = provider.get("speed", 1)
    if provider["model"] not in voices():
        yield error("speak.voice", f"There is no voice “{provider['model']}”.", PATH)
    if provider["version"] != ("v2" if flux else "v1"):
        yield error("speak.version", f"“{provider['model']}” is not a voice of {provider['version']}.", PATH)
    if not (0.5 if flux else 0.7) <= speed <= 1.5 or (flux and abs(speed * 20 - round(speed * 20)) > 1e-6):
        yield error("speak.speed", f"“{provider['model']}” cannot speak at {speed}.", PATH)


def languages_are_heard(configs: Configs) -> Iterator[Finding]:
    """Only `flux-general-multi` takes hints, of languages that it hears."""
    provider = configs[PATH]["agent"]["listen"]["provider"]
    flux = provider["model"].startswith("flux-")
    if provider["version"] != ("v2" if flux else "v1"):
        yield error("listen.version", f"“{provider['model']}” is not a model of {provider['version']}.", PATH)
    hints = provider.get("language_hints", ())
    if hints and provider["model"] != "flux-general-multi":
        yield error("listen.hints", f"“{provider['model']}” takes no hints.", PATH)
    for code in hints:
        if code not in multilingual():
            yield error("listen.language", f"“{code}” is not heard by {provider['model']}.", PATH)


def variables_are_filled(configs: Configs) -> Iterator[Finding]:
    """`connect.py` knows a value for each `DG_NAME`."""
    known = {name.upper() for name in (*configs["call.json"]["variables"], *SYSTEM_VARIABLE_NAMES)}
    for name in dict.fromkeys(name for text in configs.strings(PATH) for name in _VARIABLE.findall(text)):
        if name not in known:
            yield error("variable.undeclared", f"Nobody declares the variable “DG_{name}”.", PATH)


RULES: tuple[Check, ...] = (
    *COMMON,
    *OWN_CODE,
    functions_are_called,
    fillers_need_think_live,
    prompt_fits,
    model_is_run,
    voice_fits_its_family,
    languages_are_heard,
    variables_are_filled,
    no_template_is_left,
)
check = checker(*RULES)
