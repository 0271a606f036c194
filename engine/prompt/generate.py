"""The system prompt of the agent, in Markdown, from the spec. Pure and deterministic.

Instructions are in English, which every model follows best; what is said aloud is in the agent's default language.
The sections are those of PROMPT_RULES, in the order in which a voice prompt is read.
"""

from collections.abc import Callable

from engine.document.spec import AgentSpec
from engine.prompt.brief import Brief
from engine.prompt.profiles import PROFILES
from engine.prompt.sections.data import data
from engine.prompt.sections.examples import examples
from engine.prompt.sections.identity import context, identity
from engine.prompt.sections.limits import escalation, guardrails, unclear_audio
from engine.prompt.sections.speech import language, speech
from engine.prompt.sections.steps import goals, steps
from engine.prompt.sections.tools import tools

SECTIONS: tuple[tuple[str, Callable[[Brief], str]], ...] = (
    ("Identity", identity),
    ("Context", context),
    ("Speech", speech),
    ("Language", language),
    ("Goal", goals),
    ("Steps", steps),
    ("Data", data),
    ("Tools", tools),
    ("Guardrails", guardrails),
    ("Unclear audio and silence", unclear_audio),
    ("Escalation", escalation),
    ("Examples", examples),
)
"""Heading and content of every section. Adding one is one line here and one function."""


def generate(spec: AgentSpec, profile: str = "generic") -> str:
    """The whole prompt. `profile` names a target in `engine.prompt.profiles.PROFILES`; KeyError for another name."""
    brief = Brief(spec, PROFILES[profile])
    blocks = [f"# {title}\n\n{text}" for title, render in SECTIONS if (text := render(brief))]
    return "\n\n".join(blocks) + "\n"
