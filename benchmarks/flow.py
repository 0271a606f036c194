"""The call flow: how long it takes to draw, check and walk one and to make a picture of it; and how many generated
specs have a flow that somebody cannot get through."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.measure import Result
from engine.document.spec import AgentSpec, Case, DataField, Emergency, Fallback, Goal, Identity, Transfer
from engine.playbooks import Job, JobField, jobs
from engine.tools.catalog import tool_from
from engine.workflow.check import check
from engine.workflow.mermaid import mermaid
from engine.workflow.overview import detail, numbers, overview
from engine.workflow.picture import png
from engine.workflow.synthesize import draw

RUNS, PICTURES = 30, 10
STEPS = 40
"""Of the flow that is measured."""
DRAWN_MS, PICTURE_MS, STALL_MS = 20.0, 500.0, 50.0
SPECS, SEED = 500, 10
_SOURCES = {"known": "known", "caller_id": "caller_id"}


def run() -> Iterator[Result]:
    spec = with_steps(STEPS)
    spec = spec.model_copy(update={"flow": draw(spec)})
    size = f"{len(spec.flow.nodes)} steps"
    yield Result(f"flow: draw, check and walk {size}", _milliseconds(RUNS, lambda: check(draw(spec), spec)), DRAWN_MS)
    overall = mermaid(overview(spec), numbers(spec.flow))
    whole = mermaid(spec.flow)
    one = mermaid(detail(spec, spec.goals[0].id), numbers(spec.flow))
    for name, source in (("overview", overall), ("one goal", one), (f"all of {size}", whole)):
        taken, stalls = zip(*(asyncio.run(_picture(source)) for _ in range(PICTURES)), strict=True)
        yield Result(f"flow: picture, {name}", tuple(taken), PICTURE_MS)
        yield Result(f"flow: picture, {name}: longest stop of the event loop", tuple(stalls), STALL_MS)
    failing = sum(any(f.level == "error" for f in check(draw(one), one)) for one in _specs(SPECS))
    yield Result(f"flow: generated specs that fail, of {SPECS}", (float(failing),), 0.0, unit="specs")


def _milliseconds(runs: int, work: Callable[[], object]) -> tuple[float, ...]:
    work()  # playbooks are read once
    return tuple(_timed(work) for _ in range(runs))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


async def _picture(source: str) -> tuple[float, float]:
    """Milliseconds until it is there, and the longest that nothing else could run meanwhile."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - before)
            await asyncio.sleep(0.001)

    watching = asyncio.create_task(watch())
    started = time.perf_counter()
    await png(source)
    taken = time.perf_counter() - started
    watching.cancel()
    return taken * 1000, longest * 1000


# --- specs out of the playbooks ---


def with_steps(count: int) -> AgentSpec:
    """As many of the playbooks as make a flow of at least so many steps."""
    known = [job for job in jobs().values() if job.direction == "inbound"]
    return next(spec for n in range(1, len(known)) if len(draw(spec := agent(known[:n])).nodes) >= count)


def _specs(count: int) -> Iterator[AgentSpec]:
    """Any jobs, directions, people, checks, emergencies and fallbacks together; the same ones in every run."""
    chance = random.Random(SEED)
    known = tuple(jobs().values())
    for _ in range(count):
        chosen = chance.sample(known, chance.randint(1, 8))
        people = tuple(_people(n) for n in range(chance.randint(0, 3)))
        someone = chance.choice([None, *(transfer.id for transfer in people)])
        private = Identity(ask=("name",), goals=chance.choice([(), (chosen[0].id,)]))
        danger = Emergency(id="gas", signs="A smell of gas", say="Leave the house.", transfer=someone)
        yield agent(
            chosen,
            direction=chance.choice(["inbound", "outbound", "web", None]),
            transfers=people,
            fallback=chance.choice([None, *_fallbacks(someone)]),
            identity=chance.choice([None, private]),
            emergencies=chance.choice([(), (danger,)]),
        )


def _people(number: int) -> Transfer:
    return Transfer(id=f"desk_{number}", label=f"Desk {number}", condition=f"The caller asks for desk {number}.")


def _fallbacks(transfer: str | None) -> Iterator[Fallback]:
    yield Fallback(kind="person", transfer=transfer)
    yield from (Fallback(kind=kind) for kind in ("message", "callback", "none"))


def agent(known: Sequence[Job], **values: Any) -> AgentSpec:
    """A spec whose goals are these jobs, with the tools, fields and cases that they bring."""
    fields = {f.name: _field(f) for job in known for f in job.fields}
    names = dict.fromkeys(name for job in known for name in job.tools)
    tools = tuple(tool_from(name).model_copy(update={"state": "accepted"}) for name in names)
    spec = AgentSpec(goals=tuple(map(_goal, known)), tools=tools[:60], data_fields=tuple(fields.values())[:80])
    return spec.model_copy(update=values)


def _field(field: JobField) -> DataField:
    source: Any = _SOURCES.get(field.how, "caller")
    return DataField(name=field.name, type=field.type, description=field.ask or field.name, source=source)


def _goal(job: Job) -> Goal:
    return Goal(
        id=job.id,
        statement=job.statement["en"],
        success=job.success,
        playbook=job.id,
        tools=job.tools,
        fields=tuple(field.name for field in job.fields),
        cases=tuple(Case(when=case.when, then=case.then) for case in job.cases),
    )
