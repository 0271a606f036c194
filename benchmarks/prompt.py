"""The prompt and its lint: how long both take together, and what the lint finds in many generated specs."""

from collections.abc import Iterator
from time import process_time

from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.measure import Result
from engine.document.spec import AgentSpec
from engine.prompt.generate import generate, words_in
from engine.prompt.lint import written_and_checked
from tests.prompt.agents import AGENTS
from tests.prompt.mutate import found, mutations
from tests.prompt.test_generate import linked_specs

ROUNDS = 20
SPECS = 500
TARGET = 30.0
"""Milliseconds of processor time for a prompt and its lint: nothing of it waits, and other programs shall not count."""
MOST_WARNINGS = 2


def run() -> Iterator[Result]:
    """The ten agents of the tests in turn; then generated specs, and the mutations of meaning by halves."""
    for spec in AGENTS.values():
        _taken(spec)  # the first time reads the playbooks
    rounds = [_taken(spec) for _ in range(ROUNDS) for spec in AGENTS.values()]
    yield Result("prompt and lint, ten agents", tuple(rounds), TARGET)
    yield Result("words of a prompt", tuple(float(words_in(generate(s))) for s in AGENTS.values()), 1_100, unit="words")
    yield from _generated()
    for half in ("train", "held_out"):
        every = mutations(half)
        rate = 100 * sum(bool(found(m)) for m in every) / len(every)
        yield Result(f"mutations of meaning found, {half}", (rate,), 90, unit="%", at_least=True)


def _generated() -> Iterator[Result]:
    errors, warnings, times = list[float](), list[float](), list[float]()

    @seed(1)
    @settings(
        max_examples=SPECS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(linked_specs())
    def measure(spec: AgentSpec) -> None:
        begun = process_time()
        _, findings = written_and_checked(spec)
        times.append((process_time() - begun) * 1000)
        errors.append(float(sum(f.level == "error" for f in findings)))
        warnings.append(float(sum(f.level == "warning" for f in findings)))

    measure()
    yield Result(f"prompt and lint, {len(times)} generated specs", tuple(times), TARGET)
    yield Result("lint errors in all of them", (sum(errors),), 0, unit="findings")
    yield Result("most warnings in one of them", (max(warnings),), MOST_WARNINGS, unit="findings")


def _taken(spec: AgentSpec) -> float:
    begun = process_time()
    written_and_checked(spec)
    return (process_time() - begun) * 1000
