"""The prompts that we show are those that we would ship: as long as people read, about their own agent, and sound."""

import re
from collections import Counter

import pytest

from engine.document.spec import AgentSpec
from engine.prompt.generate import generate, words_in
from engine.prompt.lint import lint
from tests.prompt.mutate import GALLERY, spec_of

AGENTS = sorted(path.parent.name for path in GALLERY.glob("*/spec.json"))
SHORTEST, LONGEST = 600, 1_100
MOST_SHARED = 450
"""Words of sentences that stand in ten of the twelve (PROMPT_RULES, “Learnt”)."""


def _sentences(spec: AgentSpec) -> list[str]:
    """Without the marks of lists and headings; whoever is at the other end counts as the same."""
    prompt = generate(spec).replace("the person", "the caller")
    parts = re.split(r"(?<=[.!?”:])\s+|\n+", prompt)
    return [text for part in parts if (text := re.sub(r"^(?:[-#]+|\d+\.)\s*", "", part.strip()))]


def test_there_are_twelve_agents() -> None:
    assert len(AGENTS) == 12


@pytest.mark.parametrize("agent", AGENTS)
def test_a_prompt_is_as_long_as_people_read(agent: str) -> None:
    assert SHORTEST <= words_in(generate(spec_of(agent))) <= LONGEST


def test_at_most_450_words_of_a_prompt_are_those_of_all() -> None:
    told = {agent: _sentences(spec_of(agent)) for agent in AGENTS}
    count = Counter(sentence for sentences in told.values() for sentence in set(sentences))
    shared = {agent: sum(words_in(s) for s in sentences if count[s] >= 10) for agent, sentences in told.items()}
    assert max(shared.values()) <= MOST_SHARED, shared
    assert min(shared.values()) > 200, "nothing would be shared if the sentences were cut wrongly"


@pytest.mark.parametrize("agent", AGENTS)
def test_a_prompt_that_we_show_has_no_errors_and_two_warnings_at_most(agent: str) -> None:
    spec = spec_of(agent)
    findings = [f for f in lint(generate(spec), spec) if f.level != "advice"]
    assert [f for f in findings if f.level == "error"] == []
    assert len(findings) <= 2


@pytest.mark.parametrize("agent", AGENTS)
def test_pasted_without_its_spec_it_has_no_errors_either(agent: str) -> None:
    assert [f for f in lint(generate(spec_of(agent))) if f.level == "error"] == []
