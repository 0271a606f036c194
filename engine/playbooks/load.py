"""Playbooks by id: each file is read when it is first asked for, and once."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError

from engine.playbooks.jobs import Job
from engine.playbooks.links import Broken, broken_in_job, broken_in_trade
from engine.playbooks.parts import PlaybookPart
from engine.playbooks.source import BrokenPlaybook, line_of, read
from engine.playbooks.trades import Trade

JOBS = Path(__file__).parent / "jobs"
TRADES = Path(__file__).parent / "trades"
_Model = TypeVar("_Model", bound=PlaybookPart)


@cache
def job_ids() -> tuple[str, ...]:
    """Ids of all jobs, without reading them."""
    return _ids(JOBS)


@cache
def trade_ids() -> tuple[str, ...]:
    return _ids(TRADES)


@cache
def job(job_id: str) -> Job:
    """The playbook of a job. Raises `KeyError` for an unknown id, `BrokenPlaybook` for a file with a fault."""
    if job_id not in job_ids():
        raise KeyError(job_id)
    return read_job(JOBS / f"{job_id}.yaml")


def known_job(job_id: str | None) -> Job | None:
    """The playbook of a goal; None where it has none, or one that only another release knows."""
    return job(job_id) if job_id in job_ids() else None


@cache
def trade(trade_id: str) -> Trade:
    """The playbook of a trade. Raises `KeyError` for an unknown id, `BrokenPlaybook` for a file with a fault."""
    if trade_id not in trade_ids():
        raise KeyError(trade_id)
    return read_trade(TRADES / f"{trade_id}.yaml")


@cache
def jobs() -> Mapping[str, Job]:
    """Every job by its id."""
    return MappingProxyType({job_id: job(job_id) for job_id in job_ids()})


@cache
def trades() -> Mapping[str, Trade]:
    """Every trade by its id."""
    return MappingProxyType({trade_id: trade(trade_id) for trade_id in trade_ids()})


def read_job(path: Path) -> Job:
    """A job from a file; its id is the file's name."""
    found = _parsed(Job, path)
    _raise_for(path, broken_in_job(found))
    return found


def read_trade(path: Path) -> Trade:
    """A trade from a file; its id is the file's name."""
    found = _parsed(Trade, path)
    _raise_for(path, broken_in_trade(found, frozenset(job_ids())))
    return found


def _ids(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def _parsed(model: type[_Model], path: Path) -> _Model:
    try:
        return model.model_validate({"id": path.stem, **read(path)})
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"]
        what = f"“{place[-1]}”: {first['msg']}" if place and first["type"] != "value_error" else first["msg"]
        raise BrokenPlaybook(path, line_of(path, place), what.removeprefix("Value error, ")) from error


def _raise_for(path: Path, broken: Iterable[Broken]) -> None:
    for place, what in broken:
        raise BrokenPlaybook(path, line_of(path, place), what)
