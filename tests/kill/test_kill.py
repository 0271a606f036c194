"""`kill -9` and SIGSTOP at random moments and at every touch of the database."""

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from engine.settings import Settings
from tests.kill.books import check_books
from tests.kill.child import LEASE_SECONDS, Task, run
from tests.kill.platform import Platform

KILLS = int(os.environ.get("KILLS", "10"))
"""`make soak` sets 200."""
THREADS = tuple(f"terminal:t{n}" for n in range(3))
MORE_THAN_THERE_IS_TIME_FOR = 100_000
pytestmark = [pytest.mark.soak, pytest.mark.timeout(300 + 3 * KILLS)]

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["tests.kill.child"])


@pytest.fixture
def task(settings: Settings, tmp_path: Path) -> Task:
    values = {name: getattr(settings, name) for name in ("database_url", "redis_url") if getattr(settings, name)}
    directory = tmp_path / "platform"
    directory.mkdir()
    return Task(values, directory)


@contextmanager
def child(task: Task) -> Iterator[BaseProcess]:
    process = _fork.Process(target=run, args=(task,))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def finish(task: Task) -> None:
    """A last process that is left in peace: it sends what nobody acknowledged, and stays until nothing waits."""
    with child(replace(task, drain=True, die_before=None, think_seconds=0.0)) as process:
        process.join(240)  # a message that was read in a storm of kills may have to wait
        assert process.exitcode == 0


def wait_for(platform: Platform, what: str, times: int, *children: BaseProcess) -> None:
    wait_until(lambda: platform.notes().count(what) >= times, what, *children)


def wait_for_more(platform: Platform, *children: BaseProcess) -> None:
    """Both replicas send on: in each thread a message that was not acknowledged before."""
    before = platform.acknowledged()
    wait_until(lambda: {t for t, _ in platform.acknowledged() - before} >= set(THREADS), "send on", *children)


def wait_until(done: Callable[[], bool], what: str, *children: BaseProcess) -> None:
    """For as long as the children live: how soon they are scheduled, is the machine's affair; a hang ends the test."""
    while not done():
        ended = [child.exitcode for child in children if child.exitcode is not None]
        assert not ended, f"a child ended with {ended} and never came to: {what}"
        time.sleep(0.005)


@pytest.mark.parametrize("api", [False, True], ids=["chat", "http"])
def test_killed_at_random_moments_nothing_is_lost_doubled_or_reordered(
    task: Task, settings: Settings, api: bool
) -> None:
    platform = Platform(task.directory)
    dice = random.Random(KILLS)
    kills = KILLS // 2
    busy = replace(task, threads=THREADS, messages=12 * kills, api=api, think_seconds=0.005)
    killed = 0
    while killed < kills or len(platform.acknowledged()) < kills:
        killed, before = killed + 1, platform.acknowledged()
        with child(busy) as process:
            wait_for(platform, "ready", killed, process)
            if killed % 2 == 0:  # every second one comes to something, however busy the machine is
                wait_until(lambda: platform.acknowledged() > before, "acknowledge", process)  # noqa: B023 - used at once
            time.sleep(dice.uniform(0, 0.25))
            assert process.is_alive()
    sent = 1 + max(number for _, number in platform.acknowledged())
    finish(replace(busy, messages=sent))
    assert asyncio.run(check_books(settings, platform)) >= len(platform.acknowledged()) >= kills


def test_killed_before_every_touch_of_the_database_nothing_is_lost_or_doubled(task: Task, settings: Settings) -> None:
    platform = Platform(task.directory)
    threads = []
    for touch in range(1, 80):
        threads.append(f"terminal:touch{touch}")
        with child(replace(task, threads=(threads[-1],), messages=1, die_before=touch)) as process:
            process.join(60)
            if process.exitcode == 0:
                break
    else:
        pytest.fail("a message should not touch the database that often")
    assert len(threads) > 10
    finish(replace(task, threads=tuple(threads), messages=1))
    assert asyncio.run(check_books(settings, platform)) == len(threads)


def test_a_process_that_was_stopped_past_its_lease_writes_nothing_when_it_wakes(task: Task, settings: Settings) -> None:
    platform = Platform(task.directory)
    slow = replace(task, threads=THREADS[:1], messages=1, think_seconds=0.15)
    with child(slow) as stopped:
        wait_for(platform, "thinking", 1, stopped)
        _signal(stopped, signal.SIGSTOP)
        time.sleep(1.5 * LEASE_SECONDS)
        finish(replace(task, threads=THREADS[:1], messages=1))
        answered = platform.posts()
        _signal(stopped, signal.SIGCONT)
        stopped.join(60)
        assert stopped.exitcode == 0
    assert platform.posts() == answered
    assert asyncio.run(check_books(settings, platform)) == 1


def test_two_replicas_that_are_stopped_in_turn_keep_the_books(task: Task, settings: Settings) -> None:
    platform = Platform(task.directory)
    dice = random.Random(KILLS)
    rounds = max(2, KILLS // 5)
    ours, theirs = (
        replace(task, threads=threads, messages=MORE_THAN_THERE_IS_TIME_FOR) for threads in (THREADS[:2], THREADS[2:])
    )
    with child(ours) as one, child(theirs) as two:
        wait_for(platform, "ready", 2, one, two)
        for number in range(rounds):
            process = (one, two)[number % 2]
            _signal(process, signal.SIGSTOP)
            time.sleep(1.5 * LEASE_SECONDS)
            _signal(process, signal.SIGCONT)
            wait_for_more(platform, one, two)
            time.sleep(dice.uniform(0, 0.2))
    finish(replace(task, threads=THREADS, messages=1 + max(number for _, number in platform.acknowledged())))
    assert asyncio.run(check_books(settings, platform)) > 2 * rounds


def _signal(process: BaseProcess, number: Any) -> None:
    assert process.pid
    os.kill(process.pid, number)
