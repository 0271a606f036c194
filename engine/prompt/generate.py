"""The system prompt of the agent, in Markdown, from the spec. Pure and deterministic.

Two forms from one source: `generate` for a platform without a graph, where the scripts stand in the prompt; and for one
with a graph `base_prompt`, which says who it is and what always holds, and `node_script` for each step. Instructions
are in English, which every model follows best; what is said aloud is in the agent's default language.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from engine.document.spec import AgentSpec, Node
from engine.prompt.brief import Brief, Detail
from engine.prompt.node import script_of
from engine.prompt.profiles import GENERIC, Profile
from engine.prompt.sections.data import data
from engine.prompt.sections.examples import examples, examples_without_tools
from engine.prompt.sections.identity import context, facts, identity
from engine.prompt.sections.limits import emergencies, escalation, guardrails, identity_check, unclear_audio
from engine.prompt.sections.speech import language, speech
from engine.prompt.sections.steps import goals, steps
from engine.prompt.sections.tools import tools, tools_of_no_step

_WORD = re.compile(r"(?<!\S)(?!\d+[.)]\s)[^\w\s]*\w\S*")
MOST_WORDS = 1_100
"""What an ordinary agent's prompt keeps to; what a playbook adds is shortened first."""
_SHORT = Detail(cues=False, short_examples=True, excerpts=True, failures=False)
_DETAILS = (
    Detail(cases=6, rules=4),
    Detail(cases=4, rules=3),
    *(replace(_SHORT, cases=cases, rules=rules) for cases, rules in ((5, 3), (4, 2), (3, 2), (2, 2), (2, 1), (1, 1))),
    *(replace(_SHORT, cases=cases, rules=0, terse=True, emergencies=2) for cases in (1, 0)),
)
"""From all to little; the first that keeps to MOST_WORDS is taken."""
Section = Callable[[Brief], str]
SECTIONS: tuple[tuple[str, Section], ...] = (
    ("Identity", identity),
    ("Context", context),
    ("Facts", facts),
    ("Speech", speech),
    ("Language", language),
    ("Goals", goals),
    ("Identity check", identity_check),
    ("Steps", steps),
    ("Data", data),
    ("Tools", tools),
    ("Guardrails", guardrails),
    ("Unclear audio and silence", unclear_audio),
    ("Emergencies", emergencies),
    ("Escalation", escalation),
    ("Examples", examples),
)
"""Heading and content of every section. Adding one is one line here and one function."""


def generate(spec: AgentSpec, profile: Profile = GENERIC) -> str:
    """The whole prompt. `profile`: whose prompting guide is followed."""
    texts: dict[Detail, str] = {}
    brief = Brief(spec, profile)

    def words(detail: Detail) -> int:
        texts[detail] = _written(replace(brief, detail=detail), SECTIONS)
        return -words_in(texts[detail])

    place = bisect_left(_DETAILS[:-1], -MOST_WORDS, key=words)
    chosen = _DETAILS[place]
    return texts.get(chosen) or _written(replace(brief, detail=chosen), SECTIONS)


def words_in(prompt: str) -> int:
    """Words with a letter or a digit in them; marks of a list are none."""
    return len(_WORD.findall(prompt))


def base_prompt(spec: AgentSpec, profile: Profile = GENERIC) -> str:
    """Who the agent is and what always holds, for a platform whose steps carry their own scripts and tools."""
    own: dict[str, Section] = {"Tools": tools_of_no_step, "Examples": examples_without_tools}
    shown = [(title, own.get(title, render)) for title, render in SECTIONS if title != "Steps"]
    return _written(Brief(spec, profile, form="base"), tuple(shown))


def node_script(spec: AgentSpec, node: Node, profile: Profile = GENERIC) -> str:
    """What the agent does in one step of the graph, with the tools of that step only."""
    return node_scripts(spec, profile)(node)


def node_scripts(spec: AgentSpec, profile: Profile = GENERIC) -> Callable[[Node], str]:
    """The same for every step of one spec, which share what they are written from."""
    return partial(script_of, Brief(spec, profile))


def _written(brief: Brief, sections: tuple[tuple[str, Section], ...]) -> str:
    blocks = [f"# {title}\n\n{text}" for title, render in sections if (text := render(brief))]
    return "\n\n".join(blocks) + "\n"
