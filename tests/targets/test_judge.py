"""Every platform takes what we export, call by call, and its judge would notice if not."""

import os
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine.document.spec import AgentSpec
from engine.targets import TARGETS, Bundle, export
from tests.targets.corpus import corpus
from tests.targets.judge import JUDGES
from tests.targets.judge.mutations import mutants
from tests.targets.judge.walking import failures
from tests.targets.samples import dental
from tests.targets.strategies import SPECS

SPECS_A_PLATFORM = int(os.environ.get("SPECS", "25"))
"""`make judge` tries 500."""
MUTANTS = int(os.environ.get("MUTANTS", "120"))
"""Of all that there are, the same ones in every run; `make judge` tries 500."""
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.parametrize("platform", JUDGES)
def test_the_platform_takes_every_agent_of_the_corpus_and_every_call_comes_to_its_end(platform: str) -> None:
    for name, spec in corpus().items():
        assert (name, _faults(platform, export(spec, platform, 1))) == (name, [])


# Without shrinking: a whole spec shrinks for a minute, and the failing bundle says enough.
@pytest.mark.parametrize("platform", JUDGES)
@settings(max_examples=SPECS_A_PLATFORM, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
@given(spec=SPECS)
def test_the_platform_takes_any_spec_at_all(platform: str, spec: AgentSpec) -> None:
    assert _faults(platform, export(spec, platform, 1)) == []


@pytest.mark.parametrize("platform", JUDGES)
def test_a_mistake_in_a_bundle_is_noticed(platform: str) -> None:
    judge = JUDGES[platform]
    every = list(mutants(judge, export(dental(), platform, 1)))
    tried = random.Random(0).sample(every, min(MUTANTS, len(every)))
    missed = [mutant.mistake for mutant in tried if not judge.faults(mutant.bundle)]
    assert len(tried) > 100
    assert len(missed) <= 0.05 * len(tried), missed


def test_every_platform_has_a_judge_but_those_for_people_and_archives() -> None:
    assert set(JUDGES) == set(TARGETS) - {"markdown", "json"}


def _faults(platform: str, bundle: Bundle) -> list[str]:
    judge = JUDGES[platform]
    found = judge.faults(bundle)
    flow = None if found else judge.flow(judge.read(bundle))
    return found + ([f"walk: {failure}" for failure in failures(flow)] if flow else [])
