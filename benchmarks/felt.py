"""What a person in a chat waits for, as processor time: a guided turn beside a plain one, and what the commands
derive from the agent. Nothing of it waits, and other programs shall not count."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from benchmarks.flow import STEPS, with_steps
from benchmarks.measure import Result
from benchmarks.ours import Ours, Setter, guided_talk, plain_talk
from engine import sessions
from engine.document.spec import AgentSpec
from engine.interview.contract import Interviewer
from engine.interview.guided import Guided
from engine.settings import load_settings
from engine.turns.turn import close_engine, open_engine
from engine.workflow.synthesize import draw
from tests.prompt.agents import AGENTS

RUNS, TURNS = 10, 30
TOOLS = 20
ALL_MS, ONE_MS = 150.0, 40.0
"""Every platform of one ordinary agent together; one platform of a large agent."""


def run() -> Iterator[Result]:
    for name, interviewer, talk in (("plain", Setter(), plain_talk), ("guided", Guided(), guided_talk)):
        yield Result(f"felt: a {name} turn on SQLite", asyncio.run(_turns(interviewer, talk)), None)
    ordinary = [spec.model_copy(update={"flow": draw(spec)}) for spec in AGENTS.values()]
    yield Result("felt: /prompt", _each(ordinary, sessions.prompt), None)
    yield Result("felt: /flow, without its picture", _each(ordinary, sessions.workflow), None)
    yield Result("felt: /export, every platform", _each(ordinary, _every_platform), ALL_MS)
    large = [_large()]
    for platform in sessions.PLATFORM_NAMES:
        times = _each(large * RUNS, partial(_export, platform))
        yield Result(f"felt: /export {platform}, {STEPS} steps and {TOOLS} tools", times, ONE_MS)


def _each(specs: list[AgentSpec], derive: Callable[[AgentSpec], object]) -> tuple[float, ...]:
    """Milliseconds for each spec. As the object that a new version is: what is kept for a known one does not count."""
    derive(specs[0])  # playbooks and lexicons are read once
    return tuple(_taken(partial(derive, spec.model_copy())) for spec in specs)


def _taken(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return (process_time() - begun) * 1000


def _every_platform(spec: AgentSpec) -> None:
    for platform in sessions.PLATFORM_NAMES:
        _export(platform, spec)


def _export(platform: str, spec: AgentSpec) -> None:
    sessions.export(spec, platform, 1)


def _large() -> AgentSpec:
    spec = with_steps(STEPS)
    return spec.model_copy(update={"flow": draw(spec), "tools": spec.tools[:TOOLS], "name": "Ann"})


async def _turns(interviewer: Interviewer, talk: Callable[[], Iterator[str]]) -> tuple[float, ...]:
    """Of one thread, but for the first, which reads what all need."""
    with tempfile.TemporaryDirectory() as directory:
        settings = load_settings(None, database_url=f"sqlite:///{directory}/felt.db")
        engine = await open_engine(settings, interviewer)
        try:
            ours, times = Ours(engine, defaultdict(talk)), list[float]()
            for _ in range(TURNS):
                begun = process_time()
                await ours.turn("felt")
                times.append((process_time() - begun) * 1000)
            return tuple(times[1:])
        finally:
            await close_engine(engine)
